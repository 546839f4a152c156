"""The one door to the openai library: how a client is made, and where its exceptions end."""

import contextlib
import functools
import re
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import msgspec
import openai

from bot.errors import ModelError, ModelUnreachable
from bot.models.faults import from_status, refusal, translation


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked. `base_url` None means OpenAI itself."""

    api_key: str
    base_url: str | None = None

    @property
    def name(self) -> str:
        """How the endpoint is called in sentences and logs: its address without any secret."""
        if self.base_url is None:
            return "OpenAI"
        return re.split(r"[?#]", re.sub(r"//[^/]*@", "//", self.base_url))[0]


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Whom every client trusts; reading the certificates holds the loop up for 40 ms."""
    return httpx2.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint answers, while it still comes in."""

    headers: Mapping[str, str]
    response: httpx2.Response

    def iter_bytes(self) -> AsyncIterator[bytes]:
        """Yield what has come, as it comes."""
        return self.response.aiter_bytes()


class Client:
    """The library's client for one endpoint; keep it, each has a connection pool of its own.

    The library neither retries (`bot.models.retry` does) nor limits the time of an answer as a
    whole (`bot.models.sse` limits the gaps), only that of connecting.
    """

    def __init__(self, endpoint: Endpoint, *, connect_seconds: float) -> None:
        self.endpoint = endpoint
        # Its parser is written in C: a streamed token costs a third less than with the other.
        self._http = openai.DefaultAioHttpClient(timeout=None, verify=_certificates())
        self._connect = httpx2.Timeout(None, connect=connect_seconds)
        self.sdk = openai.AsyncOpenAI(
            # A key with a line break from a copied file would be an illegal header.
            api_key=endpoint.api_key.strip(),
            base_url=endpoint.base_url,
            max_retries=0,
            timeout=self._connect,
            http_client=self._http,
        )

    async def post(self, path: str, body: bytes) -> bytes:
        """Send JSON to a path such as `moderations`, and return the bytes of the answer.

        For requests of which there are many: the objects that the library makes of each cost more
        than the request itself. Raises `ModelError`.
        """
        try:
            response = await self._http.send(self._request(path, body))
        except httpx2.TransportError as error:
            raise ModelUnreachable(repr(error)) from error
        if response.is_error:
            raise from_status(refusal(response))
        return response.content

    @contextlib.asynccontextmanager
    async def asking(self, path: str, body: Mapping[str, Any]) -> AsyncIterator[Reply]:
        """Send JSON to a path such as `responses`, and give the answer as it comes.

        Making a request takes the library a millisecond, a third of the way from a question to the
        model. Raises what the library would raise.
        """
        request = self._request(path, msgspec.json.encode(body))
        try:
            response = await self._http.send(request, stream=True)
        except httpx2.TimeoutException as error:
            raise openai.APITimeoutError(request=request) from error
        except httpx2.RequestError as error:
            raise openai.APIConnectionError(request=request) from error
        try:
            if response.is_error:
                await response.aread()
                raise refusal(response)
            yield Reply(response.headers, response)
        finally:
            await response.aclose()

    def _request(self, path: str, body: bytes) -> httpx2.Request:
        return httpx2.Request(
            "POST",
            f"{self.sdk.base_url}{path}",
            content=body,
            headers=self._headers,
            extensions={"timeout": self._connect.as_dict()},
        )

    @functools.cached_property
    def _headers(self) -> httpx2.Headers:
        """What the library sends with every request."""
        given = {**self.sdk.default_headers, **self.sdk.auth_headers}
        headers = httpx2.Headers(self._http.headers)
        headers.update({name: value for name, value in given.items() if isinstance(value, str)})
        return headers

    async def close(self) -> None:
        """Close the connections."""
        await self.sdk.close()

    @contextlib.contextmanager
    def translated(self, model: str) -> Iterator[None]:
        """Turn every exception of the openai and httpx2 libraries into a `ModelError`."""
        try:
            yield
        except ModelError as error:
            error.model, error.endpoint = model, self.endpoint.name
            raise
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            raised = translation(error)
            raised.model, raised.endpoint = model, self.endpoint.name
            raise raised from error

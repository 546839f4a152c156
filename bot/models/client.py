"""The one door to the openai library: how a client is made, and where its exceptions end."""

import contextlib
import functools
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai

from bot.errors import (
    KeyRejected,
    ModelBusy,
    ModelError,
    ModelFailing,
    ModelSilent,
    ModelUnknown,
    ModelUnreachable,
    NotAnEndpoint,
    QuotaExhausted,
    RequestRejected,
    SafetyRefused,
    StreamBroken,
)

_STATUS: dict[int, type[ModelError]] = {
    401: KeyRejected,
    403: KeyRejected,
    404: ModelUnknown,
    408: ModelFailing,
    409: ModelFailing,
    429: ModelBusy,
}
# Error objects that come inside a stream carry a code instead of a status.
_CODE: dict[str, type[ModelError]] = {
    "insufficient_quota": QuotaExhausted,
    "credit_balance_exhausted": QuotaExhausted,
    "billing_hard_limit_reached": QuotaExhausted,
    "rate_limit_exceeded": ModelBusy,
    "invalid_api_key": KeyRejected,
    "model_not_found": ModelUnknown,
    "context_length_exceeded": RequestRejected,
    "invalid_request_error": RequestRejected,
    "invalid_prompt": RequestRejected,
    "moderation_blocked": SafetyRefused,
    "content_policy_violation": SafetyRefused,
}
# What the code says is more than the status does.
_BY_CODE_ALONE = (QuotaExhausted, SafetyRefused)


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
            response = await self._http.post(
                f"{self.sdk.base_url}{path}",
                content=body,
                headers=self._headers,
                timeout=self._connect,
            )
        except httpx2.TransportError as error:
            raise ModelUnreachable(repr(error)) from error
        if response.is_error:
            raise _from_status(_refusal(response))
        return response.content

    @functools.cached_property
    def _headers(self) -> dict[str, str]:
        """What the library sends with every request."""
        given = {**self.sdk.default_headers, **self.sdk.auth_headers}
        return {name: value for name, value in given.items() if isinstance(value, str)}

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
            raised = _translation(error)
            raised.model, raised.endpoint = model, self.endpoint.name
            raise raised from error


def _translation(error: Exception) -> ModelError:
    match error:
        case openai.APIStatusError():
            return _from_status(error)
        case openai.APITimeoutError() if isinstance(error.__cause__, httpx2.ConnectTimeout):
            return ModelUnreachable("no connection in time")
        case openai.APITimeoutError():
            return ModelSilent("timed out")
        case openai.APIConnectionError():
            return ModelUnreachable(repr(error.__cause__ or error))
        case UnicodeError():
            # Header values are ASCII, so a key with other characters never leaves the machine.
            return KeyRejected("the key is not ASCII")
        case httpx2.HTTPError():
            return StreamBroken(repr(error))
    return RequestRejected(repr(error))


def from_error_object(error: Any) -> ModelError:
    """Read the `error` object that a stream carries instead of text."""
    fields = error if isinstance(error, dict) else {}
    names = [str(fields[key]) for key in ("code", "type") if fields.get(key)]
    kind = next((_CODE[name] for name in names if name in _CODE), StreamBroken)
    return kind(f"error in the stream: {' '.join(names)}")


def _refusal(response: httpx2.Response) -> openai.APIStatusError:
    """The error that the library makes of a response."""
    try:
        said = response.json()
    except ValueError:
        said = None
    body = said.get("error", said) if isinstance(said, dict) else said
    return openai.APIStatusError(str(response.status_code), response=response, body=body)


def _from_status(error: openai.APIStatusError) -> ModelError:
    return _kind_of(error)(
        f"{error.status_code} {error.code or error.type or ''}".strip(),
        status=error.status_code,
        request_id=error.request_id,
        retry_after=_retry_after(error.response),
    )


def _kind_of(error: openai.APIStatusError) -> type[ModelError]:
    page = "html" in error.response.headers.get("content-type", "")
    if error.status_code in {405, 501} or (page and error.status_code < 500):
        return NotAnEndpoint
    # The code differs from time to time, the type does not.
    named = {_CODE.get(str(name)) for name in (error.code, error.type)}
    for kind in _BY_CODE_ALONE:
        if kind in named:
            return kind
    if error.status_code >= 500:
        return ModelFailing
    return _STATUS.get(error.status_code, RequestRejected)


def _retry_after(response: httpx2.Response) -> float | None:
    """Seconds to wait as the headers say: milliseconds, seconds or a date (RFC 9110, 10.2.3)."""
    headers = response.headers
    with contextlib.suppress(KeyError, ValueError):
        return max(0.0, float(headers["retry-after-ms"]) / 1000)
    value = headers.get("retry-after")
    if value is None:
        return None
    with contextlib.suppress(ValueError):
        return max(0.0, float(value))
    with contextlib.suppress(ValueError):
        # Both clocks are the server's, so that ours may be wrong.
        now = parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    return None

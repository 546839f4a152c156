"""The one door to the openai library: how a client is made, and where its exceptions end."""

import contextlib
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
    "billing_hard_limit_reached": QuotaExhausted,
    "rate_limit_exceeded": ModelBusy,
    "invalid_api_key": KeyRejected,
    "model_not_found": ModelUnknown,
    "context_length_exceeded": RequestRejected,
    "invalid_request_error": RequestRejected,
    "invalid_prompt": RequestRejected,
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked. `base_url` None means OpenAI itself."""

    api_key: str
    base_url: str | None = None

    @property
    def name(self) -> str:
        """How the endpoint is called in sentences and logs."""
        return self.base_url or "OpenAI"


def open_client(endpoint: Endpoint, *, connect_seconds: float) -> openai.AsyncOpenAI:
    """Make the client for an endpoint; keep one, each has a connection pool of its own.

    The library neither retries (`bot.models.retry` does) nor limits the time of an answer as a
    whole (`bot.models.sse` limits the gaps), only that of connecting.
    """
    return openai.AsyncOpenAI(
        # A key with a line break from a copied file would be an illegal header.
        api_key=endpoint.api_key.strip(),
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=httpx2.Timeout(None, connect=connect_seconds),
    )


@contextlib.contextmanager
def translated(model: str, endpoint: Endpoint) -> Iterator[None]:
    """Turn every exception of the openai and httpx2 libraries into a `ModelError`."""
    try:
        yield
    except openai.APIStatusError as error:
        raise _from_status(error, model, endpoint) from error
    except openai.APITimeoutError as error:
        kind = (
            ModelUnreachable if isinstance(error.__cause__, httpx2.ConnectTimeout) else ModelSilent
        )
        raise kind("timed out", model=model, endpoint=endpoint.name) from error
    except openai.APIConnectionError as error:
        detail = repr(error.__cause__ or error)
        raise ModelUnreachable(detail, model=model, endpoint=endpoint.name) from error
    except UnicodeEncodeError as error:
        # Header values are ASCII, so a key with other characters never leaves the machine.
        raise KeyRejected("key is not ASCII", model=model, endpoint=endpoint.name) from error
    except httpx2.HTTPError as error:
        raise StreamBroken(repr(error), model=model, endpoint=endpoint.name) from error
    except (openai.OpenAIError, httpx2.InvalidURL) as error:
        raise RequestRejected(repr(error), model=model, endpoint=endpoint.name) from error


def from_error_object(error: Any, model: str, endpoint: Endpoint) -> ModelError:
    """Read the `error` object that a stream carries instead of text."""
    fields = error if isinstance(error, dict) else {}
    code = str(fields.get("code") or fields.get("type") or "")
    kind = _CODE.get(code, StreamBroken)
    return kind(f"error in the stream: {code}", model=model, endpoint=endpoint.name)


def _from_status(error: openai.APIStatusError, model: str, endpoint: Endpoint) -> ModelError:
    kind = _kind_of(error)
    return kind(
        f"{error.status_code} {error.code or error.type or ''}".strip(),
        model=model,
        endpoint=endpoint.name,
        status=error.status_code,
        request_id=error.request_id,
        retry_after=_retry_after(error.response),
    )


def _kind_of(error: openai.APIStatusError) -> type[ModelError]:
    if "html" in error.response.headers.get("content-type", "") and error.status_code < 500:
        return NotAnEndpoint
    if error.code in {"insufficient_quota", "billing_hard_limit_reached"}:
        return QuotaExhausted
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

"""What goes wrong at an endpoint: exceptions of the openai library and what servers answer."""

import contextlib
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


def translation(error: Exception) -> ModelError:
    """What the library raised, as an error of ours."""
    match error:
        case openai.APIStatusError():
            return from_status(error)
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


def refusal(response: httpx2.Response) -> openai.APIStatusError:
    """The error that the library makes of a response."""
    try:
        said = response.json()
    except ValueError:
        said = None
    body = said.get("error", said) if isinstance(said, dict) else said
    return openai.APIStatusError(str(response.status_code), response=response, body=body)


def from_status(error: openai.APIStatusError) -> ModelError:
    """What an endpoint answered instead of what was asked for."""
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

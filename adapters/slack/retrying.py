"""When a call of the Web API is made again: the SDK's policy, with a fault of it mended."""

import asyncio
import random
from collections.abc import Callable

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

_MOST_WAITS = 20
_MOST_FAILURES = 3
_USUAL_SECONDS = 5.0
_LONGEST_SECONDS = 120.0


class RateLimitHandler(AsyncRetryHandler):
    """Waits as long as Slack says; the SDK's own reads only the first digit of it."""

    def __init__(self) -> None:
        super().__init__(_MOST_WAITS)

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002  # the base's
        request: HttpRequest,  # noqa: ARG002  # the base's
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002  # the base's
    ) -> bool:
        return response is not None and response.status_code == 429

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,  # noqa: ARG002  # the base's
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002  # the base's
    ) -> None:
        """Sleep, and a little more, so that those who wait do not all come back at once."""
        state.next_attempt_requested = True
        seconds = retry_after(response.headers.get if response is not None else _nothing)
        await asyncio.sleep(min(seconds, _LONGEST_SECONDS) * random.uniform(1, 1.2))  # noqa: S311  # no secret
        state.increment_current_attempt()


def handlers(*, patient: bool) -> list[AsyncRetryHandler]:
    """Try again what broke off or met a fault of Slack's; with `patient` also what must wait."""
    usual: list[AsyncRetryHandler] = [
        AsyncConnectionErrorRetryHandler(max_retry_count=_MOST_FAILURES),
        AsyncServerErrorRetryHandler(max_retry_count=_MOST_FAILURES),
    ]
    return [*usual, RateLimitHandler()] if patient else usual


def retry_after(header: Callable[[str], object]) -> float:
    """Read how many seconds Slack wants one to wait, given how a header is looked up."""
    try:
        return max(0.0, float(str(header("Retry-After"))))
    except ValueError:
        return _USUAL_SECONDS


def _nothing(_: str) -> object:
    return None

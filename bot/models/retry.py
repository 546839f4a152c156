"""The only retry policy there is: whole requests, until the first piece of an answer has come."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

import tenacity

from bot.config.schema import Retry
from bot.errors import ModelError
from bot.models import Model, Piece, Request

log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Retrying:
    """A model that asks again when the first piece of an answer did not come."""

    def __init__(self, model: Model, policy: Retry) -> None:
        self._model = model
        self._policy = policy

    async def stream(self, request: Request) -> AsyncGenerator[Piece, None]:
        """See `bot.models.Model.stream`; raises the error of the last attempt."""

        async def begin() -> tuple[AsyncGenerator[Piece, None], Piece]:
            pieces = self._model.stream(request)
            return pieces, await anext(pieces)

        pieces, first = await retried(begin, self._policy)
        async with aclosing(pieces):
            yield first
            async for piece in pieces:
                yield piece


async def retried(attempt: Callable[[], Awaitable[_T]], policy: Retry) -> _T:
    """Await `attempt()` until it succeeds, for errors that another try can mend.

    Between attempts it waits as long as the endpoint asked for, else twice as long each time from
    `policy.first_delay` to `policy.longest_delay` seconds, with a quarter of it left to chance so
    that many callers do not come back at the same moment. It gives up rather than wait beyond
    `policy.patience` seconds in all.
    """
    try:
        return await attempt()
    except ModelError as error:
        if policy.attempts == 1 or not _mendable(error):
            raise
        first = error
    return await _retrying(policy)(_after(first, attempt))


def _retrying(policy: Retry) -> tenacity.AsyncRetrying:
    return tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(_mendable),
        wait=_Wait(policy),
        stop=tenacity.stop_after_attempt(policy.attempts)
        | tenacity.stop_before_delay(policy.patience),
        before_sleep=_note,
        reraise=True,
    )


def _after(first: ModelError, attempt: Callable[[], Awaitable[_T]]) -> Callable[[], Awaitable[_T]]:
    """Count the attempt that failed already: most succeed, and then tenacity need not be asked."""
    failed = [first]

    async def once() -> _T:
        if failed:
            raise failed.pop()
        return await attempt()

    return once


def _mendable(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.retryable


class _Wait(tenacity.wait.wait_base):
    def __init__(self, policy: Retry) -> None:
        self._growing = tenacity.wait_exponential(
            multiplier=policy.first_delay * 0.75, max=policy.longest_delay * 0.75
        )
        self._chance = policy.first_delay * 0.25

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        if isinstance(error, ModelError) and error.retry_after is not None:
            return error.retry_after
        return self._growing(retry_state) + tenacity.wait_random(0, self._chance)(retry_state)


def _note(retry_state: tenacity.RetryCallState) -> None:
    error = retry_state.outcome.exception() if retry_state.outcome else None
    wait = retry_state.next_action.sleep if retry_state.next_action else 0
    log.info(
        "attempt %d failed (%s), next in %.1f s", retry_state.attempt_number, repr(error), wait
    )

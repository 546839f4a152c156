"""Texts that several ask about at the same moment, judged in one request.

A lone question goes out at once. Only while some are under way does the next one wait for company,
no longer than a reader could notice, so that a crowd costs few requests. Whoever is asked for gets
the results of their own texts; what goes wrong because of somebody else's does not concern them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.errors import KeyRejected, ModelBusy, ModelError, ModelUnreachable, QuotaExhausted

Result = TypeVar("Result")
Ask = Callable[[Sequence[str]], Awaitable[list[Result]]]
"""Sends texts in one request and gives a result for each; raises `ModelError`."""

# So many may be under way before anybody waits for company.
_ALONE = 3
_WAIT_SECONDS = 0.002
_MOST_TEXTS, _MOST_CHARACTERS = 32, 64_000
# What concerns the endpoint, and not the texts.
_SAME_FOR_ALL = (KeyRejected, ModelBusy, ModelUnreachable, QuotaExhausted)


@dataclass(frozen=True, slots=True, eq=False)
class _Question(Generic[Result]):
    """The texts of one who asks; None as results means to ask by oneself."""

    texts: Sequence[str]
    results: "asyncio.Future[list[Result] | None]"


class Together(Generic[Result]):
    """Puts questions together."""

    def __init__(self, ask: Ask[Result]) -> None:
        self._ask = ask
        self._under_way = 0
        self._waiting: list[_Question[Result]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._sending: set[asyncio.Task[None]] = set()

    async def results(self, texts: Sequence[str]) -> list[Result]:
        """The results of these texts; raises `ModelError`."""
        if self._under_way < _ALONE:
            return await self._alone(texts)
        if not self._fits(texts):
            self._send()
        question: _Question[Result] = _Question(texts, asyncio.get_running_loop().create_future())
        self._waiting.append(question)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(_WAIT_SECONDS, self._send)
        found = await question.results
        return await self._alone(texts) if found is None else found

    async def close(self) -> None:
        """End what is under way; whoever waits is cancelled."""
        if self._timer is not None:
            self._timer.cancel()
        for question in self._waiting:
            question.results.cancel()
        for task in self._sending:
            task.cancel()
        if self._sending:
            await asyncio.wait(self._sending)

    def _fits(self, texts: Sequence[str]) -> bool:
        """Whether the texts go into the request with those that wait."""
        held = [text for question in self._waiting for text in question.texts]
        characters = sum(map(len, held)) + sum(map(len, texts))
        return len(held) + len(texts) <= _MOST_TEXTS and characters <= _MOST_CHARACTERS

    def _send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        questions = [one for one in self._waiting if not one.results.done()]
        self._waiting = []
        if questions:
            task = asyncio.get_running_loop().create_task(self._shared(questions))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _shared(self, questions: Sequence[_Question[Result]]) -> None:
        try:
            found = await self._alone([text for one in questions for text in one.texts])
        except _SAME_FOR_ALL as error:
            _tell(questions, error)
        except ModelError as error:
            # Of several, nobody knows whose text it was.
            _tell(questions, error if len(questions) == 1 else None)
        except asyncio.CancelledError:
            for question in questions:
                question.results.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            _tell(questions, error)
        else:
            for question in questions:
                if not question.results.done():
                    question.results.set_result(found[: len(question.texts)])
                found = found[len(question.texts) :]

    async def _alone(self, texts: Sequence[str]) -> list[Result]:
        self._under_way += 1
        try:
            return await self._ask(texts)
        finally:
            self._under_way -= 1


def _tell(questions: Sequence[_Question[Result]], error: Exception | None) -> None:
    for question in questions:
        if question.results.done():
            continue
        if error is None:
            question.results.set_result(None)
        else:
            question.results.set_exception(error)

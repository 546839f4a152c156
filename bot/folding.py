"""The running summary: what falls out of a window is summed up in the background.

The summary is written ahead, of the turns that will fall out next, so that it is ready when they
do. Nothing here is ever waited for by an answer: whatever goes wrong is logged and tried again
later, and the window lets turns fall out with or without it.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from bot.errors import CauserieError
from bot.memory import Memory
from bot.messages import Place
from bot.window import Counter, Fold, Measure, Summary
from bot.window.source import FoldingStore
from bot.window.transcript import transcript, unfolded

log = logging.getLogger(__name__)

PAUSES = (5.0, 30.0, 120.0, 600.0)
"""Seconds before each further attempt."""

_MOST_FOLDS = 1_000


class Summarize(Protocol):
    """Writes a summary, screens it, and bills it."""

    async def __call__(self, previous: str, turns: str, max_tokens: int, place: Place, /) -> str:
        """Return the previous summary with the turns worked in, "" if it may not be used.

        Raises `CauserieError`.
        """
        ...


class Folder:
    """Keeps the running summaries of all places up to date.

    At most `at_once` summaries are written side by side, each within `seconds` for one attempt,
    from at most `input_tokens` of turns. Where more than `pieces` of that size wait (in a channel
    that was never summed up before), the oldest turns are left out.
    """

    def __init__(
        self,
        memory: Memory,
        store: FoldingStore,
        counter: Counter,
        summarize: Summarize,
        *,
        at_once: int = 2,
        seconds: float = 120,
        input_tokens: int = 8_000,
        pieces: int = 16,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._memory = memory
        self._store = store
        self._measure = Measure(counter)
        self._summarize = summarize
        self._seconds = seconds
        self._input_tokens = input_tokens
        self._pieces = pieces
        self._pauses = pauses
        self._slots = asyncio.Semaphore(at_once)
        self._folds: dict[Place, asyncio.Task[None]] = {}
        self._calls: set[asyncio.Task[str]] = set()
        self._interrupting = 0
        self._interruptions = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._closed = False

    def nudge(self, place: Place) -> None:
        """Start summing up if a place needs it; returns at once. To be called after each answer."""
        busy = place in self._folds or len(self._folds) >= _MOST_FOLDS
        if self._closed or busy or not self._memory.fold_due(place):
            return
        task = asyncio.create_task(self._keep_up(place), name=f"fold {place.key}")
        self._folds[place] = task
        task.add_done_callback(lambda _: self._folds.pop(place, None))

    @contextmanager
    def interrupt(self) -> Iterator[None]:
        """Let nothing be summed up meanwhile; what was under way starts again afterwards.

        For answers of a model on this machine, which would share the processor.
        """
        self._interrupting += 1
        self._interruptions += 1
        self._quiet.clear()
        for call in self._calls:
            call.cancel()
        try:
            yield
        finally:
            self._interrupting -= 1
            if not self._interrupting:
                self._quiet.set()

    async def stop(self, place: Place) -> None:
        """End what is being summed up in a place; afterwards nothing is written about it."""
        if task := self._folds.get(place):
            task.cancel()
            await asyncio.wait({task})

    async def settled(self) -> None:
        """Wait until nothing is being summed up."""
        while self._folds:
            await asyncio.wait(set(self._folds.values()))

    async def close(self) -> None:
        """End everything; what was not stored is summed up after the next start."""
        self._closed = True
        for task in self._folds.values():
            task.cancel()
        await self.settled()

    async def _keep_up(self, place: Place) -> None:
        """Sum up until nothing is left to do, with pauses after failures."""
        for pause in (*self._pauses, 0.0):
            try:
                while fold := self._memory.begin_fold(place):
                    await self._fold(fold)
                return
            except (CauserieError, TimeoutError) as error:
                log.warning("no summary of %s for now: %s", place.key, type(error).__name__)
            except Exception:
                log.exception("no summary of %s for now", place.key)
            await asyncio.sleep(pause)

    async def _fold(self, fold: Fold) -> None:
        """Work as many turns into the summary as one request takes, the oldest first."""
        written = None
        try:
            async with self._slots:
                most = min(self._input_tokens, fold.room)
                turns = await unfolded(self._store.turns, fold, most=most * self._pieces)
                text, last = await asyncio.to_thread(
                    transcript, turns, most=most, measure=self._measure
                )
                # The last piece reaches up to where the window begins, whatever id that has.
                upto = fold.upto if last is None or last is turns[-1] else last.id
                summary = await self._summed_up(fold, text, upto)
                written = await self._kept(fold, summary)
        finally:
            self._memory.end_fold(fold, written)

    async def _summed_up(self, fold: Fold, turns: str, upto: int) -> Summary:
        previous = fold.previous.text if fold.previous else ""
        # A model that is asked again often finds words that pass the screening.
        for _ in range(2 if turns else 0):
            text = (await self._call(previous, turns, fold.most, fold.place)).strip()
            if text:
                return await asyncio.to_thread(self._bounded, text, fold.most, upto)
        if turns:
            log.warning("the summary of %s was refused; some turns are left out", fold.place.key)
        return Summary(previous, fold.previous.tokens if fold.previous else 0, upto)

    def _bounded(self, text: str, most: int, upto: int) -> Summary:
        tokens = self._measure.count(text)
        if tokens > most:
            text, tokens = self._measure.shorten(text, most)
        return Summary(text, tokens, upto)

    async def _call(self, previous: str, turns: str, most: int, place: Place) -> str:
        """Ask for a summary; asks again when an answer came between."""
        while True:
            await self._quiet.wait()
            count = self._interruptions
            call = asyncio.create_task(self._summarize(previous, turns, most, place))
            self._calls.add(call)
            try:
                done, _ = await asyncio.wait({call}, timeout=self._seconds)
            finally:
                self._calls.discard(call)
                call.cancel()
                await asyncio.gather(call, return_exceptions=True)
            if not done or (call.cancelled() and count == self._interruptions):
                raise TimeoutError
            if not call.cancelled():
                return call.result()

    async def _kept(self, fold: Fold, summary: Summary) -> Summary | None:
        """Store a summary unless its turns have changed meanwhile; cancelled, it is done first."""
        if fold.stale:
            return None
        writing = asyncio.create_task(self._write(fold, summary))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.gather(writing, return_exceptions=True)
            raise
        return summary

    async def _write(self, fold: Fold, summary: Summary) -> None:
        place = fold.place
        await self._store.summaries.put(place, summary.text, summary.tokens, summary.upto)
        if fold.stale:
            # It tells of something that was taken away while it was stored.
            await self._store.summaries.clear(place)

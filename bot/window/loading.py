"""Reading a place's window from the store, once for all who ask at the same time."""

import asyncio
from collections.abc import KeysView
from dataclasses import dataclass, field

from bot.messages import Place
from bot.tokens import FRAME
from bot.turn import Turn
from bot.window.budget import MOST_TURNS, Measure
from bot.window.source import Source
from bot.window.values import Summary
from bot.window.warm import STAYING, Warm

_PAGE = 128
_PAGES = 40


@dataclass(slots=True, eq=False)
class _Reading:
    """One reading under way: whoever comes later waits for it and takes what it gave."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    stale: bool = True
    warm: Warm | None = None


class Loader:
    """Reads windows of at most `largest` tokens."""

    def __init__(self, store: Source, measure: Measure, *, largest: int) -> None:
        self._store = store
        self._measure = measure
        self._largest = largest
        self._readings: dict[Place, _Reading] = {}

    @property
    def places(self) -> KeysView[Place]:
        """The places that are being read."""
        return self._readings.keys()

    async def load(self, place: Place, *, direct: bool) -> Warm:
        """Return the turns after the summary, the newest that fit, and the summary.

        Raises `StoreError`.
        """
        reading = self._readings.setdefault(place, _Reading())
        reading.waiting += 1
        try:
            async with reading.lock:
                while reading.stale or reading.warm is None or reading.warm.direct != direct:
                    reading.stale = False
                    reading.warm = await self._read(place, direct=direct)
                return reading.warm
        finally:
            reading.waiting -= 1
            if not reading.waiting:
                del self._readings[place]

    def spoil(self, place: Place) -> None:
        """Say that the store has changed, so that a reading under way must start again."""
        if reading := self._readings.get(place):
            reading.stale = True

    async def _read(self, place: Place, *, direct: bool) -> Warm:
        kept = await self._store.summaries.get(place)
        summary = Summary(kept.text, kept.tokens, kept.upto) if kept else None
        upto = summary.upto if summary else 0
        turns, whole = await self._newest(place, upto)
        fallen = upto if whole or not turns else max(upto, turns[-1].id - 1)
        warm = Warm(direct=direct, summary=summary, fallen=fallen)
        for turn in reversed(turns):
            warm.add(turn, measure=self._measure)
        return warm

    async def _newest(self, place: Place, upto: int) -> tuple[list[Turn], bool]:
        """Return the turns after `upto` that fit, newest first, and whether they are all."""
        found: list[Turn] = []
        room = self._largest
        before: int | None = None
        for _ in range(_PAGES):
            page = await self._store.turns.newest(place, _PAGE, before=before)
            for turn in reversed(page):
                if turn.id <= upto:
                    return found, True
                if turn.outcome not in STAYING:
                    continue
                room -= turn.question_tokens + turn.answer_tokens + 2 * FRAME
                if found and (room < 0 or len(found) == MOST_TURNS):
                    return found, False
                found.append(turn)
            if len(page) < _PAGE:
                return found, True
            before = page[0].id
        return found, False

"""How far each place was read: noted in memory, and written a little later, many at once."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Protocol

from bot.errors import StoreError
from bot.messages import Place
from bot.store.seen import age

log = logging.getLogger(__name__)

SECONDS = 0.5
"""The longest that a mark is in memory only; what is lost with it is read once more."""


class Kept(Protocol):
    """Where marks are kept."""

    async def put(self, marks: Mapping[Place, str]) -> None:
        """Move marks forward; raises `StoreError`."""
        ...

    async def of(self, platform: str) -> dict[Place, str]:
        """Return the marks of a platform; raises `StoreError`."""
        ...


class Marks:
    """The newest message seen in each place; a mark moves forward only."""

    def __init__(self, kept: Kept, *, seconds: float = SECONDS) -> None:
        self._kept = kept
        self._seconds = seconds
        self._moved: dict[Place, str] = {}
        self._flying: dict[Place, str] = {}
        self._writing: asyncio.Task[None] | None = None
        self._closed = False

    def move(self, place: Place, message_id: str) -> None:
        """Note that a message was seen; ids count up, so that a longer one is newer."""
        self._note(place, message_id)
        if not self._closed and (self._writing is None or self._writing.done()):
            self._writing = asyncio.create_task(self._write_later(), name="marks")

    def drop(self, place: Place) -> None:
        """Forget what was noted in a thread that is gone, or in a channel and its threads."""
        self._moved = {one: mark for one, mark in self._moved.items() if not one.is_in(place)}

    async def of(self, platform: str) -> dict[Place, str]:
        """Return the marks of a platform's places; raises `StoreError`."""
        marks = await self._kept.of(platform)
        for place, mark in (*self._flying.items(), *self._moved.items()):
            if place.platform == platform:
                marks[place] = max(mark, marks.get(place, ""), key=age)
        return marks

    async def close(self) -> None:
        """Write what is left."""
        self._closed = True
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.wait({self._writing})
        await self._write()

    def _note(self, place: Place, message_id: str) -> None:
        self._moved[place] = max(message_id, self._moved.get(place, ""), key=age)

    async def _write_later(self) -> None:
        while self._moved:
            await asyncio.sleep(self._seconds)
            await self._write()

    async def _write(self) -> None:
        self._flying, self._moved = self._moved, {}
        written = False
        try:
            await self._kept.put(self._flying)
            written = True
        except StoreError as error:
            log.warning("%d marks are not written yet: %s", len(self._flying), error)
        finally:
            if not written:
                for place, mark in self._flying.items():
                    self._note(place, mark)
            self._flying = {}

"""Listening: what is said in channels without being addressed to the bot, for those who want it.

Every message that a person, another bot or a foreign webhook writes comes here once, in the order
of its channel, whether it is answered or not. Nobody listening costs one look in memory.
"""

import logging
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from bot.messages import Message, Place

log = logging.getLogger(__name__)


class Listener(Protocol):
    """Somebody in the core who wants what is said somewhere.

    It returns quickly: what takes time it does later, in a task of its own.
    """

    async def wants(self, place: Place) -> bool:
        """Whether it wants what is said in a place; asked for every message, so out of memory."""
        ...

    async def heard(self, message: Message, *, edited: bool) -> None:
        """Take in a message, or how it reads since it was edited."""
        ...

    async def gone(self, place: Place, message_ids: Sequence[str]) -> None:
        """Take in that messages were deleted."""
        ...


@runtime_checkable
class Resumes(Protocol):
    """A listener that goes on after a restart with what the end of the program cut off."""

    async def resume(self, platform: str) -> None:
        """Go on; the platform is there again."""
        ...


class Hearing:
    """All listeners. One that fails is logged, and leaves the others and the platform alone."""

    def __init__(self, listeners: Sequence[Listener] = ()) -> None:
        self._listeners = listeners

    async def wants(self, place: Place) -> bool:
        """Whether anybody does."""
        return bool(await self._wanting(place))

    async def heard(self, message: Message, *, edited: bool) -> None:
        """Tell those who want it."""
        for listener in await self._wanting(message.place):
            try:
                await listener.heard(message, edited=edited)
            except Exception:
                log.exception("%s could not take in %s", type(listener).__name__, message.key)

    async def gone(self, place: Place, message_ids: Sequence[str]) -> None:
        """Tell those who want it."""
        for listener in await self._wanting(place):
            try:
                await listener.gone(place, message_ids)
            except Exception:
                log.exception("%s could not take in deletions", type(listener).__name__)

    async def resumed(self, platform: str) -> None:
        """Tell those who want to know that a platform is there again."""
        for listener in self._listeners:
            if isinstance(listener, Resumes):
                try:
                    await listener.resume(platform)
                except Exception:
                    log.exception("%s could not go on", type(listener).__name__)

    async def _wanting(self, place: Place) -> list[Listener]:
        wanting = []
        for listener in self._listeners:
            try:
                if await listener.wants(place):
                    wanting.append(listener)
            except Exception:
                log.exception("%s could not say what it wants", type(listener).__name__)
        return wanting

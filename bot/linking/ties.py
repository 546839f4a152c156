"""Which channels are tied together, kept in memory because every message asks."""

import asyncio
import time
from collections.abc import Mapping

from bot.messages import Place
from bot.store import Link
from bot.store.links import Links

# Another process may have changed them.
_SECONDS = 30


class Ties:
    """All ties, read again when they were changed here, and now and then."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._known: Mapping[Place, Link] = {}
        self._version = -1
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    async def of(self, place: Place) -> Link | None:
        """The link of a channel, None where it is not tied."""
        return (await self._all()).get(place)

    async def others(self, place: Place) -> list[Link]:
        """The other channels of its tie."""
        known = await self._all()
        own = known.get(place)
        return [
            link for link in known.values() if own and link.tie == own.tie and link.place != place
        ]

    async def _all(self) -> Mapping[Place, Link]:
        if self._is_stale():
            # Whoever asks meanwhile must not be told what was before.
            async with self._reading:
                if self._is_stale():
                    version = self._links.version
                    known = {link.place: link for link in await self._links.all()}
                    self._known, self._version = known, version
                    self._read_at = time.monotonic()
        return self._known

    def _is_stale(self) -> bool:
        changed = self._version != self._links.version
        return changed or time.monotonic() - self._read_at > _SECONDS

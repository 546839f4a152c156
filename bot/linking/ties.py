"""Which channels are tied together, kept in memory because every message asks."""

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
        now = time.monotonic()
        if self._version != self._links.version or now - self._read_at > _SECONDS:
            self._version, self._read_at = self._links.version, now
            self._known = {link.place: link for link in await self._links.all()}
        return self._known

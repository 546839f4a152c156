"""Whether a tie may still stand: channels change hands, turn private, and go.

A tie is the server's, as its settings are, and stays when the one who made it leaves. But what is
said in a private channel goes elsewhere only on the word of somebody who may read it: a channel
that turns private leaves its tie, and so does a private one that its person cannot read any more.
"""

import logging
import time
from typing import TYPE_CHECKING

from bot.channels import Channels
from bot.errors import PlatformError
from bot.messages import Person, Place
from bot.moderation.native import TellsWhoReads
from bot.store import Link

if TYPE_CHECKING:
    from bot.parts import Parts
    from bot.store.notes import Notes

log = logging.getLogger(__name__)

# Every message asks, and the platform should not be asked with each.
_SECONDS = 60.0
_MOST = 10_000
_PRIVATE = "private"


async def is_private(channels: Channels, place: Place) -> bool:
    """Whether a channel is read by those alone who were let in, as far as the platform knows."""
    return isinstance(channels, TellsWhoReads) and await channels.is_private(place)


async def note(notes: "Notes", place: Place, *, private: bool) -> None:
    """Keep what a channel was when somebody said yes to its tie."""
    await notes.set(_name(place), _PRIVATE if private else "open")


class Standing:
    """Looks again at ties that are in use, and cuts those that may not stand."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts
        self._looked: dict[tuple[Place, Place], float] = {}

    async def holds(self, one: Place, other: Place) -> bool:
        """Whether two channels may be tied at this moment; raises `PlatformError`."""
        pair, now = (one, other), time.monotonic()
        if now - self._looked.get(pair, -_SECONDS) < _SECONDS:
            return True
        links = {link.place: link for link in await self._parts.store.links.all()}
        for place in pair:
            link = links.get(place)
            if link is None:
                return False
            if why := await self._against(link):
                await self._cut(link, why)
                return False
        if len(self._looked) >= _MOST:
            self._looked.clear()
        self._looked[pair] = now
        return True

    async def _against(self, link: Link) -> str:
        """What stands against a channel in its tie, as the end of a sentence, "" for nothing."""
        channels, place = self._parts.channels[link.place.platform], link.place
        if await channels.place(place, place.channel) is None:
            # It may come back: one that is deleted leaves its tie at once.
            raise PlatformError(f"{place.key} cannot be found.")
        if not await is_private(channels, place):
            return ""
        if await self._parts.store.notes.get(_name(place)) != _PRIVATE:
            return "it has become private"
        if not await channels.may_read(Person(link.by, ""), place):
            return "it is private, and whoever tied it cannot read it any more"
        return ""

    async def _cut(self, link: Link, why: str) -> None:
        place = link.place
        log.warning("%s leaves its tie: %s", place.key, why)
        await self._parts.store.links.untie(place)
        name = await self._parts.channels[place.platform].name(place)
        text = f"#{name} is not tied to other channels any more: {why}. /link ties it again."
        about = f"link/{place.channel}"
        self._parts.announcer.tell(place.server_key, about, text, f"{time.time():.0f}")


def _name(place: Place) -> str:
    return f"tied/{place.key}"

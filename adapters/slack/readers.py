"""Who can read what in a workspace, as Slack says it at this moment."""

import time
from collections import OrderedDict
from dataclasses import dataclass

from adapters.slack.paging import pages
from adapters.slack.wire import Wire, WireError

# Short: whoever was removed from a channel must not read on from it.
_FRESH_SECONDS = 15.0
_CHANNELS = 500


@dataclass(frozen=True, slots=True)
class _Known:
    members: frozenset[str]
    at: float


class Readers:
    """The members of channels, remembered for a moment."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def may_read(self, user: str, channel: str) -> bool:
        """Whether the person is in the channel; what Slack does not tell is not allowed.

        Whoever could join a public channel does so first: then others see who reads there.
        """
        try:
            return user in await self._members(channel)
        except WireError:
            return False

    async def _members(self, channel: str) -> frozenset[str]:
        known = self._known.get(channel)
        if known is not None and time.monotonic() - known.at < _FRESH_SECONDS:
            return known.members
        reading = pages(self._wire, "conversations.members", "members", channel=channel)
        members = frozenset([str(each) async for page in reading for each in page])
        self._known[channel] = _Known(members, time.monotonic())
        self._known.move_to_end(channel)
        while len(self._known) > _CHANNELS:
            self._known.popitem(last=False)
        return members

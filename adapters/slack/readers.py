"""Who can read what in a workspace, as Slack says it at this moment."""

import time
from collections import OrderedDict
from dataclasses import dataclass

from adapters.slack.paging import pages
from adapters.slack.wire import Json, Wire, WireError

# Short: whoever was removed from a channel must not read on from it.
_FRESH_SECONDS = 15.0
_CHANNELS = 500


@dataclass(frozen=True, slots=True)
class _Known:
    members: frozenset[str]
    at: float


class Readers:
    """The members of channels, remembered for a moment."""

    def __init__(self, wire: Wire, team: str) -> None:
        self._wire = wire
        self._team = team
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def may_read(self, user: str, channel: str) -> bool:
        """Whether the person is in the channel, or could look into it; a guest only looks inside.

        What Slack does not tell is not allowed.
        """
        try:
            if user in await self._members(channel):
                return True
            found = (await self._wire.read("conversations.info", channel=channel))["channel"]
            return _is_open(found) and await self._is_full_member(user)
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

    async def _is_full_member(self, user: str) -> bool:
        found = (await self._wire.read("users.info", user=user))["user"]
        teams = {found.get("team_id"), *(found.get("enterprise_user") or {}).get("teams", ())}
        guest = found.get("is_restricted") or found.get("is_ultra_restricted")
        gone = found.get("deleted") or found.get("is_stranger")
        return self._team in teams and not guest and not gone


def _is_open(channel: Json) -> bool:
    private = channel.get("is_private") or channel.get("is_im") or channel.get("is_mpim")
    return not private

"""The channels of a workspace by id and by name, remembered for a short while."""

import re
import time
from collections import OrderedDict
from collections.abc import Iterable

from adapters.slack.paging import pages
from adapters.slack.wire import Json, Wire, WireError

_FRESH_SECONDS = 120.0
_KEPT = 2_000
_ID = re.compile(r"[CGD][A-Z0-9]{6,}\Z")
_UNKNOWN = {"channel_not_found", "invalid_arguments"}


class Directory:
    """What Slack tells of channels, as far as the bot may know of them."""

    def __init__(self, wire: Wire, team: str) -> None:
        self._wire = wire
        self._team = team
        self._known: OrderedDict[str, tuple[Json, float]] = OrderedDict()

    async def info(self, channel: str) -> Json:
        """What a channel is; raises `WireError`, and waits for no limit."""
        known = self._known.get(channel)
        if known is not None and time.monotonic() - known[1] < _FRESH_SECONDS:
            return known[0]
        answer = await self._wire.read("conversations.info", patient=False, channel=channel)
        return self._remember(answer["channel"])

    async def names(self, channels: Iterable[str]) -> dict[str, str]:
        """The names of channels that everybody may see; others are left out."""
        found: dict[str, str] = {}
        for channel in dict.fromkeys(channels):
            try:
                info = await self.info(channel)
            except WireError:
                continue
            if info.get("name") and not info.get("is_private"):
                found[channel] = str(info["name"])
        return found

    async def find(self, wanted: str) -> str | None:
        """The id of a channel, given that or its name; raises `WireError`."""
        name = wanted.removeprefix("#")
        if _ID.match(name):
            try:
                return str((await self.info(name))["id"])
            except WireError as error:
                if error.code not in _UNKNOWN:
                    raise
        return await self._named(name.lower())

    async def called(self, channel: str) -> str | None:
        """The name of a channel by its id; None where the bot sees none. Raises `WireError`."""
        if not _ID.match(channel):
            return None
        try:
            return str((await self.info(channel)).get("name") or channel)
        except WireError as error:
            if error.code in _UNKNOWN:
                return None
            raise

    async def _named(self, name: str) -> str | None:
        reading = pages(
            self._wire,
            "users.conversations",
            "channels",
            types="public_channel,private_channel",
            exclude_archived="true",
            team_id=self._team,
        )
        async for page in reading:
            for channel in page:
                self._remember(channel)
                if channel.get("name") == name:
                    return str(channel["id"])
        return None

    def _remember(self, channel: Json) -> Json:
        key = str(channel["id"])
        self._known[key] = (channel, time.monotonic())
        self._known.move_to_end(key)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return channel

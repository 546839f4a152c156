"""New addresses for files: those that Discord gives out are good for about a day."""

import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord

from adapters.discord.wire import Wire, WireError

_FILE = re.compile(r"/(?:ephemeral-)?attachments/(?P<channel>\d{15,20})/(?P<file>\d{15,20})/")
# A download that begins now must not run into the end.
_SOON_SECONDS = 10
_NEAR = 50


def is_over(url: str) -> bool:
    """Whether an address is no good any more, by what it says itself."""
    until = parse_qs(urlsplit(url).query).get("ex", [""])[0]
    try:
        return int(until, 16) < time.time() + _SOON_SECONDS
    except ValueError:
        return False


class Renewing:
    """Asks Discord for new addresses of files that were sent in channels."""

    def __init__(self, client: discord.Client, wire: Wire) -> None:
        self._client = client
        self._wire = wire

    async def renewed(self, url: str) -> str | None:
        """The address of the same file as it is now; None where Discord has none."""
        found = _FILE.search(urlsplit(url).path)
        if found is None:
            return None
        try:
            return await self._refreshed(url)
        except WireError:
            # Not every proxy knows that call, and a message tells its files' addresses anew.
            return await self._told(int(found["channel"]), int(found["file"]))

    async def _refreshed(self, url: str) -> str | None:
        route = discord.http.Route("POST", "/attachments/refresh-urls")
        body = {"attachment_urls": [url]}
        said: Any = await self._wire.call(lambda: self._client.http.request(route, json=body))
        known = said.get("refreshed_urls") if isinstance(said, dict) else None
        return next((one["refreshed"] for one in known or () if one.get("refreshed")), None)

    async def _told(self, channel: int, file: int) -> str | None:
        """The address that the file's message tells; files are numbered right before it."""
        near = discord.Object(file)

        async def look() -> list[discord.Message]:
            place = self._client.get_partial_messageable(channel)
            return [one async for one in place.history(around=near, limit=_NEAR)]

        try:
            messages = await self._wire.call(look)
        except WireError:
            return None
        files = (each for message in messages for each in _files(message))
        return next((each.url for each in files if each.id == file), None)


def _files(message: discord.Message) -> list[discord.Attachment]:
    forwarded = (each for one in message.message_snapshots for each in one.attachments)
    return [*message.attachments, *forwarded]

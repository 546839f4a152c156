"""Reads the files of messages, and never more of them than can be used."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp

from adapters.slack.wire import Json, Wire, WireError
from bot.messages import Message

_SECONDS = 60
_HOSTS = (".slack.com", ".slack-files.com", ".slack-edge.com", ".slack-gov.com")

log = logging.getLogger(__name__)


class Files:
    """The files that came with messages; `largest` (bytes) is the most that is of use."""

    def __init__(self, wire: Wire, largest: int) -> None:
        self._wire = wire
        self._largest = largest

    def reader(self, url: str, size: int) -> Callable[[], Awaitable[bytes]]:
        """What fetches a file: at most one byte more than is of use, which gives it away."""

        async def read() -> bytes:
            if size > self._largest:
                raise OSError("the file is too large")
            return await self._fetched(url)

        return read

    async def complete(self, event: Json) -> Json:
        """The message with all that can be told of its files.

        Of what comes from another workspace Slack tells only the id, and the rest when asked.
        """
        files = event.get("files") or ()
        if not any(file.get("file_access") == "check_file_info" for file in files):
            return event
        return {**event, "files": [await self._told(file) for file in files]}

    async def _told(self, file: Json) -> Json:
        if file.get("file_access") != "check_file_info":
            return file
        try:
            answer = await self._wire.read("files.info", patient=False, file=file["id"])
        except WireError as error:
            log.info("Slack tells nothing of a file: %s", error)
            return file
        found: Json = answer["file"]
        return found

    def revived(self, message: Message) -> Message:
        """A message from before the program ended, with files that can be read again."""
        files = (
            replace(file, read=self.reader(file.source, file.size)) for file in message.attachments
        )
        return replace(message, attachments=tuple(files))

    async def _fetched(self, url: str) -> bytes:
        if not self._is_ours(url):
            raise OSError("the file is not at Slack")
        try:
            async with self._wire.session.get(
                url,
                headers={"Authorization": f"Bearer {await self._token()}"},
                timeout=aiohttp.ClientTimeout(total=_SECONDS),
                raise_for_status=True,
            ) as response:
                if is_login(response.content_type, url, b""):
                    raise OSError("Slack wants a login: the app may lack the scope files:read")
                data = await _read(response.content, self._largest + 1)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OSError(type(error).__name__) from error
        if is_login("", url, data):
            raise OSError("Slack wants a login: the app may lack the scope files:read")
        return data

    async def _token(self) -> str:
        try:
            return await self._wire.token.current()
        except WireError as error:
            raise OSError(error.code) from error

    def _is_ours(self, url: str) -> bool:
        """Whether the token may be sent there: to Slack, and to where its interface is."""
        parts, ours = urlsplit(url), urlsplit(self._wire.api_url)
        if (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc):
            return True
        return parts.scheme == "https" and f".{parts.hostname or ''}".endswith(_HOSTS)


def is_login(content_type: str, url: str, data: bytes) -> bool:
    """Whether it is the page that Slack sends, with status 200, to whom it does not know."""
    if urlsplit(url).path.lower().endswith((".html", ".htm")):
        return False
    head = data[:200].lstrip().lower()
    return content_type == "text/html" or head.startswith((b"<!doctype html", b"<html"))


async def _read(content: aiohttp.StreamReader, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := await content.read(min(most, 1 << 16))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)

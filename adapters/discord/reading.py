"""Reads the files of messages, and never more of them than can be used."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import aiohttp

from adapters.discord.renewing import Renewing, is_over
from bot.messages import Message

CDN = "https://cdn.discordapp.com"
_SECONDS = 60
# What the CDN says of an address that is over.
_OVER = {403, 404}


class Files:
    """The files that came with messages; `largest` (bytes) is the most that is of use."""

    def __init__(self, cdn_url: str, largest: int, renewing: Renewing) -> None:
        self._renewing = renewing
        self._cdn = cdn_url.rstrip("/")
        self._largest = largest
        self._session: aiohttp.ClientSession | None = None

    def reader(self, url: str, size: int) -> Callable[[], Awaitable[bytes]]:
        """What fetches a file: at most one byte more than is of use, which gives it away."""

        async def read() -> bytes:
            if size > self._largest:
                raise OSError("the file is too large")
            return await self._fetched(url)

        return read

    def revived(self, message: Message) -> Message:
        """A message from before the program ended, with files that can be read again."""
        files = (
            replace(file, read=self.reader(file.source, file.size)) for file in message.attachments
        )
        return replace(message, attachments=tuple(files))

    async def close(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()

    async def _fetched(self, url: str) -> bytes:
        try:
            if not is_over(url):
                return await self._got(url)
        except aiohttp.ClientResponseError as error:
            if error.status not in _OVER:
                raise OSError(str(error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OSError(str(error)) from error
        # It was sent long ago, and is asked about only now.
        renewed = await self._renewing.renewed(url)
        if renewed is None:
            raise OSError("the file is not there any more")
        try:
            return await self._got(renewed)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OSError(str(error)) from error

    async def _got(self, url: str) -> bytes:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_SECONDS), raise_for_status=True
            )
        if url.startswith(f"{CDN}/"):
            url = self._cdn + url.removeprefix(CDN)
        async with self._session.get(url) as response:
            return await _read(response.content, self._largest + 1)


async def _read(content: aiohttp.StreamReader, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := await content.read(min(most, 1 << 16))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)

"""Pictures that were made or changed lately, so that a button can ask for one like them."""

import asyncio
import hashlib
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.messages import Message

_TOKEN = re.compile(r"[0-9a-f]{32}")


class Album:
    """Pictures in a folder, each under a token that nobody can guess, and in its server only.

    Those older than `days` go, and the oldest when all together are more than `most_bytes`.
    """

    def __init__(self, folder: Path, *, days: float = 7, most_bytes: int = 500_000_000) -> None:
        self._folder = folder
        self._seconds = days * 24 * 60 * 60
        self._most_bytes = most_bytes

    async def keep(self, data: bytes, message: Message) -> str:
        """Keep a picture of a message; returns its token. Raises `OSError` where it cannot be."""
        place, person = message.place, message.person
        folder = self._of_server(place.server_key) / _hashed(f"{place.platform}/{person.id}")
        token = secrets.token_hex(16)
        await asyncio.to_thread(self._keep, data, folder, token)
        return token

    async def get(self, token: str, *, server: str) -> bytes | None:
        """Give a picture back to its server, None where there is none any more."""
        if not _TOKEN.fullmatch(token):
            return None
        return await asyncio.to_thread(_found, self._of_server(server), token)

    async def erase_server(self, server: str) -> None:
        """Let go of all pictures of a server."""
        await asyncio.to_thread(_remove, [self._of_server(server)])

    async def erase_person(self, platform: str, person_id: str, *, within: str) -> None:
        """Let go of all pictures that a person asked for; `within` as `bot.channels.far` says."""
        name = _hashed(f"{platform}/{person_id}")
        server = "*" if within.endswith("/") else _hashed(within)
        await asyncio.to_thread(lambda: _remove(self._folder.glob(f"{server}/{name}")))

    async def tidy(self) -> None:
        """Let go of what is too old or too much."""
        await asyncio.to_thread(self._tidy)

    def _of_server(self, server: str) -> Path:
        return self._folder / _hashed(server)

    def _keep(self, data: bytes, folder: Path, token: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / token).write_bytes(data)
        self._tidy()

    def _tidy(self) -> None:
        found = []
        for path in self._folder.glob("*/*/*"):
            # Another thread may tidy up as well.
            with suppress(FileNotFoundError):
                found.append((path.stat(), path))
        found.sort(key=lambda each: each[0].st_mtime, reverse=True)
        oldest, size = time.time() - self._seconds, 0
        for status, path in found:
            size += status.st_size
            if size > self._most_bytes or status.st_mtime < oldest:
                path.unlink(missing_ok=True)


def _found(folder: Path, token: str) -> bytes | None:
    for path in folder.glob(f"*/{token}"):
        with suppress(FileNotFoundError):
            return path.read_bytes()
    return None


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _hashed(name: str) -> str:
    """A name of a folder that says nothing of what is in it."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]

"""Pictures that were made or changed lately, so that a button can ask for one like them."""

import asyncio
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

_TOKEN = re.compile(r"[0-9a-f]{32}")


class Album:
    """Pictures in a folder, each under a token that nobody can guess.

    Those older than `days` go, and the oldest when all together are more than `most_bytes`.
    """

    def __init__(self, folder: Path, *, days: float = 7, most_bytes: int = 500_000_000) -> None:
        self._folder = folder
        self._seconds = days * 24 * 60 * 60
        self._most_bytes = most_bytes

    async def keep(self, data: bytes) -> str:
        """Keep a picture; returns its token. Raises `OSError` where it cannot be written."""
        return await asyncio.to_thread(self._keep, data)

    async def get(self, token: str) -> bytes | None:
        """Give the picture back, None where there is none any more."""
        if not _TOKEN.fullmatch(token):
            return None
        return await asyncio.to_thread(self._get, token)

    def _keep(self, data: bytes) -> str:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        token = secrets.token_hex(16)
        (self._folder / token).write_bytes(data)
        self._tidy()
        return token

    def _get(self, token: str) -> bytes | None:
        try:
            return (self._folder / token).read_bytes()
        except OSError:
            return None

    def _tidy(self) -> None:
        found = []
        for path in self._folder.iterdir():
            # Another thread may tidy up as well.
            with suppress(FileNotFoundError):
                found.append((path.stat(), path))
        found.sort(key=lambda each: each[0].st_mtime, reverse=True)
        oldest, size = time.time() - self._seconds, 0
        for status, path in found:
            size += status.st_size
            if size > self._most_bytes or status.st_mtime < oldest:
                path.unlink(missing_ok=True)

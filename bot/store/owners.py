"""Which processes on this database live: each holds a lock that the system drops when it dies."""

import asyncio
import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from bot.errors import StoreUnopenable


class Owners:
    """The processes that take messages. A database in memory has this one only.

    `mine` is the name of this one, new at every start. Its lock is on a file of that name in a
    folder beside the database.
    """

    def __init__(self, mine: str, folder: Path | None, lock: int | None) -> None:
        self.mine = mine
        self._folder = folder
        self._lock = lock

    @classmethod
    async def join(cls, database: Path | None) -> "Owners":
        """Become one of the owners; `database` is the file, None in memory."""
        mine = uuid4().hex
        if database is None:
            return cls(mine, None, None)
        folder = database.with_name(f"{database.name}.owners")
        try:
            return cls(mine, folder, await asyncio.to_thread(_join, folder, mine))
        except OSError as error:
            raise StoreUnopenable(str(folder), error.strerror or "") from error

    async def dead(self, names: Iterable[str]) -> set[str]:
        """Those of the names whose process is gone."""
        others = [name for name in names if name != self.mine]
        if self._folder is None or not others:
            return set()
        return await asyncio.to_thread(_dead, self._folder, others)

    async def leave(self) -> None:
        """Let go of the lock: what this process took and did not finish is free for others."""
        if self._folder is not None and self._lock is not None:
            lock, self._lock = self._lock, None
            await asyncio.to_thread(_leave, self._folder / self.mine, lock)


def _join(folder: Path, mine: str) -> int:
    folder.mkdir(mode=0o700, exist_ok=True)
    # Locked before it bears the name that others look for, so that nobody finds it unlocked.
    nameless = folder / f".{mine}"
    lock = os.open(nameless, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        nameless.rename(folder / mine)
    except OSError:
        os.close(lock)
        raise
    _dead(folder, [file.name for file in folder.iterdir() if not file.name.startswith(".")])
    return lock


def _dead(folder: Path, names: Iterable[str]) -> set[str]:
    """Those whose lock is free; their files go."""
    return {name for name in names if _free(folder / name)}


def _free(file: Path) -> bool:
    try:
        lock = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return True
    except PermissionError:
        # Somebody else's, and nobody here can tell.
        return False
    try:
        # Shared among those who only look, so that they do not take each other for the owner.
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        file.unlink(missing_ok=True)
        return True
    finally:
        os.close(lock)


def _leave(file: Path, lock: int) -> None:
    # What cannot be removed now, the next to come removes.
    with suppress(OSError):
        file.unlink()
    os.close(lock)

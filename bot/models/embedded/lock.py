"""A lock between processes that ends with its holder, however that ends."""

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

_LOOK_AGAIN = 0.25


@asynccontextmanager
async def locked(path: Path, *, waiting: Callable[[], None]) -> AsyncGenerator[None, None]:
    """Hold the lock named by `path`; `waiting` is called each time it is found taken.

    The file is removed on the way out. Raises `OSError` where it cannot be made.
    """
    while (handle := _take(path)) is None:
        waiting()
        await asyncio.sleep(_LOOK_AGAIN)
    try:
        yield
    finally:
        _release(path, handle)


def _release(path: Path, handle: int) -> None:
    path.unlink(missing_ok=True)
    os.close(handle)


def _take(path: Path) -> int | None:
    """The locked file's descriptor, None while another process has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The holder before may have removed the file between our opening and our locking it.
        if os.fstat(handle).st_ino == path.stat().st_ino:
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None

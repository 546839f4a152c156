"""Work on large files, in threads that are never left behind."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


async def settled(function: Callable[..., _T], *args: object) -> _T:
    """Run a blocking function in a thread, and leave only when it has really ended."""
    work = asyncio.ensure_future(asyncio.to_thread(function, *args))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def length(file: Path) -> int:
    """Bytes in `file`, 0 where there is none."""
    try:
        return file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def cut(file: Path, size: int) -> None:
    """Make `file` hold its first `size` bytes; it is made where there is none."""
    with file.open("ab") as handle:
        handle.truncate(size)


def append(file: Path, data: bytes) -> None:
    """Write `data` behind what `file` holds."""
    with file.open("ab") as handle:
        handle.write(data)

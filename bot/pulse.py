"""The pulse: a file that a running service touches, so that others can see that it is alive.

`python -m bot.pulse` exits with 0 if the service on this machine has a pulse and with 1 if not.
"""

import asyncio
import sys
import time
from contextlib import suppress
from pathlib import Path

import platformdirs

EVERY_SECONDS = 15.0
_MISSED = 4


def file() -> Path:
    """The file that is touched."""
    return platformdirs.user_state_path("causerie") / "pulse"


async def beat(path: Path | None = None, *, every_seconds: float = EVERY_SECONDS) -> None:
    """Touch the file again and again; it stops when the event loop does, or is cancelled.

    A folder that cannot be written leaves the service without a pulse, and running.
    """
    path = file() if path is None else path
    try:
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        while True:
            await asyncio.to_thread(path.touch)
            await asyncio.sleep(every_seconds)
    except OSError:
        return
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def alive(path: Path | None = None, *, now: float | None = None) -> bool:
    """Whether the file was touched lately."""
    path = file() if path is None else path
    try:
        touched = path.stat().st_mtime
    except OSError:
        return False
    return (time.time() if now is None else now) - touched < EVERY_SECONDS * _MISSED


if __name__ == "__main__":
    sys.exit(0 if alive() else 1)

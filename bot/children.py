"""Work in a process of its own: one order as a line of JSON, answers as lines of JSON.

What hostile files or heavy models do there harms nobody else: the child has none of our secrets, is
bounded by its own limits, and ends with us or when nobody listens to it any more.
"""

import asyncio
import ctypes
import json
import logging
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)

# What Python and the dynamic linker need; the keys and tokens in our environment stay here.
_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH", "LD_LIBRARY_PATH")
_LINE = 4 << 20
_COMPLAINT = 2_000
_PR_SET_PDEATHSIG = 1
_FAULT = re.compile(r"^(?:\w+\.)*(\w{1,60}(?:Error|Exception|Interrupt))\b", re.MULTILINE)


class ChildDied(Exception):
    """The child ended without a word, or took too long; it never leaves the package that asked."""


async def answers(
    module: str, order: Mapping[str, Any], *, seconds: float
) -> AsyncGenerator[dict[str, Any], None]:
    """Run a module of ours and yield what it says; leaving the generator ends the process.

    `seconds` is how long it may take in all. Raises `ChildDied` where it failed.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=_LINE,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        # Ctrl-C in the terminal is for us.
        start_new_session=True,
    )
    assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 - we asked for them
    complaining = asyncio.create_task(_tail(process.stderr))
    try:
        with suppress(ConnectionError):
            process.stdin.write(json.dumps({**order, "parent": os.getpid()}).encode() + b"\n")
        async with asyncio.timeout(seconds):
            while line := await process.stdout.readline():
                yield json.loads(line)
            code = await process.wait()
        if code:
            log.warning("%s ended with %s (%s)", module, code, _faults(await complaining))
            raise ChildDied(module)
    except (TimeoutError, ValueError) as error:
        raise ChildDied(module) from error
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())
        await asyncio.wait({complaining})


def _faults(complaint: str) -> str:
    """What a child complains of, without what it read: the names of the exceptions, in order."""
    return ", ".join(dict.fromkeys(_FAULT.findall(complaint))) or "without a word"


async def _tail(errors: asyncio.StreamReader) -> str:
    """Read all that a child complains about, and keep the end of it."""
    kept = b""
    while data := await errors.read(_LINE):
        kept = (kept + data)[-_COMPLAINT:]
    return kept.decode(errors="replace").strip()


def ordered() -> dict[str, Any]:
    """Read the order, in the child; from here on it dies when its parent does."""
    order: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the line above could notice.
    if os.getppid() != order["parent"]:
        sys.exit(1)
    return order


def say(**answer: Any) -> None:
    """Answer with one line, in the child."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()

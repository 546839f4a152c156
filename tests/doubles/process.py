"""Runs a double in another process, so that its processor time is not the caller's."""

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.doubles.loopback import Loopback

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(module: str, *flags: str) -> AsyncIterator[str]:
    """Start `python -m module --with-stdin ...` and yield the first line that it prints.

    It ends with the context, and also when this process dies.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        "--with-stdin",
        *flags,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        line = await process.stdout.readline() if process.stdout else b""
        if not line:
            raise RuntimeError(f"the double ended with exit code {await process.wait()}")
        yield line.decode().strip()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that every double has."""
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--with-stdin", action="store_true", help="end when standard input does")


def until_stopped(*, with_stdin: bool) -> asyncio.Event:
    """Return an event that is set by SIGTERM, SIGINT or, if wished, the end of standard input."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    if with_stdin:
        # Readable without anything written means that the other end is gone.
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), stopped.set)
    return stopped


async def serve(double: Loopback, address: str, stopped: asyncio.Event) -> None:
    """Serve until `stopped`; print the address, in which {port} is filled in, first."""
    async with double:
        sys.stdout.write(f"{address.format(port=double.port)}\n")
        sys.stdout.flush()
        await stopped.wait()

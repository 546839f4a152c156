"""Runs the double in another process, so that its processor time is not the caller's."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def running(*flags: str) -> AsyncIterator[str]:
    """Start `python -m tests.doubles.openai` with these flags and yield its base URL.

    It ends with the context, and also when this process dies.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.doubles.openai",
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

"""The model's process ends with ours, however ours ends, and never says a word."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from tests.bot.models.embedded.conftest import TOP


async def serving(file: Path, how: str) -> tuple[Process, int]:
    """A process that serves, and the port at which it does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-X", "dev", "-W", "error", "-m", "tests.bot.models.embedded.serving", str(file), how),
        cwd=TOP,
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stdout is not None
    line = json.loads(await process.stdout.readline())
    return process, int(line["base_url"].split(":")[2].split("/")[0])


async def silent(port: int) -> None:
    """Wait until nobody listens at the port any more."""
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return
            writer.close()
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_it_ends_when_ours_is_ended(small: Path, how: signal.Signals) -> None:
    process, port = await serving(small, "wait")

    process.send_signal(how)
    await process.communicate()

    await silent(port)


@pytest.mark.parametrize("how", ["stop", "leave"])
async def test_it_ends_quietly_with_and_without_being_stopped(small: Path, how: str) -> None:
    process, port = await serving(small, how)

    out, err = await process.communicate()

    assert process.returncode == 0
    assert out == b""
    assert how == "leave" or err == b""
    await silent(port)

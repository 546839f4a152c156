"""The program as a process of its own: what it writes where, and how it ends."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.bot.conftest import Install
from tests.doubles.openai import OpenAIDouble, Status

TOP = Path(__file__).parents[2]

Start = Callable[..., Awaitable[asyncio.subprocess.Process]]

ADAPTER = """
import asyncio

class Adapter:
    name = "matrix"
    secrets = ("MATRIX_TOKEN",)

    async def run(self, bot, config, secrets):
        print("ready with", secrets["MATRIX_TOKEN"], flush=True)
        try:
            await asyncio.Event().wait()
        finally:
            print("closed", flush=True)

adapter = Adapter()
"""


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture(name="start")
async def _start(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Start]:
    """Start the program with a home of its own and the stand-in as its endpoint."""
    started: list[asyncio.subprocess.Process] = []

    async def start(*arguments: str, **env: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "PYTHONPATH": os.pathsep.join((str(tmp_path), str(TOP))),
                "OPENAI_API_KEY": api.key,
                "OPENAI_BASE_URL": api.base_url,
                **env,
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def log_of(home: Path) -> str:
    (file,) = home.rglob("causerie.log")
    return file.read_text()


async def test_a_piped_question_is_answered_on_standard_output(start: Start, api: OpenAIDouble):
    api.say("Canberra.")
    process = await start("chat")

    out, _ = await process.communicate(b"What is the capital of Australia?\n")

    assert process.returncode == 0
    assert out == b"Canberra.\n"


async def test_with_lines_each_line_is_a_message(start: Start, api: OpenAIDouble):
    api.say("One.", "Two.")
    process = await start("chat", "--lines")

    out, _ = await process.communicate(b"first\nsecond\n")

    assert out.split() == [b"One.", b"Two."]
    assert "first" in str(api.record.of("responses")[-1].body)


async def test_a_system_prompt_from_the_command_line_reaches_the_model(
    start: Start, api: OpenAIDouble
):
    api.say("Arr.")
    process = await start("chat", "--system", "Talk like a pirate.")

    await process.communicate(b"hello\n")

    assert "Talk like a pirate." in str(api.record.of("responses")[-1].body)


async def test_a_model_that_fails_ends_in_a_sentence_and_not_in_success(
    start: Start, api: OpenAIDouble
):
    api.fail(Status(401), on="responses", times=None)
    process = await start("chat")

    out, err = await process.communicate(b"hello\n")

    assert process.returncode == 1
    assert out == b""
    assert b"check OPENAI_API_KEY" in err
    assert b"Traceback" not in err


async def test_a_file_that_is_no_database_is_a_sentence_and_its_traceback_is_in_the_log(
    start: Start, tmp_path: Path
):
    (tmp_path / "notes.db").write_text("no database at all. " * 1_000)
    process = await start("chat", CAUSERIE_STORE__URL="sqlite+aiosqlite:///notes.db")

    out, err = await process.communicate(b"hello\n")

    assert process.returncode == 1
    assert out == b""
    assert b"store.url" in err
    assert b"Traceback" not in err
    assert "Traceback" in log_of(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_service_stops_in_order_when_it_is_told_to(
    start: Start, install: Install, tmp_path: Path, number: signal.Signals
):
    install("matrix", ADAPTER)
    process = await start("run", MATRIX_TOKEN="matrix-token-1234")
    assert process.stdout is not None
    ready = await process.stdout.readline()

    process.send_signal(number)
    out, err = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 0
    assert b"matrix-token-1234" not in ready
    assert out == b"closed\n"
    assert b"INFO bot.running: matrix starts" in err
    assert "matrix starts" in log_of(tmp_path)


async def test_a_conversation_ends_with_the_signal_that_ends_programs(
    start: Start, api: OpenAIDouble
):
    api.say("One.")
    process = await start("chat", "--lines")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"first\n")
    assert await process.stdout.readline() == b"One.\n"

    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 128 + signal.SIGTERM
    assert b"Traceback" not in err

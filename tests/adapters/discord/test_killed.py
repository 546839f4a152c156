"""The program as a process of its own, killed in the middle of answers and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.adapters.discord.conftest import Stage, buttons
from tests.adapters.discord.test_crowds import check, references, repeat
from tests.doubles.discord import Slow
from tests.doubles.openai import Question, Reply

TOP = Path(__file__).parents[3]
FIRST = "The first sentence is quite long, so that it can be shown at once. "

Start = Callable[[], Awaitable[asyncio.subprocess.Process]]


@pytest.fixture(name="start")
async def _start(stage: Stage) -> AsyncIterator[Start]:
    """Start the program against the stand-ins, and wait until it is connected."""
    started: list[asyncio.subprocess.Process] = []
    discord, api = stage.discord, stage.api

    async def start() -> asyncio.subprocess.Process:
        before = discord.gateway.identified
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "discord"),
            cwd=stage.folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(stage.folder),
                "PYTHONPATH": str(TOP),
                "OPENAI_API_KEY": api.key,
                "OPENAI_BASE_URL": api.base_url,
                "DISCORD_TOKEN": discord.token,
                "CAUSERIE_DISCORD__API_URL": discord.api_url,
                "CAUSERIE_DISCORD__GATEWAY_URL": discord.gateway_url,
                "CAUSERIE_DISCORD__CDN_URL": discord.cdn_url,
                "CAUSERIE_MODELS__DEFAULT": "gpt-4o",
            },
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        started.append(process)
        await discord.until(lambda: discord.gateway.identified > before, seconds=30)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def kill(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def test_killed_in_the_middle_every_question_is_answered_once_after_a_restart(
    stage: Stage, start: Start
):
    held = asyncio.Event()

    async def speak(question: Question) -> Reply:
        whole = str(repeat(question).says)
        return Reply([whole[:40], held, whole[40:]])

    stage.api.script.speaker = speak
    channels = [stage.server.channel(f"room-{number}") for number in range(12)]
    process = await start()
    questions = [
        await stage.asks(f"Number {number}?", channels[number % 12]) for number in range(24)
    ]
    await stage.discord.until(lambda: all(stage.said(channel) for channel in channels), seconds=30)
    await kill(process)
    questions += [
        await stage.asks(f"Number {number}?", channels[number % 12]) for number in range(24, 36)
    ]
    held.set()
    await start()

    await stage.discord.until(lambda: references(channels, stage).total() >= 36, seconds=60)
    await asyncio.sleep(1)

    check(stage, questions)


async def test_an_answer_that_was_kept_but_not_shown_to_its_end_is_shown_after_a_restart(
    stage: Stage, start: Start
):
    gate = asyncio.Event()
    whole = FIRST + "And this is the end of it."
    stage.api.say(Reply([FIRST, gate, "And this is the end of it."]))
    process = await start()
    await stage.asks()
    await stage.discord.until(lambda: bool(stage.said()))
    # From here on nothing reaches Discord any more, but the core goes on.
    stage.discord.fail(Slow(over=asyncio.Event()), on="PATCH */messages/*", times=None)
    gate.set()
    await stage.discord.until(
        lambda: any(one.route.startswith("PATCH") for one in stage.discord.record.requests)
    )
    await kill(process)
    stage.discord.faults.clear()
    (answer,) = stage.said()
    assert buttons(answer) == {"Stop"}

    await start()
    await stage.discord.until(lambda: answer.content == whole, seconds=30)

    assert buttons(answer) == {"👍", "👎", "Again"}
    assert len(stage.api.record.of("responses")) == 1


@pytest.mark.parametrize("label", ["👍", "Again"])
async def test_the_buttons_of_a_killed_process_work(stage: Stage, start: Start, label: str):
    process = await start()
    await stage.asks()
    (answer,) = await stage.answered()
    await kill(process)
    await start()

    pressed = await stage.alice.clicks(answer, label)
    if label == "Again":
        await stage.answered(count=2)
    else:
        assert "Noted" in (await pressed.answered()).content


async def test_go_on_under_an_answer_of_a_killed_process_goes_on_with_it(
    stage: Stage, start: Start
):
    stage.api.say(Reply("It begins here and", finish="length"), "goes on there.")
    process = await start()
    await stage.asks()
    (cut,) = await stage.answered()
    assert "Go on" in buttons(cut)
    await kill(process)
    await start()

    await stage.alice.clicks(cut, "Go on")
    _, rest = await stage.answered(count=2)

    assert rest.content == "goes on there."


async def test_stop_under_what_a_killed_process_was_writing_stops_it_after_the_restart(
    stage: Stage, start: Start
):
    held = asyncio.Event()
    stage.api.say(Reply([FIRST, held, "Never."]), Reply([FIRST, "More of it. ", held, "Never."]))
    process = await start()
    await stage.asks()
    await stage.discord.until(lambda: bool(stage.said()))
    await kill(process)
    await start()
    (answer,) = stage.said()
    await stage.discord.until(lambda: "More of it." in answer.content, seconds=30)
    assert buttons(answer) == {"Stop"}

    await stage.alice.clicks(answer, "Stop")
    await stage.discord.until(lambda: "Stopped." in answer.content)

    assert "Never." not in answer.content
    assert buttons(answer) == {"Go on", "Again"}
    assert stage.said() == [answer]


async def test_told_to_stop_it_ends_what_it_is_writing_and_leaves(stage: Stage, start: Start):
    stage.api.say(Reply([FIRST, *"It takes a moment more. "], delay=0.05))
    process = await start()
    await stage.asks()
    await stage.discord.until(lambda: bool(stage.said()))
    process.send_signal(signal.SIGTERM)

    assert await asyncio.wait_for(process.wait(), 25) == 0
    (answer,) = stage.said()
    assert answer.content.endswith("It takes a moment more.")
    assert "Again" in buttons(answer)

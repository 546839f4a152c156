"""Questions through pipes: what is read, what is written where, and the exit code."""

import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands import Command
from bot.config.schema import Config, Limits
from bot.messages import Ended, Message, Notice, Outcome, Person, Place, Status, Text, Usage
from bot.models.embedded.progress import Progress
from bot.settings import Values
from tests.adapters.console.conftest import Pipe, command
from tests.adapters.console.scripted import BREAK, HANG, Recovered, Script, run
from tests.adapters.console.terminal import SECONDS, environment

END = Ended(Outcome.ANSWERED)
HELLO = Script(otherwise=(Status("thinking"), Text("Hel"), Text("lo."), END))
SHORT = Config(limits=Limits(text_characters=10))


async def test_all_of_the_input_is_one_message_and_the_answer_is_alone_on_the_output(
    pipe: Pipe,
) -> None:
    ended = await pipe(HELLO, "First line\n\n second línea\n")
    assert (ended.code, ended.out, ended.err) == (0, "Hello.\n", "")
    assert [entry["text"] for entry in ended.log] == ["First line\n\n second línea"]


async def test_each_line_is_a_message_of_the_same_conversation_when_asked_for(pipe: Pipe) -> None:
    ended = await pipe(HELLO, "one\r\n\ntwo\nthree", "--lines")
    assert (ended.code, ended.out) == (0, "Hello.\nHello.\nHello.\n")
    assert [entry["text"] for entry in ended.log] == ["one", "two", "three"]
    assert len({entry["place"] for entry in ended.log}) == 1


async def test_what_the_program_says_goes_to_the_other_output(pipe: Pipe) -> None:
    script = Script(
        preparing=(Progress("Fetching Tiny"),),
        otherwise=(
            Notice("By the way."),
            Text("Half of it"),
            Ended(Outcome.CUT, "It broke off.", usage=Usage(10, 5), model="m"),
        ),
        config=Config(defaults=Values(show_usage=True)),
    )
    ended = await pipe(script, "?")
    assert (ended.code, ended.out) == (1, "Half of it\n")
    assert ended.err == "Fetching Tiny\nBy the way.\nIt broke off.\n10 tokens in, 5 out · m\n"


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.FAILED])
async def test_no_answer_is_exit_code_1(pipe: Pipe, outcome: Outcome) -> None:
    script = Script(otherwise=(Text("So"), Ended(outcome, "It cannot be.", withdraw=True)))
    ended = await pipe(script, "?")
    assert (ended.code, ended.out) == (1, "So\n")
    assert ended.err == "The words above are withdrawn. It cannot be.\n"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "nothing on standard input"),
        (b" \n\n", "nothing on standard input"),
        (b"abc\xff\xfe", "byte 4"),
        (b"x" * 11, "more than 10 characters"),
        ("ä".encode() * 11, "more than 10 characters"),
        (b"x" * 1_000_000, "more than 10 characters"),
        (b"/nonsense", "There is no command"),
    ],
)
async def test_input_that_cannot_be_used_is_exit_code_2(
    pipe: Pipe, given: bytes, reason: str
) -> None:
    ended = await pipe(Script(config=SHORT), given)
    assert (ended.code, ended.out, ended.log) == (2, "", [])
    assert reason in ended.err
    assert ended.err.count("\n") == 1


async def test_a_bad_line_leaves_the_others_alone(pipe: Pipe) -> None:
    script = Script(otherwise=HELLO.otherwise, config=SHORT)
    ended = await pipe(script, b"one\n\xff\n" + b"y" * 300_000 + b"\ntwo\n", "--lines")
    assert ended.code == 2
    assert [entry["text"] for entry in ended.log] == ["one", "two"]
    assert ended.err.count("\n") == 2


async def test_a_command_may_come_through_the_pipe_and_a_log_is_none(pipe: Pipe) -> None:
    script = Script(
        answers={"/help": (Notice("**Help**"), END)},
        commands={"help": Command("help", "Help", run)},
        otherwise=HELLO.otherwise,
    )
    ended = await pipe(script, "/help\n")
    assert (ended.code, ended.out) == (0, "**Help**\n")
    ended = await pipe(script, "/start of a log\nand more of it\n")
    assert (ended.code, ended.log[-1]["command"]) == (0, "chat")


async def test_nothing_that_a_terminal_would_obey_is_written(pipe: Pipe) -> None:
    evil = "a\x1b[31mb\x9b2J\u202ec\x07\r\n\tend"
    ended = await pipe(Script(otherwise=(Text(evil), Ended(Outcome.FAILED, evil))), "?")
    assert ended.out == "a[31mb2Jc\n\tend\n"
    assert ended.err == "a[31mb2Jc\n\tend\n"


async def test_what_was_asked_before_is_answered_beside_the_output(pipe: Pipe) -> None:
    asked = datetime.now(UTC)
    place, person = Place("console", "local", "terminal"), Person("local", "me")
    before = Recovered(Message("old", place, person, "Why?", asked), asked)
    script = Script(
        answers={"Why?": (Text("Because."), END)}, unanswered=[before], otherwise=HELLO.otherwise
    )
    ended = await pipe(script, "And now?")
    assert (ended.code, ended.out) == (0, "Hello.\n")
    assert "“Why?” - answering now.\nBecause.\n" in ended.err


async def test_a_model_that_cannot_be_had_is_exit_code_1(pipe: Pipe) -> None:
    ended = await pipe(Script(preparing=(BREAK,)), "?")
    assert (ended.code, ended.out, ended.err) == (1, "", "The model cannot be had.\n")


async def test_whoever_closes_the_output_early_hears_no_complaint(tmp_path: Path) -> None:
    script = Script(otherwise=(Text("first\n"), 0.2, Text("second\n"), 0.2, Text("third"), HANG))
    shell = f"{sys.executable} {' '.join(command(tmp_path, script))} | head -1"
    process = await asyncio.create_subprocess_exec(
        "bash", "-o", "pipefail", "-c", shell,
        env=environment(tmp_path), cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(b"?"), SECONDS)
    assert (process.returncode, out, err) == (0, b"first\n", b"")


async def test_an_interrupt_stops_the_answer_and_is_exit_code_130(tmp_path: Path) -> None:
    script = Script(otherwise=(Text("Some"), HANG))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command(tmp_path, script),
        env=environment(tmp_path), cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"?")
    process.stdin.close()
    assert await asyncio.wait_for(process.stdout.read(4), SECONDS) == b"Some"
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), SECONDS) == 130
    assert '"close"' in (tmp_path / "script.log").read_text()

"""`causerie chat` as a whole: a person at a pty, the real core, and a stand-in for the model."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.adapters.console.terminal import (
    CTRL_C,
    CTRL_D,
    ENTER,
    SECONDS,
    Terminal,
    environment,
    visible,
)
from tests.doubles.openai import OpenAIDouble, Question, Reply, Status

Chat = Callable[..., Awaitable[Terminal]]
WORD = "xylophone"


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


def _environment(home: Path, api: OpenAIDouble, **others: str) -> dict[str, str]:
    quick = {
        "CAUSERIE_MODELS__RETRY__ATTEMPTS": "1",
        "CAUSERIE_SCREENING__SEGMENTS__MILLISECONDS": "50",
    }
    endpoint = {"OPENAI_API_KEY": api.key, "OPENAI_BASE_URL": api.base_url}
    return environment(home, **(quick | endpoint | others))


@pytest.fixture(name="chat")
async def _chat(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Chat]:
    """Start `causerie chat` in the same home as the others of this test."""
    async with AsyncExitStack() as stack:

        async def chat(*flags: str, prompt: bool = True, **env: str) -> Terminal:
            terminal = Terminal(
                "-m", "bot", "chat", *flags, env=_environment(tmp_path, api, **env), cwd=tmp_path
            )
            await stack.enter_async_context(terminal)
            if prompt:
                await terminal.prompt()
            return terminal

        yield chat


def _questions(api: OpenAIDouble) -> list[Question]:
    return [each.question for each in api.record.exchanges if each.question]


async def test_the_conversation_is_remembered_also_after_a_restart(
    chat: Chat, api: OpenAIDouble
) -> None:
    def speaker(question: Question) -> str:
        said = question.text
        return "Rex." if "my dog is Rex" in said and "called" in question.last else "Nice."

    api.speak(speaker)
    first = await chat()
    assert await first.ask("My name is Dana and my dog is Rex.") == "Nice."
    assert await first.ask("What is my dog called?") == "Rex."
    first.type(CTRL_D)
    assert await first.end() == 0
    second = await chat("--usage")
    shown = await second.ask("And once more: what is he called?")
    assert shown.startswith("Rex.\n\n")
    assert "tokens in" in shown
    assert "forgotten" in (await second.ask("/forget")).lower()
    assert (await second.ask("What is my dog called?")).startswith("Nice.")


async def test_ctrl_c_stops_the_model_and_what_was_shown_is_remembered(
    chat: Chat, api: OpenAIDouble
) -> None:
    gate = asyncio.Event()
    api.say(Reply(["Thirteen", " ducks.", "\n\n", "And", gate, " geese."]), "Yes.")
    talk = await chat()
    talk.type("Count" + ENTER)
    await talk.until("Thirteen ducks.")
    talk.type(CTRL_C)
    await talk.prompt(2)
    await api.record.until(left=1)
    assert "Stopped. What was shown is kept." in talk.text
    assert await talk.ask("Go on") == "Yes."
    question = _questions(api)[-1]
    assert "Thirteen ducks." in question.text
    assert "geese" not in question.text


async def test_a_question_whose_program_was_killed_is_answered_once_by_the_next(
    chat: Chat, api: OpenAIDouble
) -> None:
    gate = asyncio.Event()
    api.say(Reply(["Half", " an answer.", "\n\n", gate]), "Lyon, whole.")
    killed = await chat()
    killed.type("Where is it?" + ENTER)
    await killed.until("Half an answer.")
    killed.kill()
    await killed.end()
    second = await chat(prompt=False)
    await second.until("“Where is it?” - answering now.\n\nLyon, whole.")
    await second.prompt()
    second.type(CTRL_D)
    await second.end()
    third = await chat()
    assert "answering now" not in third.text
    assert [question.last for question in _questions(api)] == ["Where is it?"] * 2


async def test_two_terminals_do_not_answer_each_others_questions(
    chat: Chat, api: OpenAIDouble
) -> None:
    gate = asyncio.Event()
    api.say(Reply(["Slowly", ".\n\n", gate, "Done."]))
    first = await chat()
    first.type("A long one" + ENTER)
    await first.until("Slowly.")
    second = await chat()
    assert "answering now" not in second.text
    gate.set()
    await first.prompt(2)
    assert "Done." in first.text
    assert [question.last for question in _questions(api)] == ["A long one"]


async def test_what_moderation_flags_is_never_written(chat: Chat, api: OpenAIDouble) -> None:
    api.moderation.flag(WORD)
    api.say(f"It is fine so far. And then there is the {WORD} at the end.")
    talk = await chat()
    await talk.ask("Say it")
    assert WORD not in visible(talk.raw)
    assert WORD.encode() not in talk.raw
    refused = await talk.ask(f"What is a {WORD}?")
    assert WORD not in refused
    assert refused


async def test_words_of_the_rules_are_never_written(chat: Chat, api: OpenAIDouble) -> None:
    api.say(Reply(["Play the ", "x y l o", " p h", " o n", " e!"]), Reply(["A XYLO", "PHÖNE."]))
    talk = await chat(CAUSERIE_DEFAULTS__BLOCKED_WORDS=f'["{WORD}"]')
    await talk.ask("Say it")
    await talk.ask("Louder")
    said = visible(talk.raw).casefold().replace(" ", "")
    assert WORD not in said
    assert "xylophöne" not in said


async def test_settings_are_changed_and_completed_by_command(chat: Chat, api: OpenAIDouble) -> None:
    talk = await chat()
    talk.type("/temp")
    await talk.until("/temperature")
    talk.type("erature 0.5" + ENTER)
    await talk.prompt(2)
    await talk.ask("Hello")
    assert (await talk.ask("/settings show_usage on")).strip()
    assert "tokens in" in await talk.ask("Hello again")
    assert "/temperature" in await talk.ask("/help")


async def test_a_key_that_is_refused_is_a_sentence_and_no_traceback(
    chat: Chat, api: OpenAIDouble
) -> None:
    api.fail(Status(401), on="responses")
    talk = await chat()
    shown = await talk.ask("Hello")
    assert "OPENAI_API_KEY" in shown
    assert "Traceback" not in talk.text


@pytest.mark.parametrize(("fault", "code"), [(None, 0), (Status(500), 1)])
async def test_a_pipe_gets_the_answer_or_the_exit_code(
    tmp_path: Path, api: OpenAIDouble, fault: Status | None, code: int
) -> None:
    api.say("Canberra.")
    if fault:
        api.fail(fault, on="responses", times=None)
        api.fail(fault, on="chat", times=None)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "chat",
        env=_environment(tmp_path, api), cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    data = b"What is the capital of Australia?\n"
    out, err = await asyncio.wait_for(process.communicate(data), SECONDS)
    assert process.returncode == code
    assert out == (b"" if fault else b"Canberra.\n")
    assert bool(err) == bool(fault)

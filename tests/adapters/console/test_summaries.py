"""Summaries in the terminal: of what was said in it, of files, and what is refused."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.adapters.console.terminal import Terminal, environment
from tests.bot.documents.making import pdf
from tests.doubles.openai import OpenAIDouble, Question

Chat = Callable[[], Awaitable[Terminal]]


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture(name="chat")
async def _chat(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Chat]:
    async with AsyncExitStack() as stack:

        async def chat() -> Terminal:
            given = {"OPENAI_API_KEY": api.key, "OPENAI_BASE_URL": api.base_url}
            terminal = Terminal(
                "-m", "bot", "chat", env=environment(tmp_path, **given), cwd=tmp_path
            )
            await stack.enter_async_context(terminal)
            await terminal.prompt()
            return terminal

        yield chat


def questions(api: OpenAIDouble) -> list[Question]:
    """What the model was asked."""
    return [each.question for each in api.record.exchanges if each.question]


def asked(api: OpenAIDouble) -> str:
    """What the model was given last."""
    return questions(api)[-1].text


async def test_what_was_said_in_the_terminal_is_summed_up(chat: Chat, api: OpenAIDouble) -> None:
    talk = await chat()
    api.say("Rex it is.", "The dog is called Rex [2].")
    await talk.ask("What shall I call my dog?")
    shown = await talk.ask("/summarize")

    assert "The dog is called Rex (Causerie, " in shown
    assert "Read: 2 messages of #terminal" in shown
    assert "What shall I call my dog?" in asked(api)


async def test_a_file_is_summed_up_and_what_is_none_is_said(
    chat: Chat, api: OpenAIDouble, tmp_path: Path
) -> None:
    (tmp_path / "report.pdf").write_bytes(pdf(["The bridge is closed."]))
    (tmp_path / "program.exe").write_bytes(b"MZ\x00\x01")
    talk = await chat()
    api.say("No bridge.")

    assert "No bridge." in await talk.ask("/summarize file=report.pdf")
    assert "The bridge is closed." in asked(api)
    assert "neither a text nor a picture" in await talk.ask("/summarize file=program.exe")
    assert "private network" in await talk.ask("/summarize http://127.0.0.1/")
    assert "is not understood" in await talk.ask("/summarize the budget")
    assert len(questions(api)) == 1

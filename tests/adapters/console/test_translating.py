"""Translating in the terminal: a text, a file, a glossary, and what is refused."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.console.terminal import Terminal, environment
from tests.doubles.openai import OpenAIDouble


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture(name="terminal")
async def _terminal(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Terminal]:
    endpoint = {"OPENAI_API_KEY": api.key, "OPENAI_BASE_URL": api.base_url}
    started = Terminal("-m", "bot", "chat", env=environment(tmp_path, **endpoint), cwd=tmp_path)
    async with started as terminal:
        await terminal.prompt()
        yield terminal


async def test_a_text_is_translated_with_the_glossary(terminal: Terminal, api: OpenAIDouble):
    api.say("Ein neuer Vorgang.")

    told = await terminal.ask("/glossary add ticket Vorgang German")
    assert "'ticket' is 'Vorgang' in German" in told
    assert "Ein neuer Vorgang." in await terminal.ask("/translate German A new ticket.")
    (question,) = [each.question for each in api.record.exchanges if each.question]
    assert "ticket = Vorgang" in question.turns[0].text


async def test_a_file_keeps_its_form(terminal: Terminal, api: OpenAIDouble, tmp_path: Path):
    (tmp_path / "film.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    api.say("Hallo")

    await terminal.ask("/translate German file=film.srt")

    (written,) = await asyncio.to_thread(lambda: list(tmp_path.rglob("film.de.srt")))
    assert written.read_text() == "1\n00:00:01,000 --> 00:00:02,000\nHallo\n"


async def test_what_is_wrong_gets_a_sentence(terminal: Terminal):
    assert "There is nothing to translate" in await terminal.ask("/translate German")
    told = await terminal.ask("/translate to=Germam Hello")
    assert "to takes a language; found 'Germam'. Did you mean German?" in " ".join(told.split())

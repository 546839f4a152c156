"""Files that come with a question, over the whole core."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import Bot
from bot.messages import Attachment, Notice, Outcome
from tests.bot.documents.making import pdf, sheets, slides, word
from tests.bot.talking import end, events, message, opened, prompts, words
from tests.doubles import openai as double


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: double.OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api, limits={"document_characters": 2_000}) as bot:
        yield bot


def file(name: str, data: bytes) -> Attachment:
    async def read() -> bytes:
        return data

    return Attachment(name, "application/octet-stream", len(data), name, read=read)


async def test_documents_of_all_kinds_become_part_of_the_question(api, bot):
    files = (
        file("a.pdf", pdf(["Portable words"])),
        file("b.docx", word("Written words")),
        file("c.pptx", slides(("Shown words", "and more"))),
        file("d.xlsx", sheets(Sums=[["Counted words", 7]])),
        file("e.csv", b"name;sum\nAnn;7\n"),
        file("f.json", b'{"words": "in braces"}'),
        file("g.html", b"<html><body>Marked words</body></html>"),
        file("h.txt", "Wörter".encode("latin-1")),
    )
    seen = await events(bot, message("What is in them?", attachments=files))

    assert end(seen).outcome is Outcome.ANSWERED
    asked = prompts(api)[0][-1][1]
    for found in ("Portable", "Written", "Shown", "Counted words | 7", "Ann;7", "braces", "<body>"):
        assert found in asked
    assert "Wörter" in asked


async def test_the_person_is_told_that_only_a_part_was_read(api, bot):
    seen = await events(bot, message("And?", attachments=(file("long.txt", b"word " * 1_000),)))
    assert [event.text for event in seen if isinstance(event, Notice)] == [
        "long.txt is very long: only its first 2,000 characters were read."
    ]
    assert words(seen)


async def test_words_of_a_document_are_judged(api, bot):
    api.moderation.flag("bomb", category="violence")
    seen = await events(bot, message("And?", attachments=(file("a.docx", word("a bomb")),)))
    assert end(seen).outcome is Outcome.REFUSED


async def test_a_document_that_cannot_be_read_is_a_sentence(api, bot):
    locked = file("a.pdf", pdf(["x"], password="key"))
    seen = await events(bot, message("And?", attachments=(locked,)))
    assert end(seen).outcome is Outcome.FAILED
    assert "protected by a password" in end(seen).text
    assert api.record.of("chat") == []

"""Files that come with questions, and the page that Slack sends instead of one."""

from io import BytesIO

import pytest
from docx import Document

from adapters.slack.convert import attachment_of
from bot.core import Bot
from tests.adapters.slack.stage import answers, is_done
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, File, Page, Person, SlackDouble


async def test_a_file_is_read_with_the_question(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.speak(lambda question: "Blue." if "the sky is blue" in question.text else "No idea.")
    notes = File("notes.txt", b"At noon the sky is blue.")

    asked = await alice.says(alice.dm, "what colour is the sky?", files=[notes])
    await slack.until(lambda: is_done(alice.dm, asked))

    assert answers(alice.dm, asked)[0].startswith("Blue.")


async def test_a_login_page_is_no_file(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    heard: list[str] = []
    api.speak(lambda question: heard.append(question.text) or "Hm.")
    slack.faults.add(Page(), on="files.download", times=None)

    asked = await alice.says(alice.dm, "read this", files=[File("notes.txt", b"Hello")])
    await slack.until(lambda: is_done(alice.dm, asked))

    assert "doctype" not in "".join(heard).lower()
    assert "notes.txt" in "".join(answers(alice.dm, asked)) + "".join(heard)


async def test_what_is_too_large_is_not_fetched(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    huge = File("dump.txt", b"x", pretended_size=10_000_000_000)

    asked = await alice.says(general, "<@BOT> read this", files=[huge])
    await slack.until(lambda: is_done(general, asked))

    assert slack.record.of("files.download") == []


async def test_a_pdf_and_a_word_document_are_read_with_the_question(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    seen: list[str] = []
    api.speak(lambda question: seen.append(question.text) or "Read.")
    word = Document()
    word.add_paragraph("The cellar is green.")
    stored = BytesIO()
    word.save(stored)

    asked = await alice.says(
        alice.dm,
        "what do they say?",
        files=[File("b.docx", stored.getvalue()), File("a.pdf", pdf("The roof is red."))],
    )
    await slack.until(lambda: is_done(alice.dm, asked))

    assert "The cellar is green." in seen[-1]
    assert "The roof is red." in seen[-1]


@pytest.mark.parametrize("name", ["talk.mp3", "film.mp4", "thesis.pdf", "photo.png"])
async def test_no_kind_of_file_that_is_too_large_is_fetched(
    slack: SlackDouble, bot: Bot, alice: Person, name: str
) -> None:
    huge = File(name, b"x", pretended_size=10_000_000_000)

    asked = await alice.says(alice.dm, "look", files=[huge])
    await slack.until(lambda: is_done(alice.dm, asked))

    assert slack.record.of("files.download") == []
    assert name in answers(alice.dm, asked)[0]


def test_a_voice_clip_is_a_recording_whatever_it_is_told_to_be():
    clip = {"id": "F1", "name": "audio_message.mp4", "subtype": "slack_audio"}
    clip |= {"mimetype": "video/mp4", "size": 10}

    assert attachment_of(clip, lambda *_: _nothing).media_type == "audio/mp4"


async def test_a_file_of_which_only_the_id_is_told_is_looked_up(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    seen: list[str] = []
    api.speak(lambda question: seen.append(question.text) or "Read.")
    notes = File("notes.txt", b"At noon the sky is blue.", hidden=True)

    asked = await alice.says(alice.dm, "what does it say?", files=[notes])
    await slack.until(lambda: is_done(alice.dm, asked))

    assert "At noon the sky is blue." in seen[-1]


async def _nothing() -> bytes:
    return b""


def pdf(text: str) -> bytes:
    """A page with some words, as small as a PDF can be."""
    content = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources %s >>"
        % b"<< /Font << /F1 5 0 R >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    at = len(written)
    written += b"xref\n0 6\n0000000000 65535 f \n"
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % at

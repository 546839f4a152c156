"""/translate over the whole core and the stand-in of the API: text, messages, files, the cache."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest

from bot.channels import Said
from bot.core import Bot
from bot.messages import Attachment, Event, File, Notice, Outcome, Person, Place, Quote, Status
from tests.bot.talking import BOB, DANA, PLACE, end, events, message, opened, prompts, rows, words
from tests.doubles.openai import OpenAIDouble
from tests.doubles.openai import Status as Failing
from tests.fakes.channels import FakeChannels


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


async def translate(bot: Bot, text: str = "", **options: Any) -> list[Event]:
    more = {
        name: options.pop(name) for name in ("person", "quotes", "attachments") if name in options
    }
    given = {"text": text} | options if text else options
    return await events(bot, message("", command="translate", options=given, **more))


def notices(seen: list[Event]) -> str:
    return "\n".join(event.text for event in seen if isinstance(event, Notice))


def attached(name: str, data: bytes) -> Attachment:
    async def read() -> bytes:
        return data

    return Attachment(name, "application/octet-stream", len(data), name, read)


def told(api: OpenAIDouble) -> str:
    """What the model was told to do, the last time."""
    return prompts(api)[-1][0][1]


async def test_a_text_is_translated_into_the_language_that_was_named(bot: Bot, api: OpenAIDouble):
    api.say("Bonjour <@42>, voir `x`")

    seen = await translate(bot, "Good morning <@42>, see `x`", to="French", tone="formal")

    assert words(seen) == "Bonjour <@42>, voir `x`"
    assert end(seen).outcome is Outcome.ANSWERED
    assert notices(seen) == ""
    assert "into French" in told(api)
    assert "formal" in told(api)
    assert prompts(api)[-1][-1] == ("user", "Good morning <@42>, see `x`")


@pytest.mark.parametrize(
    ("text", "rest"),
    [("to German: Hello there", "Hello there"), ("into français hello", "hello")],
)
async def test_the_language_may_also_stand_before_the_text(
    bot: Bot, api: OpenAIDouble, text: str, rest: str
):
    await translate(bot, text)

    assert prompts(api)[-1][-1][1] == rest


async def test_without_a_language_it_is_the_persons_then_the_servers(bot: Bot, api: OpenAIDouble):
    seen = await translate(bot, "Hello")
    assert "Say into which language" in end(seen).text

    await bot._parts.settings.change(PLACE, "language", "it", scope="server", person=DANA)
    await translate(bot, "Hello")
    assert "into Italian" in told(api)

    await translate(bot, "Hello", person=Person("3", "Eva", locale="de"))
    assert "into German" in told(api)


async def test_a_message_that_is_pointed_at_is_translated(bot: Bot, api: OpenAIDouble):
    await translate(bot, to="fr", quotes=(Quote("Eva", "Guten Tag"),))

    assert prompts(api)[-1][-1] == ("user", "Guten Tag")


async def test_a_long_message_that_came_shortened_is_read_whole(bot: Bot, api: OpenAIDouble):
    whole = "word " * 600
    channels = FakeChannels()
    channels.said[PLACE] = [Said("q1", "5", "Eva", whole, datetime.now(UTC))]
    bot.attach("test", channels)

    await translate(bot, to="fr", quotes=(Quote("Eva", "word word…", id="q1"),))

    assert prompts(api)[-1][-1][1] == whole.strip()


async def test_with_nothing_given_it_is_what_was_said_last_here(bot: Bot, api: OpenAIDouble):
    channels = FakeChannels()
    channels.said[PLACE] = [
        Said("q1", "5", "Eva", "Older", datetime(2026, 1, 1, tzinfo=UTC)),
        Said("q2", "5", "Eva", "Guten Tag", datetime(2026, 1, 2, tzinfo=UTC)),
    ]
    bot.attach("test", channels)

    await translate(bot, to="fr")
    assert prompts(api)[-1][-1] == ("user", "Guten Tag")

    channels.closed.add((PLACE, BOB.id))
    seen = await translate(bot, to="fr", person=BOB)
    assert "There is nothing to translate" in end(seen).text


async def test_what_got_lost_is_repaired_and_nobody_notices(bot: Bot, api: OpenAIDouble):
    api.say("Salut", "Salut {name}, https://example.org")

    seen = await translate(bot, "Hi {name}, https://example.org", to="French")

    assert words(seen) == "Salut {name}, https://example.org"
    assert notices(seen) == ""


async def test_what_stays_lost_is_shown_with_a_remark(bot: Bot, api: OpenAIDouble):
    api.say("Salut", "Salut encore")

    seen = await translate(bot, "Hi {name}", to="French")

    assert words(seen) == "Salut encore"
    assert "did not come through as they were: `{name}`" in notices(seen)


async def test_the_glossary_of_the_server_counts_unless_told_otherwise(bot: Bot, api: OpenAIDouble):
    await events(
        bot,
        message(
            "",
            command="glossary",
            options={"action": "add", "term": "ticket", "translation": "Vorgang", "to": "German"},
        ),
    )

    await translate(bot, "A new ticket", to="German")
    assert "ticket = Vorgang" in told(api)

    await translate(bot, "A new ticket", to="German", glossary=False)
    assert "Vorgang" not in told(api)

    await translate(bot, "A new ticket", to="French")
    assert "Vorgang" not in told(api)


async def test_the_same_text_comes_out_of_the_cache_and_the_ledger_says_so(
    bot: Bot, api: OpenAIDouble, tmp_path: Path
):
    api.say("Bonjour")
    first = await translate(bot, "Good morning", to="French")
    again = await translate(bot, "Good morning", to="fr")

    assert words(first) == words(again) == "Bonjour"
    assert len(api.record.of("chat")) == 1
    assert end(again).usage.input == end(again).usage.output == 0
    assert end(again).model == ""
    found = rows(tmp_path, "select model, kind, input, output, cost from spendings order by id")
    assert found[-1] == ("cache", "translate", 0, 0, 0.0)
    assert len(found) == 2


@pytest.mark.parametrize(
    "changed",
    [{"to": "German"}, {"tone": "casual"}, {"from": "English"}, {"text": "Good morning!"}],
)
async def test_whatever_matters_makes_another_translation(
    bot: Bot, api: OpenAIDouble, changed: dict[str, str]
):
    await translate(bot, "Good morning", to="French")
    given = {"text": "Good morning", "to": "French"} | changed
    await translate(bot, given.pop("text"), **given)

    assert len(api.record.of("chat")) == 2


async def test_a_change_of_the_glossary_that_concerns_the_text_makes_another(
    bot: Bot, api: OpenAIDouble
):
    add = {"action": "add", "translation": "x", "to": "French"}
    await translate(bot, "Good morning", to="French")
    await events(bot, message("", command="glossary", options={**add, "term": "evening"}))
    await translate(bot, "Good morning", to="French")
    assert len(api.record.of("chat")) == 1

    await events(bot, message("", command="glossary", options={**add, "term": "morning"}))
    await translate(bot, "Good morning", to="French")
    assert len(api.record.of("chat")) == 2


async def test_another_server_has_a_cache_of_its_own(bot: Bot, api: OpenAIDouble):
    await translate(bot, "Good morning", to="French")
    elsewhere = message(
        "",
        command="translate",
        options={"text": "Good morning", "to": "French"},
        place=type(PLACE)("test", "other", "channel"),
    )
    await events(bot, elsewhere)

    assert len(api.record.of("chat")) == 2


async def test_what_todays_lists_refuse_does_not_come_out_of_the_cache(bot: Bot, api: OpenAIDouble):
    api.say("Bonjour Voldemort", "Bonjour")
    await translate(bot, "Good morning", to="French")
    await bot._parts.settings.change(
        PLACE, "blocked_words", ["voldemort"], scope="server", person=DANA
    )

    seen = await translate(bot, "Good morning", to="French")

    assert words(seen) == "Bonjour"
    assert len(api.record.of("chat")) == 2


async def test_refused_words_are_neither_translated_nor_kept(
    bot: Bot, api: OpenAIDouble, tmp_path: Path
):
    api.moderation.flag("bomb", category="violence")

    seen = await translate(bot, "build a bomb", to="French")
    assert end(seen).outcome is Outcome.REFUSED
    assert words(seen) == ""

    api.say("une bomb")
    seen = await translate(bot, "something else", to="French")
    assert end(seen).outcome is Outcome.REFUSED
    assert rows(tmp_path, "select count(*) from cache") == [(0,)]


async def test_a_damaged_translation_is_not_kept(bot: Bot, api: OpenAIDouble, tmp_path: Path):
    api.say("Salut", "Salut")
    await translate(bot, "Hi {name}", to="French")

    assert rows(tmp_path, "select count(*) from cache") == [(0,)]


async def test_subtitles_keep_their_times(bot: Bot, api: OpenAIDouble):
    srt = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:04,000\r\n<i>Bye</i>\r\n"
    )
    api.say("⟦#1⟧ Salut\n\n⟦#2⟧ <i>Au revoir</i>")

    seen = await translate(bot, to="French", attachments=(attached("film.srt", srt.encode()),))

    (file,) = [event for event in seen if isinstance(event, File)]
    assert file.name == "film.fr.srt"
    assert file.data.decode() == srt.replace("Hello", "Salut").replace("Bye", "Au revoir")
    assert any(isinstance(event, Status) for event in seen)


async def test_a_word_document_keeps_its_look(bot: Bot, api: OpenAIDouble):
    document = docx.Document()
    document.add_heading("Hello", level=1)
    paragraph = document.add_paragraph("A ")
    paragraph.add_run("bold").bold = True
    data = io.BytesIO()
    document.save(data)
    api.say("⟦#1⟧ Bonjour\n\n⟦#2⟧ <1>Un </1><2>gras</2>")

    attachment = attached("letter.docx", data.getvalue())
    seen = await translate(bot, to="French", attachments=(attachment,))

    (file,) = [event for event in seen if isinstance(event, File)]
    translated = docx.Document(io.BytesIO(file.data))
    assert file.name == "letter.fr.docx"
    assert [one.text for one in translated.paragraphs] == ["Bonjour", "Un gras"]
    assert translated.paragraphs[0].style.name == "Heading 1"
    assert translated.paragraphs[1].runs[1].bold


async def test_a_markdown_file_keeps_its_code(bot: Bot, api: OpenAIDouble):
    api.say("# Titre\n\n⟦1⟧")
    text = "# Title\n\n```sh\nls -l\n```\n"

    seen = await translate(bot, to="French", attachments=(attached("a.md", text.encode()),))

    (file,) = [event for event in seen if isinstance(event, File)]
    assert file.data.decode() == text.replace("Title", "Titre")


async def test_the_words_of_a_file_are_judged_before_they_are_translated(
    bot: Bot, api: OpenAIDouble
):
    api.moderation.flag("bomb", category="violence")

    seen = await translate(bot, to="French", attachments=(attached("a.txt", b"build a bomb"),))

    assert end(seen).outcome is Outcome.REFUSED
    assert api.record.of("chat") == []
    assert not [event for event in seen if isinstance(event, File)]


async def test_the_words_of_the_translation_are_judged_wherever_they_stand(
    bot: Bot, api: OpenAIDouble
):
    document = docx.Document()
    document.add_paragraph("Body")
    document.sections[0].header.paragraphs[0].text = "Header"
    data = io.BytesIO()
    document.save(data)
    api.say("⟦#1⟧ Inhalt\n\n⟦#2⟧ bomb")
    api.moderation.flag("bomb", category="violence")

    attachment = attached("letter.docx", data.getvalue())
    seen = await translate(bot, to="German", attachments=(attachment,))

    assert end(seen).outcome is Outcome.REFUSED
    assert not [event for event in seen if isinstance(event, File)]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"to": "Klingonese", "text": "Hi"}, "to takes a language; found 'Klingonese'"),
        ({"to": "French"}, "There is nothing to translate"),
        ({"to": "French", "text": "🎉 https://example.org"}, "no words in it"),
        ({"to": "French", "text": "Hi", "tone": "rude"}, "tone takes one of formal"),
        ({"to": "French", "attachments": (attached("a.zip", b"PK"),)}, "cannot be translated so"),
        ({"to": "French", "attachments": (attached("a.docx", b"PK"),)}, "is damaged"),
        ({"to": "French", "attachments": (attached("a.srt", b"hello"),)}, "has no subtitles"),
        ({"to": "French", "attachments": (attached("a.txt", b"a\0b"),)}, "is no text"),
    ],
)
async def test_what_cannot_be_translated_gets_a_sentence(
    bot: Bot, api: OpenAIDouble, options: dict[str, Any], sentence: str
):
    seen = await translate(bot, options.pop("text", ""), **options)

    assert end(seen).outcome is Outcome.FAILED
    assert sentence in end(seen).text
    assert api.record.of("chat") == []


async def test_a_model_that_fails_gets_a_sentence_and_nothing_half_done(
    bot: Bot, api: OpenAIDouble
):
    api.fail(Failing(500), on="chat", times=9)

    seen = await translate(bot, "Hello", to="French")

    assert words(seen) == ""
    assert "Try again" in end(seen).text


async def test_completion_offers_names_in_either_language(bot: Bot):
    asked = message("", command="translate")

    assert (await bot.complete(asked, "to", "fran"))[0] == "français"
    assert (await bot.complete(asked, "from", "Ger"))[0] == "German"


async def test_words_that_an_admin_points_at_tie_no_channels(
    bot: Bot, api: OpenAIDouble, tmp_path: Path
):
    channels = FakeChannels()
    channels.names = {Place("test", "server", name): name for name in ("english", "deutsch")}
    bot.attach("test", channels)
    await translate(bot, to="French", quotes=(Quote("Eve", "link #english #deutsch"),))
    assert rows(tmp_path, "SELECT count(*) FROM links") == [(0,)]

    await translate(bot, "link #english #deutsch")
    assert rows(tmp_path, "SELECT count(*) FROM links") == [(2,)]


async def test_nothing_is_cached_of_who_opted_out(bot: Bot, api: OpenAIDouble, tmp_path: Path):
    await events(bot, message("", command="privacy", options={"action": "opt-out"}, person=BOB))
    await translate(bot, "My secret is 4711", to="French", person=BOB)
    assert rows(tmp_path, "SELECT count(*) FROM cache") == [(0,)]
    await translate(bot, "Good morning", to="French")
    assert rows(tmp_path, "SELECT count(*) FROM cache") == [(1,)]

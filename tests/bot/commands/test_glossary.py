"""/glossary over the whole core: who may change it, and CSV in and out."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.messages import Attachment, Event, File, Notice, Outcome, Person
from tests.bot.talking import BOB, DANA, end, events, message, opened, words
from tests.doubles.openai import OpenAIDouble


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


def table(text: str) -> Attachment:
    async def read() -> bytes:
        return text.encode()

    return Attachment("terms.csv", "text/csv", len(text), "terms.csv", read)


async def glossary(
    bot: Bot, action: str = "list", *, by: Person = DANA, csv: str = "", **options: Any
) -> list[Event]:
    files = (table(csv),) if csv else ()
    given = {"action": action, **options}
    return await events(
        bot, message("", command="glossary", person=by, options=given, attachments=files)
    )


def said(seen: list[Event]) -> str:
    notices = [event.text for event in seen if isinstance(event, Notice)]
    return "\n".join([words(seen), *notices, end(seen).text])


async def test_terms_are_added_listed_and_removed(bot: Bot):
    assert "nothing in the glossary" in said(await glossary(bot))

    told = await glossary(bot, "add", term="invoice", translation="Rechnung", to="German")
    assert "'invoice' is 'Rechnung' in German" in said(told)
    await glossary(bot, "add", term="Hi", translation="Salut", to="French", example=True)
    assert words(await glossary(bot, by=BOB)).splitlines() == [
        "- invoice → Rechnung (any → de)",
        "- Hi → Salut (any → fr, example)",
    ]
    assert words(await glossary(bot, to="French")) == "- Hi → Salut (any → fr, example)"

    assert "not in the glossary any more" in said(await glossary(bot, "remove", term="Invoice"))
    assert "is not in the glossary" in said(await glossary(bot, "remove", term="invoice"))


async def test_a_term_that_is_added_again_takes_the_place_of_the_first(bot: Bot):
    await glossary(bot, "add", term="disk", translation="Scheibe", to="German")
    await glossary(bot, "add", term="disk", translation="Platte", to="German")

    assert words(await glossary(bot)) == "- disk → Platte (any → de)"


@pytest.mark.parametrize("action", ["add", "remove", "import"])
async def test_only_admins_change_it(bot: Bot, action: str):
    seen = await glossary(bot, action, by=BOB, term="a", translation="b", to="French")

    assert end(seen).outcome is Outcome.FAILED
    assert "needs the right to manage this server" in end(seen).text
    assert "nothing in the glossary" in said(await glossary(bot))


async def test_it_goes_out_as_a_file_and_comes_in_again(bot: Bot):
    await glossary(bot, "import", csv="term,translation,to\n=cmd,facture,French\nb,c,de\n")

    (file,) = [event for event in await glossary(bot, "export") if isinstance(event, File)]
    assert file.name == "glossary.csv"
    assert "term,,fr,'=cmd,facture" in file.data.decode("utf-8-sig")

    await glossary(bot, "remove", term="b")
    told = await glossary(bot, "import", csv=file.data.decode("utf-8-sig"))
    assert "2 entries are in the glossary now" in said(told)
    assert len(words(await glossary(bot)).splitlines()) == 2


async def test_a_file_with_a_mistake_changes_nothing(bot: Bot):
    seen = await glossary(bot, "import", csv="term,translation,to\na,b,fr\nc,,fr\n")

    assert "Nothing was taken in. line 3: the translation is missing." in end(seen).text
    assert "nothing in the glossary" in said(await glossary(bot))


async def test_refused_words_do_not_get_in(bot: Bot, api: OpenAIDouble):
    api.moderation.flag("bomb", category="violence")

    assert end(await glossary(bot, "import", csv="bomb,b,fr\n")).outcome is Outcome.REFUSED
    seen = await glossary(bot, "add", term="bomb", translation="b", to="French")
    assert end(seen).outcome is Outcome.REFUSED
    assert "nothing in the glossary" in said(await glossary(bot))


@pytest.mark.parametrize(
    ("action", "options", "sentence"),
    [
        ("add", {"term": "a", "translation": "b"}, "Say the language of the translation"),
        ("add", {"translation": "b", "to": "fr"}, "Say the term"),
        ("add", {"term": "x" * 300, "translation": "b", "to": "fr"}, "has 300 characters"),
        ("import", {}, "Attach one CSV file"),
        ("remove", {}, "Say the term"),
    ],
)
async def test_what_is_missing_or_too_long_gets_a_sentence(
    bot: Bot, action: str, options: dict[str, Any], sentence: str
):
    assert sentence in end(await glossary(bot, action, **options)).text

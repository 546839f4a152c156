"""Personas that a server writes for itself: named, filled in, previewed, and with versions."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core import Bot
from bot.messages import Event, Message, Notice, OptionValue, Outcome, Person
from tests.bot.talking import BOB, DANA, PLACE, end, events, message, opened, prompts, said, words
from tests.doubles.openai import OpenAIDouble
from tests.fakes.channels import FakeChannels

PIRATE = (
    "You are a pirate in {channel} of {server}, today is {date}. Talk {language} to {person}. {x}"
)


@pytest.fixture
async def api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture
async def bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api, models={"default": "gpt-4o", "table": {}}) as bot:
        yield bot


def order(person: Person = DANA, **options: OptionValue) -> Message:
    return message("", command="persona", options=options, person=person, direct=False)


def told(seen: list[Event]) -> str:
    return "\n".join(event.text for event in seen if isinstance(event, Notice))


def system(api: OpenAIDouble) -> str:
    return prompts(api)[-1][0][1]


async def test_a_persona_is_written_chosen_and_answers(bot: Bot, api: OpenAIDouble) -> None:
    assert "version 1" in told(await events(bot, order(name="pirate", prompt="You are a pirate.")))
    await events(bot, order(name="pirate"))
    await said(bot, "hello")
    assert "You are a pirate." in system(api)


async def test_the_variables_of_a_prompt_are_filled_in(bot: Bot, api: OpenAIDouble) -> None:
    channels = FakeChannels()
    channels.names[PLACE] = "harbour"
    bot.attach(PLACE.platform, channels)
    await events(bot, order(name="pirate", prompt=PIRATE))
    await events(bot, order(name="pirate"))
    await said(bot, message("hello", person=Person("9", "Ann", locale="fr")))
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    expected = f"a pirate in harbour of server server, today is {today}. Talk fr to Ann. {{x}}"
    assert expected in system(api)


async def test_the_system_prompt_has_variables_too(bot: Bot, api: OpenAIDouble) -> None:
    await events(bot, message("", command="system", options={"text": "Today is {date}."}))
    await said(bot, "hello")
    assert f"Today is {datetime.now(UTC):%Y-%m-%d}." in system(api)


async def test_a_preview_shows_what_would_be_told(bot: Bot) -> None:
    await events(bot, order(name="pirate", prompt="Talk to {person}."))
    assert words(await events(bot, order(name="pirate", action="preview"))) == "Talk to Dana."


async def test_an_older_version_is_brought_back(bot: Bot, api: OpenAIDouble) -> None:
    for prompt in ("First words.", "Second words."):
        await events(bot, order(name="pirate", prompt=prompt))
    await events(bot, order(name="pirate"))
    await events(bot, order(name="pirate", action="restore", version=1))
    await said(bot, "hello")
    assert "First words." in system(api)
    lines = told(await events(bot, order(name="pirate", action="versions"))).splitlines()
    assert len(lines) == 4


async def test_a_version_that_is_not_there_or_not_named_is_told_apart(bot: Bot) -> None:
    await events(bot, order(name="pirate", prompt="First words."))

    wrong = end(await events(bot, order(name="pirate", action="restore", version=9))).text
    unsaid = end(await events(bot, order(name="pirate", action="restore"))).text

    assert wrong.startswith("There is no version 9 of 'pirate'")
    assert unsaid.startswith("Say which version of 'pirate'")
    assert wrong.endswith("/persona pirate versions lists them.")


async def test_a_removed_persona_answers_no_more(bot: Bot, api: OpenAIDouble) -> None:
    await events(bot, order(name="pirate", prompt="You are a pirate."))
    await events(bot, order(name="pirate"))
    await events(bot, order(name="pirate", action="remove"))
    await said(bot, "hello")
    assert "pirate" not in system(api)
    assert "pirate" not in told(await events(bot, order(list=True))).splitlines()[1:]


async def test_another_server_does_not_see_it(bot: Bot) -> None:
    await events(bot, order(name="pirate", prompt="You are a pirate."))
    elsewhere = order(name="pirate")
    moved = Message(
        **{f: getattr(elsewhere, f) for f in elsewhere.__slots__}
        | {"place": type(PLACE)("test", "another", "channel")}
    )
    assert end(await events(bot, moved)).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "options",
    [
        {"name": "pirate", "prompt": "x"},
        {"name": "pirate"},
        {"name": "pirate", "action": "preview"},
        {"name": "pirate", "action": "remove"},
    ],
)
async def test_who_may_not_manage_the_server_changes_nothing(
    bot: Bot, options: dict[str, OptionValue]
) -> None:
    assert end(await events(bot, order(BOB, **options))).outcome is Outcome.FAILED


@pytest.mark.parametrize("name", ["", "a b", "x" * 33, "../x"])
async def test_a_name_that_is_none_is_refused(bot: Bot, name: str) -> None:
    assert end(await events(bot, order(name=name, prompt="x"))).outcome is Outcome.FAILED


async def test_the_words_of_a_persona_are_judged(bot: Bot, api: OpenAIDouble) -> None:
    api.moderation.flag("bomb", category="violence")
    seen = await events(bot, order(name="pirate", prompt="Build a bomb."))
    assert end(seen).outcome is Outcome.REFUSED

"""Budgets, usage and announcements on Slack."""

import pytest

from bot.core import Bot
from bot.messages import Place
from tests.adapters.slack.stage import answers, is_done
from tests.doubles.openai import OpenAIDouble, Reply, Usage
from tests.doubles.slack import Channel, Person, SlackDouble
from tests.doubles.slack.files import StoredFile


@pytest.fixture(name="boss")
def _boss(slack: SlackDouble) -> Person:
    return slack.user("Boss", admin=True)


async def run(
    slack: SlackDouble, person: Person, channel: Channel, command: str, words: str
) -> str:
    """What somebody alone reads after a command."""
    before = len(channel.seen_by(person.user))
    await person.slash(command, words, channel)
    await slack.until(lambda: len(channel.seen_by(person.user)) > before)
    return channel.seen_by(person.user)[-1].content


async def asked(slack: SlackDouble, person: Person, channel: Channel, text: str) -> str:
    """The answer in the thread of a question."""
    question = await person.says(channel, f"<@BOT> {text}")
    await slack.until(lambda: is_done(channel, question))
    return "\n".join(answers(channel, question))


async def test_who_has_used_up_a_budget_is_told_so_in_place_of_an_answer(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person, boss: Person
) -> None:
    await boss.joins(general)
    line = "budget 1,000 tokens a day for each person"
    assert "is now 1 entry" in await run(slack, boss, general, "/settings", line)
    api.say(Reply("Yes.", usage=Usage(900, 100)))

    assert "Yes." in await asked(slack, alice, general, "Is it so?")
    assert "You have used your 1,000 tokens of today; from 00:00 UTC you can go on." in (
        await asked(slack, alice, general, "And now?")
    )
    assert len(api.record.of("chat")) == 1


async def test_nobody_without_the_right_sets_a_budget(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    for line in (
        "budget 1m tokens a day for each person",
        "rate_per_minute none",
        f"admin_channel <#{general.id}|general>",
    ):
        told = await run(slack, alice, general, "/settings", line)
        assert "You may not do this here" in told


async def test_only_admins_see_what_the_server_used(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person, boss: Person
) -> None:
    await boss.joins(general)
    api.say(Reply("Yes.", usage=Usage(900, 100)))
    await asked(slack, alice, general, "Is it so?")

    assert "You may not do this here" in await run(slack, alice, general, "/usage", "server")
    assert "Alice" in await run(slack, boss, general, "/usage", "server person")


async def test_a_chart_of_usage_is_a_picture_that_is_told_in_words(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.say(Reply("Yes.", usage=Usage(900, 100)))
    question = await alice.says(alice.dm, "Is it so?")
    await slack.until(lambda: is_done(alice.dm, question))

    await alice.says(alice.dm, "/usage chart")

    await slack.until(lambda: any(one.name.endswith(".png") for one in _files(alice.dm)))
    (file,) = [one for one in _files(alice.dm) if one.name.endswith(".png")]
    assert file.alt is not None
    assert file.alt.startswith("Bar chart. Your tokens by model")


async def test_admins_are_told_in_the_channel_that_they_chose(
    slack: SlackDouble, bot: Bot, general: Channel, boss: Person
) -> None:
    await boss.joins(general)
    admins = slack.channel("admins", boss, private=True)
    await run(slack, boss, general, "/settings", f"admin_channel <#{admins.id}|admins>")
    place = Place("slack", general.workspace.id, general.id)

    for _ in range(2):
        await bot.announce(place.server_key, "tokens", "A token was revoked.")
    await slack.until(lambda: any(one.author.is_bot for one in admins.messages))
    await bot._parts.announcer.settled()

    said = [one.content for one in admins.messages if one.author.is_bot]
    assert said == ["A token was revoked."]


def _files(channel: Channel) -> list[StoredFile]:
    return [file for message in channel.messages for file in message.shown.files]

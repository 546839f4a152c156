"""Budgets, usage and announcements on Discord."""

from collections.abc import AsyncIterator

import pytest

from bot.core import Bot
from bot.messages import Place
from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import Channel, Message, Permission, Person
from tests.doubles.openai import Reply, Usage


@pytest.fixture(name="bot")
async def _bot(stage: Stage) -> AsyncIterator[Bot]:
    async with stage.running() as bot:
        yield bot


@pytest.fixture(name="boss")
def _boss(stage: Stage) -> Person:
    boss = stage.discord.user("Boss")
    stage.server.adds(boss)
    stage.server.guild.owner = boss.account
    return boss


async def changed(boss: Person, channel: Channel, name: str, value: str) -> str:
    interaction = await boss.slash(channel, "settings", name=name, value=value)
    return (await interaction.answered()).shown.content


async def test_who_has_used_up_a_budget_is_told_so_in_place_of_an_answer(
    stage: Stage, boss: Person, bot: Bot
):
    told = await changed(boss, stage.channel, "budget", "1,000 tokens a day for each person")
    assert "`budget` is now 1 entry for the whole server" in told
    stage.api.say(Reply("Yes.", usage=Usage(900, 100)))

    await stage.asks("Is it so?")
    await stage.answered()
    await stage.asks("And now?")
    _, refused = await stage.answered(count=2)

    assert "You have used your 1,000 tokens of today; from 00:00 UTC you can go on." in (
        refused.content
    )
    assert len(stage.api.record.of("chat")) == 1


async def test_nobody_without_the_right_sets_a_budget(stage: Stage, boss: Person, bot: Bot):
    for name, value in {
        "budget": "1m tokens a day for each person",
        "rate_per_minute": "none",
        "admin_channel": str(stage.channel.id),
    }.items():
        told = await changed(stage.alice, stage.channel, name, value)
        assert "You may not do this here" in told


async def test_usage_is_a_table_a_chart_and_a_file_for_the_asker_alone(
    stage: Stage, boss: Person, bot: Bot
):
    stage.api.say(Reply("Yes.", usage=Usage(900, 100)))
    await stage.asks("Is it so?")
    await stage.answered()

    table = await (await stage.alice.slash(stage.channel, "usage")).answered()
    assert "You used in the last 30 days:" in table.shown.content
    assert "900" in table.shown.content
    assert table.only_for is stage.alice.account
    await stage.discord.until(lambda: buttons(table) == {"Chart", "CSV"})

    await stage.alice.clicks(table, "Chart")
    await stage.discord.until(lambda: any(_named(one, ".png") for one in _mine(stage)))
    (chart,) = [one for one in _mine(stage) if _named(one, ".png")]
    assert chart.only_for is stage.alice.account
    (picture,) = chart.shown.attachments
    assert picture.description.startswith("Bar chart. Your tokens by model, last 30 days.")

    await stage.alice.slash(stage.channel, "usage", format="csv")
    await stage.discord.until(lambda: any(_named(one, ".csv") for one in _mine(stage)))


async def test_only_admins_see_what_the_server_used(stage: Stage, boss: Person, bot: Bot):
    stage.api.say(Reply("Yes.", usage=Usage(900, 100)))
    await stage.asks("Is it so?")
    await stage.answered()

    refused = await stage.alice.slash(stage.channel, "usage", server=True)
    shown = await boss.slash(stage.channel, "usage", server=True, by="person")

    assert "You may not do this here" in (await refused.answered()).shown.content
    assert "Alice" in (await shown.answered()).shown.content


async def test_admins_are_told_in_the_channel_that_they_chose(stage: Stage, boss: Person, bot: Bot):
    admins = stage.server.channel("admins")
    await changed(boss, stage.channel, "admin_channel", str(admins.id))
    place = Place("discord", str(stage.server.id), str(stage.channel.id))

    for _ in range(2):
        await bot.announce(place.server_key, "permission/embed_links", "I may not embed links.")
    await stage.discord.until(lambda: bool(stage.said(admins)))
    await bot._parts.announcer.settled()

    assert [one.content for one in stage.said(admins)] == ["I may not embed links."]


def _mine(stage: Stage) -> list[Message]:
    return [one for one in stage.alice.sees(stage.channel) if one.author is stage.discord.bot]


def _named(message: Message, ending: str) -> bool:
    """Whether a file of that kind is under it."""
    return any(file.name.endswith(ending) for file in message.shown.attachments)


async def test_admins_are_told_once_where_the_bot_may_not_answer(
    stage: Stage, boss: Person, bot: Bot
):
    admins = stage.server.channel("admins")
    await changed(boss, stage.channel, "admin_channel", str(admins.id))
    locked = stage.server.channel("locked")
    stage.server.deny(locked, stage.discord.bot, Permission.SEND_MESSAGES)

    for _ in range(2):
        await stage.asks("Hello?", locked)
        await boss.says(locked, f"{stage.discord.bot.mention} hello?")
    await stage.discord.until(lambda: bool(stage.said(admins)))
    await stage.asks("Hello?")
    await stage.answered()
    await bot._parts.announcer.settled()

    (told,) = stage.said(admins)
    assert told.content.startswith("I cannot answer in #locked: I lack the permission Send Mess")

"""What was said while the bot was away is answered when it is back: once, in order, with a word."""

import asyncio
import sqlite3

from tests.adapters.discord.conftest import Stage
from tests.doubles.discord import Permission

HOURS = 3600.0


def asked(stage: Stage) -> list[str]:
    """The last words of each question that the model got."""
    return [str(one.body["messages"][-1]["content"]) for one in stage.api.record.of("chat")]


async def test_what_was_asked_while_the_bot_was_away_is_answered_oldest_first(stage: Stage):
    conversation = stage.discord.dm(stage.alice)
    async with stage.running():
        await stage.asks("Before")
        (before,) = await stage.answered()
        await stage.alice.says(conversation, "Before, in private")
        await stage.answered(conversation)
    await stage.asks("First")
    await stage.alice.says(stage.channel, "To nobody.")
    await stage.alice.says(stage.channel, "Second, a reply", reply_to=before, ping=False)
    await stage.alice.says(conversation, "Third, in private")
    async with stage.running():
        await stage.answered(count=3)
        await stage.answered(conversation, count=2)
        await stage.asks("Last")
        await stage.answered(count=4)

    questions = asked(stage)
    assert len(questions) == 6
    in_channel = [text for text in questions if "private" not in text]
    assert [text.split()[-1] for text in in_channel] == ["Before", "First", "reply", "Last"]
    assert any("Third" in text for text in questions)


async def test_a_channel_where_nobody_ever_called_the_bot_before_is_looked_into_too(stage: Stage):
    other = stage.server.channel("other")
    async with stage.running():
        await stage.asks("Before")
        await stage.answered()
    await stage.asks("Elsewhere", other)
    async with stage.running():
        await stage.answered(other)


async def test_every_message_of_a_watched_channel_is_caught_up_with(stage: Stage):
    watching = {"defaults": {"watched": True}}
    async with stage.running(**watching):
        await stage.alice.says(stage.channel, "Before")
        await stage.answered()
    await stage.alice.says(stage.channel, "Meanwhile")
    async with stage.running(**watching):
        await stage.answered(count=2)


async def test_what_is_old_is_answered_with_an_apology_and_what_is_too_old_is_not(stage: Stage):
    async with stage.running(recovery={"answer_within_hours": 2}):
        await stage.asks("Before")
        await stage.answered()
    _forget_newest(stage)
    call = stage.discord.bot.mention
    await stage.alice.says(stage.channel, f"{call} three hours ago", ago=3 * HOURS, quietly=True)
    await stage.alice.says(stage.channel, f"{call} one hour ago", ago=HOURS, quietly=True)
    async with stage.running(recovery={"answer_within_hours": 2}):
        await stage.discord.until(lambda: len(asked(stage)) >= 2)
        await asyncio.sleep(0.2)

    assert [text.split(" ")[-3:] for text in asked(stage)[1:]] == [["one", "hour", "ago"]]
    late = [one.content for one in stage.said() if one.content.startswith("-# Sorry")]
    assert len(late) == 1


async def test_rights_are_those_of_the_moment_also_for_what_was_missed(stage: Stage):
    role = stage.server.role("Talkers")
    bob = stage.discord.user("Bob")
    stage.server.adds(bob)
    stage.server.gives(stage.alice, role)
    allowed = {"defaults": {"talk_roles": (str(role.id),)}}
    async with stage.running(**allowed):
        await stage.asks("Before")
        await stage.answered()
    await bob.says(stage.channel, f"{stage.discord.bot.mention} I may not")
    await stage.asks("I may")
    async with stage.running(**allowed):
        await stage.answered(count=2)
        await asyncio.sleep(0.2)

    assert [text.split()[-1] for text in asked(stage)] == ["Before", "may"]


async def test_what_was_answered_before_is_not_answered_again_by_reading_the_history(stage: Stage):
    async with stage.running():
        for number in range(3):
            await stage.asks(f"Number {number}")
        await stage.answered(count=3)
        await stage.discord.gateway.lose()
        await stage.discord.until(lambda: stage.discord.gateway.identified == 2, seconds=30)
        await stage.asks("After")
        await stage.answered(count=4)
        await asyncio.sleep(0.2)

    assert len(asked(stage)) == 4


async def test_without_the_right_to_read_the_history_the_bot_goes_on_all_the_same(stage: Stage):
    stage.server.deny(stage.channel, stage.discord.bot, Permission.READ_MESSAGE_HISTORY)
    async with stage.running():
        await stage.asks("Before")
        await stage.answered()
    await stage.asks("Meanwhile")
    async with stage.running():
        await stage.asks("After")
        await stage.answered(count=2)

    assert [text.split()[-1] for text in asked(stage)] == ["Before", "After"]


async def test_at_the_very_first_start_nothing_of_the_past_is_answered(stage: Stage):
    await stage.asks("Long before")
    async with stage.running():
        await stage.asks("Now")
        await stage.answered()
        await asyncio.sleep(0.2)

    assert [text.split()[-1] for text in asked(stage)] == ["Now"]


def _forget_newest(stage: Stage) -> None:
    """Let it look as if the bot had seen nothing for a day."""
    with sqlite3.connect(stage.folder / "causerie.db") as database:
        database.execute("update seen set newest = '1'")
        database.execute("delete from notes")

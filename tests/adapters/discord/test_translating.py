"""Translating in Discord: the command, the menu, flags, and channels that are tied together."""

from collections.abc import AsyncIterator, Callable

import pytest

from bot.core import Bot
from bot.linking.relay import Relay
from bot.messages import Place
from bot.store import Link
from tests.adapters.discord.conftest import Stage
from tests.adapters.discord.test_channels import may
from tests.doubles.discord import Channel, File, Message, Permission, Person

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@pytest.fixture(name="bot")
async def _bot(stage: Stage, other: Channel, boss: Person) -> AsyncIterator[Bot]:
    async with stage.running() as bot:
        await may(bot, stage, "manage_webhooks", Permission.MANAGE_WEBHOOKS)
        yield bot


@pytest.fixture(name="other")
def _other(stage: Stage) -> Channel:
    return stage.server.channel("deutsch")


@pytest.fixture(name="boss")
def _boss(stage: Stage) -> Person:
    boss = stage.discord.user("Boss")
    stage.server.adds(boss)
    stage.server.gives(boss, stage.server.role("Admin", Permission.MANAGE_GUILD))
    return boss


async def tie(stage: Stage, boss: Person, other: Channel) -> None:
    used = await boss.slash(
        stage.channel, "link", channel=stage.channel, other=other, language="English"
    )
    answer = await used.answered()
    assert "are tied together" in answer.shown.content


async def until(stage: Stage, true: Callable[[], object]) -> None:
    await stage.discord.until(lambda: bool(true()))


def copies(channel: Channel) -> list[Message]:
    return [message for message in channel.messages if message.webhook_id]


async def settled(bot: Bot) -> None:
    (relay,) = [one for one in bot._parts.listeners if isinstance(one, Relay)]
    await relay.settled()


async def test_the_command_answers_in_the_channel(stage: Stage, bot: Bot):
    stage.api.say("Guten Morgen!")

    used = await stage.alice.slash(stage.channel, "translate", to="German", text="Good morning!")
    answer = await used.answered()

    assert "Guten Morgen!" in answer.shown.content
    assert answer.only_for is None


async def test_a_file_comes_back_in_its_form(stage: Stage, bot: Bot):
    stage.api.say("Hallo")

    used = await stage.alice.slash(
        stage.channel, "translate", to="German", file=File("film.srt", SRT)
    )
    answer = await used.answered()
    await until(stage, lambda: answer.shown.attachments)

    assert [file.name for file in answer.shown.attachments] == ["film.de.srt"]


async def test_what_is_said_in_one_channel_is_said_in_the_other(
    stage: Stage, bot: Bot, boss: Person, other: Channel
):
    await tie(stage, boss, other)
    stage.api.say("Guten Morgen!", "Guten Abend!")

    said = await stage.alice.says(stage.channel, "Good morning!")
    await until(stage, lambda: copies(other))
    (copy,) = copies(other)
    assert (copy.content, copy.author.name) == ("Guten Morgen!", "Alice")

    await stage.alice.edits(said, "Good evening!")
    await until(stage, lambda: copy.content == "Guten Abend!")
    await stage.alice.deletes(said)
    await until(stage, lambda: not copies(other))
    await settled(bot)
    assert copies(stage.channel) == []
    assert len(stage.api.record.of("chat")) == 2


async def test_a_refused_message_is_told_to_its_author_alone(
    stage: Stage, bot: Bot, boss: Person, other: Channel
):
    await tie(stage, boss, other)
    stage.api.moderation.flag("bomb", category="violence")
    conversation = stage.discord.dm(stage.alice)

    await stage.alice.says(stage.channel, "build a bomb")
    await until(stage, lambda: conversation.messages)
    await settled(bot)

    assert "not passed on to #deutsch" in conversation.messages[-1].content
    assert copies(other) == []


async def test_the_menu_of_a_message_translates_it_into_the_language_of_whoever_asks(
    stage: Stage, bot: Bot
):
    stage.api.say("Good morning!")
    said = await stage.alice.says(stage.channel, "Guten Morgen!")

    answer = await (await stage.alice.context_menu("Translate", said)).answered()

    assert "Good morning!" in answer.shown.content
    assert answer.only_for is stage.alice.account
    question = stage.api.record.of("chat")[0].question
    assert question
    assert "into American English" in question.turns[0].text


async def test_languages_are_offered_while_somebody_types(stage: Stage, bot: Bot):
    offered = await stage.alice.autocompletes(stage.channel, "translate", "to", "fran")

    assert offered[0]["value"] == "français"


async def test_what_was_said_just_before_a_crash_is_passed_on_after_the_start(stage: Stage):
    other = stage.server.channel("deutsch")
    english, german = (
        Place("discord", str(stage.server.id), str(channel.id))
        for channel in (stage.channel, other)
    )
    said = await stage.alice.says(stage.channel, "Good morning!")
    stage.api.say("Guten Morgen!")
    async with stage.running() as bot:
        await bot._parts.store.links.tie(
            [Link(english, "tie", "en"), Link(german, "tie", "de")], by="1"
        )
        # Heard and noted, and then the process was gone.
        await bot._parts.store.links.expect(english, str(said.id), [german])

    async with stage.running():
        await until(stage, lambda: other.messages)

    (copy,) = other.messages
    assert copy.content == "**Alice:** Guten Morgen!"


async def test_an_answer_to_a_copy_is_for_its_author_and_not_for_the_bot(stage: Stage):
    other = stage.server.channel("deutsch")
    english, german = (
        Place("discord", str(stage.server.id), str(channel.id))
        for channel in (stage.channel, other)
    )
    async with stage.running() as bot:
        links = [Link(english, "tie", "en"), Link(german, "tie", "de")]
        await bot._parts.store.links.tie(links, by="1")
        stage.api.say("Guten Morgen!", "Hello yourself!")
        # Without the right to webhooks the copy is a message of the bot itself.
        await stage.alice.says(stage.channel, "Good morning!")
        await until(stage, lambda: other.messages)
        await settled(bot)
        await stage.alice.says(other, "Selber hallo!", reply_to=other.messages[0])
        await until(stage, lambda: stage.said())
        await settled(bot)

    assert [one.content for one in stage.said()] == ["**Alice:** Hello yourself!"]
    assert len(stage.said(other)) == 1

"""What the core hears of channels without being addressed, and what flags under messages do."""

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.channels import Author, Post
from bot.core import Bot
from bot.messages import Message, Place
from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import File


class Ear:
    """Wants everything, and notes it."""

    def __init__(self) -> None:
        self.heard_of: list[Message] = []
        self.edits: list[Message] = []
        self.gone_of: list[str] = []

    async def wants(self, place: Place) -> bool:
        return place.platform == "discord"

    async def heard(self, message: Message, *, edited: bool) -> None:
        (self.edits if edited else self.heard_of).append(message)

    async def gone(self, place: Place, message_ids: Sequence[str]) -> None:
        self.gone_of += message_ids


@pytest.fixture(name="bot")
async def _bot(stage: Stage) -> AsyncIterator[Bot]:
    async with stage.running() as bot:
        yield bot


@pytest.fixture(name="ear")
def _ear(bot: Bot) -> Ear:
    ear = Ear()
    bot._parts.listeners.append(ear)
    return ear


async def test_everything_that_others_say_is_heard_once_as_it_was_written(stage: Stage, ear: Ear):
    hook, robot = stage.discord.webhook("News"), stage.discord.other_bot("Robot")
    stage.server.adds(robot)
    first = await stage.alice.says(stage.channel, f"Hello {stage.alice.mention}")
    await stage.alice.says(stage.channel, "Look!", reply_to=first, files=[File("a.txt", b"x")])
    await robot.says(stage.channel, "Beep")
    await hook.says(stage.channel, "Extra!")
    await stage.asks("And you?")
    await stage.answered()

    texts = [message.text for message in ear.heard_of]
    assert texts == [
        f"Hello {stage.alice.mention}",
        "Look!",
        "Beep",
        "Extra!",
        f"{stage.discord.bot.mention} And you?",
    ]
    assert [message.person.bot for message in ear.heard_of] == [False, False, True, True, False]
    said, reply = ear.heard_of[:2]
    assert said.id == str(first.id)
    assert said.person.picture.startswith("http")
    (quote,) = reply.quotes
    assert (quote.id, quote.author_id) == (str(first.id), str(stage.alice.id))
    assert quote.link == first.link
    assert [file.name for file in reply.attachments] == ["a.txt"]


async def test_edits_and_deletions_are_heard_and_previews_are_not(stage: Stage, ear: Ear):
    said = await stage.alice.says(stage.channel, "Hello https://example.org")
    stage.discord.previews(said, title="Example")
    await stage.alice.edits(said, "Goodbye")
    await stage.alice.deletes(said)
    await stage.asks()
    await stage.answered()

    assert [message.text for message in ear.edits] == ["Goodbye"]
    assert ear.gone_of == [str(said.id)]


async def test_what_was_said_while_the_bot_was_away_is_heard_too(stage: Stage):
    async with stage.running():
        await stage.asks("Before")
        await stage.answered()
    await stage.alice.says(stage.channel, "To nobody.")
    await stage.asks("Meanwhile")
    ear = Ear()
    async with stage.running() as bot:
        bot._parts.listeners.append(ear)
        await stage.answered(count=2)

    assert [message.text.split()[-1] for message in ear.heard_of] == ["nobody.", "Meanwhile"]


async def test_what_the_bot_posts_in_other_names_is_not_heard(stage: Stage, bot: Bot, ear: Ear):
    here = Place("discord", str(stage.server.id), str(stage.channel.id))
    await bot._parts.channels["discord"].post(here, Post("Hello", Author("Alice")))
    await stage.asks("Last")
    await stage.answered(count=2)

    assert [message.text.split()[-1] for message in ear.heard_of] == ["Last"]


async def test_a_flag_under_a_message_has_it_translated_in_a_reply(stage: Stage, bot: Bot):
    stage.api.say("Guten Morgen!")
    said = await stage.alice.says(stage.channel, "Good morning!")
    await stage.alice.reacts(said, "👍")
    await stage.alice.reacts(said, "🇩🇪")
    (answer,) = await stage.answered()

    assert "Guten Morgen!" in answer.content
    assert answer.reference
    assert answer.reference.message_id == said.id
    assert "Stop" not in buttons(answer)
    assert len(stage.api.record.of("chat")) == 1


async def test_a_flag_in_a_direct_conversation_works_too(stage: Stage, bot: Bot):
    conversation = stage.discord.dm(stage.alice)
    said = await stage.alice.says(conversation, "Good morning!")
    await stage.answered(conversation)
    await stage.alice.reacts(said, "🇩🇪")
    _, answer = await stage.answered(conversation, count=2)

    assert answer.reference
    assert answer.reference.message_id == said.id

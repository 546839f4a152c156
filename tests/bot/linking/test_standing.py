"""What is said in a private channel goes elsewhere only as long as somebody answers for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import Bot
from bot.linking.relay import Relay
from bot.messages import Choices, Event, Notice, Place
from tests.bot.talking import BOB, DANA, events, message, opened, rows
from tests.doubles.openai import OpenAIDouble
from tests.fakes.channels import FakeChannels

EN = Place("test", "server", "1")
DE = Place("test", "server", "2")
FR = Place("test", "server", "3")
DESK = Place("test", "server", "9")


class Guarded(FakeChannels):
    """A platform that knows which of its channels are private."""

    def __init__(self) -> None:
        super().__init__()
        self.names = {EN: "english", DE: "deutsch", FR: "french", DESK: "desk"}
        self.private: set[Place] = set()

    async def is_private(self, place: Place) -> bool:
        return place in self.private


@pytest.fixture(name="channels")
def _channels() -> Guarded:
    return Guarded()


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, channels: Guarded) -> AsyncIterator[Bot]:
    async with OpenAIDouble(lenient=True) as api, opened(tmp_path, api) as bot:
        bot.attach("test", channels)
        api.speak(lambda _: "Guten Tag")
        yield bot


async def tie(bot: Bot, one: str = "<#1>", other: str = "<#2>") -> list[Event]:
    options = {"channel": one, "other": other}
    return await events(bot, message("", command="link", options=options))


async def press(bot: Bot, question: Choices) -> list[Event]:
    assert question.id is not None
    place = message("").place
    pressed = await bot.pick(
        question.id, 0, message_id=f"press-{question.id}", place=place, person=DANA, direct=True
    )
    return await events(bot, pressed)


async def passed(bot: Bot, channels: Guarded, place: Place = EN) -> int:
    """How many messages stand in the German channel after one more was said in that place."""
    await bot.hear(message("Good day", place=place, direct=False, person=BOB))
    (relay,) = [one for one in bot._parts.listeners if isinstance(one, Relay)]
    await relay.settled()
    return len(channels.posts.get(DE, {}))


async def test_a_private_channel_is_tied_only_after_a_yes_that_names_its_new_readers(
    bot: Bot, channels: Guarded
) -> None:
    channels.private = {EN}
    (question,) = [event for event in await tie(bot) if isinstance(event, Choices)]
    assert "#english is private. Everybody who can read #deutsch" in question.question
    assert await passed(bot, channels) == 0

    (told,) = [event for event in await press(bot, question) if isinstance(event, Notice)]
    assert "#english (English) and #deutsch (German) are tied together" in told.text
    assert await passed(bot, channels) == 1


async def test_a_third_channel_in_a_tie_with_a_private_one_is_asked_about(
    bot: Bot, channels: Guarded
) -> None:
    channels.private = {EN}
    (question,) = [event for event in await tie(bot) if isinstance(event, Choices)]
    await press(bot, question)
    (again,) = [event for event in await tie(bot, "<#2>", "<#3>") if isinstance(event, Choices)]
    assert "Everybody who can read #deutsch and #french" in again.question


async def test_plain_words_behind_translate_are_no_way_around_it(
    bot: Bot, channels: Guarded, tmp_path: Path
) -> None:
    channels.private = {DE}
    asked = message("", command="translate", options={"text": "link <#1> <#2>"})
    (question,) = [event for event in await events(bot, asked) if isinstance(event, Choices)]
    assert "#deutsch is private" in question.question
    assert rows(tmp_path, "SELECT count(*) FROM links") == [(0,)]


async def test_a_channel_that_turns_private_leaves_its_tie_and_admins_hear_of_it(
    bot: Bot, channels: Guarded, tmp_path: Path
) -> None:
    await events(
        bot, message("", command="settings", options={"name": "admin_channel", "value": "9"})
    )
    await tie(bot)
    assert await passed(bot, channels) == 1
    channels.private = {EN}
    await passed(bot, channels, DE)
    assert EN not in channels.posts
    assert rows(tmp_path, "SELECT count(*) FROM links") == [(0,)]
    await bot._parts.announcer.settled()
    (told,) = channels.posts[DESK].values()
    assert "#english is not tied to other channels any more: it has become private" in told.text


async def test_a_private_channel_leaves_when_who_tied_it_cannot_read_it_any_more(
    bot: Bot, channels: Guarded, tmp_path: Path
) -> None:
    channels.private = {EN}
    (question,) = [event for event in await tie(bot) if isinstance(event, Choices)]
    await press(bot, question)
    channels.closed = {(EN, DANA.id)}
    assert await passed(bot, channels) == 0
    assert rows(tmp_path, "SELECT count(*) FROM links") == [(0,)]


async def test_a_tie_of_open_channels_outlives_who_made_it(bot: Bot, channels: Guarded) -> None:
    await tie(bot)
    channels.closed = {(EN, DANA.id), (DE, DANA.id)}
    assert await passed(bot, channels) == 1


async def test_a_channel_that_cannot_be_found_for_now_gets_nothing_and_stays_tied(
    bot: Bot, channels: Guarded, tmp_path: Path
) -> None:
    await tie(bot)
    del channels.names[DE]
    assert await passed(bot, channels) == 0
    assert rows(tmp_path, "SELECT count(*) FROM links") == [(2,)]

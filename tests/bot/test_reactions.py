"""A flag as a reaction asks for a translation, once and within bounds."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels import Said
from bot.core import Bot
from tests.bot.talking import BOB, DANA, PLACE, events, opened, words
from tests.doubles.openai import OpenAIDouble
from tests.fakes.channels import FakeChannels


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


async def test_a_flag_translates_the_message_once(bot: Bot, api: OpenAIDouble):
    channels = FakeChannels()
    channels.said[PLACE] = [Said("q1", "5", "Eva", "Good morning", datetime.now(UTC))]
    bot.attach("test", channels)
    api.say("Bonjour")

    assert bot.reacts_to("🇫🇷")
    asked = await bot.react(PLACE, "q1", "🇫🇷", BOB)
    assert asked is not None
    assert words(await events(bot, asked)) == "Bonjour"
    assert await bot.react(PLACE, "q1", "🇫🇷", DANA) is None
    assert await bot.react(PLACE, "q1", "flag-de", DANA) is not None


async def test_a_flag_where_it_is_switched_off_or_not_allowed_does_nothing(bot: Bot):
    channels = FakeChannels()
    channels.said[PLACE] = [Said("q1", "5", "Eva", "Good morning", datetime.now(UTC))]
    bot.attach("test", channels)
    change = bot._parts.settings.change

    assert await bot.react(PLACE, "gone", "🇫🇷", BOB) is None
    assert await bot.react(PLACE, "q1", "😀", BOB) is None
    await change(PLACE, "quiet_people", [BOB.id], scope="server", person=DANA)
    assert await bot.react(PLACE, "q1", "🇫🇷", BOB) is None
    assert await bot.react(PLACE, "q1", "🇫🇷", DANA) is not None
    await change(PLACE, "flag_translations", False, scope="channel", person=DANA)
    assert await bot.react(PLACE, "q1", "🇫🇷", DANA) is None


async def test_flags_have_a_bound(bot: Bot):
    channels = FakeChannels()
    channels.said[PLACE] = [
        Said(f"q{number}", "5", "Eva", "Good morning", datetime.now(UTC)) for number in range(30)
    ]
    bot.attach("test", channels)

    asked = [await bot.react(PLACE, f"q{number}", "🇫🇷", BOB) for number in range(30)]

    assert sum(one is not None for one in asked) == 10

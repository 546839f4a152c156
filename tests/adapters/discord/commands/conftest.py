"""A real core with two personas, the stand-in for Discord, and a server with two people."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import Bot
from tests.adapters.discord.commands.commanding import Commanded, commanding
from tests.adapters.discord.commands.samples import RULE, SAMPLE
from tests.bot.talking import opened
from tests.doubles.discord import Channel, DiscordDouble, Person
from tests.doubles.openai import OpenAIDouble

PERSONAS = {
    "pirate": {"description": "Talks of the sea", "prompt": "You are a pirate."},
    "teacher": {"description": "Explains", "prompt": "You teach."},
}


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api, personas=PERSONAS) as bot:
        yield bot


@pytest.fixture(name="double")
async def _double() -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble() as double:
        yield double


@pytest.fixture(name="alice")
def _alice(double: DiscordDouble) -> Person:
    return double.user("Alice")


@pytest.fixture(name="bob")
def _bob(double: DiscordDouble) -> Person:
    """Who owns the server."""
    return double.user("Bob")


@pytest.fixture(name="channel")
def _channel(double: DiscordDouble, alice: Person, bob: Person) -> Channel:
    return double.guild("Tea house", alice, owner=bob).channel("general")


@pytest.fixture(name="commanded")
async def _commanded(double: DiscordDouble, channel: Channel, bot: Bot) -> AsyncIterator[Commanded]:
    async with commanding(double, bot, more=(SAMPLE, RULE)) as commanded:
        yield commanded

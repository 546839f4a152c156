"""The adapter on an emulator of Discord that others wrote, which replaces the library's sockets.

It waits after each gesture until the bot is at rest, so that only what is quick is tried here.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import pytest
import simcord

from adapters.discord.client import Client
from adapters.discord.commanding import commanded
from adapters.discord.parts import Parts
from adapters.discord.wire import Wire
from tests.bot.talking import configured, opened
from tests.doubles.openai import OpenAIDouble

ONE = {"shards": 1}


class Emulated(Client):
    """The adapter's client, begun as the adapter begins it."""

    async def setup_hook(self) -> None:
        await self.parts.restore()
        await commanded(self, self.parts.bot)


class Room:
    """A server with one channel and Alice in it."""

    def __init__(self, env: simcord.Env) -> None:
        guild = env.create_guild("Tea house")
        self.bot: discord.ClientUser = env.bot.user
        self.channel = guild.create_text_channel("general")
        self.alice = guild.add_member(env.create_user("alice"))

    @property
    def said(self) -> list[discord.Message]:
        """What the bot said for all to see."""
        everybody = self.channel.history()
        return [m for m in everybody if m.author == self.bot and not m.flags.ephemeral]


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as api:
        yield api


@asynccontextmanager
async def _opened(folder: Path, api: OpenAIDouble) -> AsyncIterator[Room]:
    config = configured(folder, api, discord=ONE)
    async with opened(folder, api, discord=ONE) as bot:
        wire = Wire()
        client = Emulated(config.discord, wire)
        client.parts = Parts.of(client, bot, config, wire)
        env = simcord.Env(client)
        await env.start()
        try:
            yield Room(env)
        finally:
            await client.parts.close(5)
            await env.shutdown()
        env.raise_errors()


@pytest.fixture(name="room")
async def _room(api: OpenAIDouble, tmp_path: Path) -> AsyncIterator[Room]:
    async with _opened(tmp_path, api) as room:
        yield room


def ids(message: discord.Message) -> list[str]:
    return [item.custom_id for row in message.components for item in row.children]


async def test_a_mention_is_answered_with_buttons_and_without_an_excuse(room: Room):
    await room.alice.send(room.channel, f"{room.bot.mention} hello?")

    (answer,) = room.said
    assert answer.content.startswith("The quick brown fox")
    good, bad, again = ids(answer)
    assert ("good" in good, "bad" in bad, "again" in again) == (True, True, True)


async def test_a_command_for_one_person_is_answered_to_that_person(room: Room):
    shown = await room.alice.slash(room.channel, "help")

    assert shown.response is not None
    assert shown.response.ephemeral
    assert "/summarize" in shown.response.content
    assert not room.said


async def test_why_a_command_came_to_nothing_is_told_to_one_person_and_nothing_stays(room: Room):
    shown = await room.alice.slash(room.channel, "explain")

    (told,) = shown.followups
    assert told.ephemeral
    assert "no text" in told.content
    assert not room.said


async def test_languages_are_offered_while_one_types(room: Room):
    offered = await room.alice.autocomplete(room.channel, "translate", "to", "Ger")

    assert offered[0]["name"] == "German"

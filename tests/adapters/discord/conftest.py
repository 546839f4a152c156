"""The adapter against the stand-ins: the real discord.py over sockets, and the whole core."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.discord.adapter import DiscordAdapter
from bot.core import Bot
from tests.bot.talking import configured, opened
from tests.doubles.discord import (
    Channel,
    DiscordDouble,
    Message,
    MessageKind,
    Person,
    Server,
    pointed_at,
)
from tests.doubles.openai import OpenAIDouble

SAID = {MessageKind.DEFAULT, MessageKind.REPLY}


class Stage:
    """A server with one channel and Alice in it, and the bot, which can be started and ended."""

    def __init__(self, discord: DiscordDouble, api: OpenAIDouble, folder: Path) -> None:
        self.discord = discord
        self.api = api
        self.folder = folder
        self.alice: Person = discord.user("Alice")
        self.server: Server = discord.guild("Tea house", self.alice)
        self.channel: Channel = self.server.channel("general")

    @asynccontextmanager
    async def running(
        self, *, shards: int = 1, stop_seconds: float = 10, **settings: Any
    ) -> AsyncIterator[Bot]:
        """The bot, connected."""
        where = {
            "api_url": self.discord.api_url,
            "gateway_url": self.discord.gateway_url,
            "cdn_url": self.discord.cdn_url,
        }
        settings.setdefault("discord", where)
        # Where a test holds the model up, that is no reason to give it up.
        settings.setdefault("models", {"first_token_seconds": 30, "between_tokens_seconds": 30})
        config = configured(self.folder, self.api, **settings)
        adapter = DiscordAdapter(stop_seconds=stop_seconds)
        secrets = {"DISCORD_TOKEN": SecretStr(self.discord.token)}
        with pointed_at(self.discord):
            async with opened(self.folder, self.api, **settings) as bot:
                running = asyncio.create_task(adapter.run(bot, config, secrets))
                try:
                    connected = asyncio.ensure_future(self.discord.connected(shards, seconds=60))
                    await asyncio.wait({connected, running}, return_when=asyncio.FIRST_COMPLETED)
                    if running.done():
                        connected.cancel()
                        running.result()
                    await connected
                    yield bot
                finally:
                    bot.stop()
                    running.cancel()
                    await asyncio.wait({running})
                    if not running.cancelled() and (error := running.exception()):
                        raise error

    async def asks(self, text: str = "Hello?", channel: Channel | None = None) -> Message:
        """Alice mentions the bot."""
        return await self.alice.says(channel or self.channel, f"{self.discord.bot.mention} {text}")

    async def answered(self, channel: Channel | None = None, *, count: int = 1) -> list[Message]:
        """So many answers that are not being written any more."""
        place = channel or self.channel
        await self.discord.until(lambda: len(self.finished(place)) >= count)
        return self.finished(place)

    def finished(self, channel: Channel) -> list[Message]:
        """The messages of the bot that have ended."""
        return [one for one in self.said(channel) if not buttons(one) & {"Stop"}]

    def said(self, channel: Channel | None = None) -> list[Message]:
        """The messages of the bot in a channel."""
        place = channel or self.channel
        return [
            one for one in place.messages if one.author is self.discord.bot and one.kind in SAID
        ]


async def eventually(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is true of what nobody tells when it changes, such as the store."""
    async with asyncio.timeout(60):
        while not await true():  # noqa: ASYNC110  # see above
            await asyncio.sleep(0.01)


def buttons(message: Message) -> set[str]:
    """What stands on the buttons under a message."""
    return {
        item.get("label") or item.get("placeholder") or item["emoji"]["name"]
        for row in message.shown.components
        for item in row["components"]
    }


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="discord")
async def _discord() -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble() as discord:
        yield discord


@pytest.fixture(name="stage")
def _stage(discord: DiscordDouble, api: OpenAIDouble, tmp_path: Path) -> Stage:
    return Stage(discord, api, tmp_path)

"""A bot on the real discord.py that does nothing but listen, for tests of the double."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest

from tests.doubles.changes import Changes
from tests.doubles.discord import DiscordDouble, pointed_at
from tests.doubles.discord.process import Remote


class Listening:
    """What a client has heard: the name of each event with what came along."""

    heard: list[tuple[str, tuple[Any, ...]]]
    changes: Changes

    async def hears(self, event: str, number: int = 1) -> Any:
        """Wait for the so-manyth event of a name (from 1) and return what came along first."""
        await self.changes.until(lambda: len(self.of(event)) >= number, standing=self.names())
        return self.of(event)[number - 1]

    def of(self, event: str) -> list[Any]:
        """Return what came along with the events of a name."""
        return [args[0] if args else None for name, args in self.heard if name == event]

    def names(self) -> list[str]:
        """Return the names of all events."""
        return [name for name, _ in self.heard if not name.startswith("socket")]

    def texts(self) -> list[str]:
        """Return the texts of the messages that were heard."""
        return [message.content for message in self.of("message")]

    def note(self, event: str, args: tuple[Any, ...]) -> None:
        """Remember an event."""
        self.heard.append((event, args))
        self.changes.changed()


class Client(Listening, discord.Client):
    """The usual client."""

    def __init__(self, intents: discord.Intents | None = None, **more: Any) -> None:
        super().__init__(intents=intents or all_intents(), guild_ready_timeout=0.05, **more)
        self.heard, self.changes = [], Changes()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        self.note(event, args)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        # Otherwise the library sleeps for five seconds whenever a session was lost.
        pass

    async def on_error(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        raise


def all_intents() -> discord.Intents:
    """Return the intents of a bot that wants to hear everything but presences."""
    intents = discord.Intents.default()
    intents.message_content = True
    intents.members = True
    return intents


@asynccontextmanager
async def running(client: discord.Client, double: DiscordDouble | Remote) -> AsyncIterator[None]:
    """Let a client run against the double while the context lasts."""
    with pointed_at(double):
        await client.login(double.token)
        task = asyncio.create_task(client.connect())
        ready = asyncio.create_task(client.wait_until_ready())
        try:
            await asyncio.wait({task, ready}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task
            yield
        finally:
            ready.cancel()
            await client.close()
            await task


async def code_of(doing: Awaitable[Any]) -> int:
    """Return the code of the error that something ends with."""
    with pytest.raises(discord.HTTPException) as refused:
        await doing
    return refused.value.code

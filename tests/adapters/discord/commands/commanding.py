"""A client with the commands of a real core, against the stand-in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import discord

from adapters.discord.asking import Answer, Asking
from adapters.discord.desk import Desk
from adapters.discord.posts import Posts
from adapters.discord.replying import Reply
from adapters.discord.surface import InChannel, Surface
from adapters.discord.syncing import sync
from adapters.discord.tree import Tree, tree_for
from adapters.discord.wire import Wire
from bot.commands import Command
from bot.core import Bot
from bot.messages import Message
from tests.doubles.changes import Changes
from tests.doubles.clients import Client, running
from tests.doubles.discord import DiscordDouble


@dataclass
class Commanded:
    """The client, its commands, and the messages that reached the core."""

    client: Client
    bot: Bot
    tree: Tree
    asked: list[Message] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    synced: bool = False

    async def reached(self, number: int = 1) -> Message:
        """Wait until so many messages have reached the core; returns the last."""
        await self.changes.until(lambda: len(self.asked) >= number, standing=self)
        return self.asked[number - 1]


async def no_bytes() -> bytes:
    return b""


@asynccontextmanager
async def commanding(
    double: DiscordDouble,
    bot: Bot,
    *,
    more: Sequence[Command] = (),
    answer: Answer | None = None,
) -> AsyncIterator[Commanded]:
    """Run a client whose commands are those of the core, and `more`."""
    client, wire, posts, desk = Client(), Wire(patience_seconds=1), Posts(), Desk(bot)
    # The core and all its parts look at the same mapping.
    cast("dict[str, Command]", bot.commands).update({one.name: one for one in more})

    async def elsewhere(interaction: discord.Interaction, private: bool) -> Surface:
        where = (await interaction.user.create_dm()).id if private else interaction.channel_id
        channel = client.get_partial_messageable(where or 0)
        return InChannel(client, wire, posts, channel, nonce=f"{interaction.id}")

    def opened(interaction: discord.Interaction, private: bool) -> Reply:
        return Reply(interaction, wire, elsewhere, private=private)

    async def answered(message: Message, surface: Surface) -> None:
        commanded.asked.append(message)
        commanded.changes.changed()
        await (answer or desk.answer)(message, surface)

    async def setup() -> None:
        assert client.application is not None
        commanded.synced = await sync(commanded.tree, bot.notes, client.application)

    asking = Asking(bot, answered, opened, reader=lambda url, size: no_bytes)
    commanded = Commanded(client, bot, tree_for(client, bot, asking))
    client.setup_hook = setup  # type: ignore[method-assign]  # what a subclass would do
    async with running(client, double):
        yield commanded
        await desk.close(5)
        await posts.close()

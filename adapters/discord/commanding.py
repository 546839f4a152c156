"""Has the client run slash commands and entries in menus, and registers them where they changed."""

import discord

from adapters.discord.asking import Asking
from adapters.discord.client import Client
from adapters.discord.replying import Reply
from adapters.discord.syncing import sync
from adapters.discord.tree import tree_for
from bot.core import Bot


async def commanded(client: Client, bot: Bot) -> None:
    """Give the client its commands; it must be logged in and not connected yet."""
    parts = client.parts

    def opened(interaction: discord.Interaction, private: bool) -> Reply:
        return Reply(interaction, parts.wire, parts.where.beyond, private=private)

    asking = Asking(bot, parts.desk.answer, opened, parts.files.reader)
    client.submitted = asking.submit
    tree = tree_for(client, bot, asking)
    if client.application is not None:
        await sync(tree, bot.notes, client.application)

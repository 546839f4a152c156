"""Registers the commands with Discord when their declaration has changed, and at no other start."""

import asyncio
import hashlib
import json
import logging
from typing import Any, Protocol

import aiohttp
import discord
from discord import app_commands

from adapters.discord.commands import CONTEXTS, INSTALLS
from adapters.discord.wording import Wording
from bot.languages import found

# The library waits for as long as Discord wants, which can be hours when it was done too often.
_SECONDS = 30.0

log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]


class Notes(Protocol):
    """Small things that are kept from one start to the next."""

    async def get(self, name: str) -> str | None:
        """What was kept under that name, None where nothing was."""
        ...

    async def set(self, name: str, value: str) -> None:
        """Keep it."""
        ...


async def sync(
    tree: Tree, notes: Notes, application: discord.AppInfo, *, seconds: float = _SECONDS
) -> bool:
    """Register the commands unless Discord has them as they are; returns whether it did.

    Where that fails, or takes longer than so many seconds, the bot goes on with what Discord has,
    and the next start tries again.
    """
    if tree.translator is None:
        await tree.set_translator(Wording(await asyncio.to_thread(found)))
    fit(tree, application)
    name, declared = f"discord/commands/{application.id}", await _digest(tree)
    if await notes.get(name) == declared:
        return False
    try:
        async with asyncio.timeout(seconds):
            registered = await tree.sync()
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        log.warning("the commands could not be registered with Discord: %r", error)
        return False
    await notes.set(name, declared)
    log.info("%d commands were registered with Discord", len(registered))
    return True


def fit(tree: Tree, application: discord.AppInfo) -> None:
    """Offer the commands only where the application may be installed; Discord refuses the rest."""
    servers = application.guild_integration_config is not None
    people = application.user_integration_config is not None
    if not servers and not people:
        # An older answer of Discord's, which says nothing of it.
        return
    for command in tree.get_commands():
        command.allowed_installs = app_commands.AppInstallationType(
            guild=servers and INSTALLS.guild, user=people and INSTALLS.user
        )
        command.allowed_contexts = app_commands.AppCommandContext(
            guild=CONTEXTS.guild,
            dm_channel=CONTEXTS.dm_channel,
            private_channel=people and CONTEXTS.private_channel,
        )


async def _digest(tree: Tree) -> str:
    """The declaration as Discord would get it, names in all languages included, as one string."""
    translator = tree.translator or app_commands.Translator()
    commands = tree.get_commands()
    declared = [await command.get_translated_payload(tree, translator) for command in commands]
    declared.sort(key=lambda one: (one["type"], one["name"]))
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()

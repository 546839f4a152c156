"""All commands of the bot as discord.py holds them, and what is said when one cannot be run."""

import logging

import discord
from discord import app_commands

from adapters.discord.asking import Asking
from adapters.discord.commands import slash_commands
from adapters.discord.menus import context_menus
from bot.core import Bot
from bot.sentences import sentence

CHANGED = (
    "This command has changed since your Discord loaded it. Wait a minute and try again; "
    "if it stays so, reload Discord (Ctrl+R, or ⌘R)."
)

log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands; nothing that goes wrong with one of them goes unanswered."""

    def __init__(self, client: discord.Client, asking: Asking) -> None:
        super().__init__(client)
        self._asking = asking

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Answer completions here: the library writes each that comes too late into the log."""
        if interaction.type is not discord.InteractionType.autocomplete:
            return True
        await self._asking.offer(interaction)
        return False

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Say what a person can do about it."""
        if isinstance(error, app_commands.CommandInvokeError):
            log.error("a command broke", exc_info=error.original)
            said = sentence(error.original)
        else:
            # It was sent after an older declaration, which some clients keep for a while. What the
            # error says may repeat what was typed.
            log.info("a command could not be read: %s", type(error).__name__)
            said = CHANGED
        await _tell(interaction, said)


def tree_for(client: discord.Client, bot: Bot, asking: Asking) -> Tree:
    """Make the slash commands and the entries in menus for every command of the core."""
    tree = Tree(client, asking)
    for slash in slash_commands(bot.commands.values(), asking.run):
        tree.add_command(slash)
    for menu in context_menus(bot.commands, asking.pick):
        tree.add_command(menu)
    return tree


async def _tell(interaction: discord.Interaction, text: str) -> None:
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except (discord.DiscordException, OSError) as error:
        log.debug("nobody could be told: %s", error)

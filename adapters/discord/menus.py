"""Entries in the menu of a message: commands of the core that are handed the message."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import discord
from discord import app_commands

from adapters.discord.commands import CONTEXTS, INSTALLS
from adapters.discord.contents import as_written
from adapters.discord.fields import LONGEST_TEXT
from adapters.discord.wording import words
from bot.commands import Command, Kind
from bot.messages import OptionValue

Fill = Callable[[discord.Message], OptionValue]
"""Takes what an option is to hold from the message."""

Pick = Callable[[discord.Interaction, Command, discord.Message, "Menu"], Awaitable[None]]
"""Runs the command of an entry on the message that was picked."""


@dataclass(frozen=True, slots=True)
class Menu:
    """An entry: its label, the command that it runs, and what fills the options of that."""

    label: str
    command: str
    fills: Mapping[str, Fill] = field(default_factory=dict)

    def options(self, command: Command, message: discord.Message) -> dict[str, OptionValue]:
        """What the options that the command has hold for this message."""
        return {
            name: value
            for name, fill in self.fills.items()
            if command.option(name) is not None and (value := fill(message)) != ""
        }


def content(message: discord.Message) -> str:
    """The words of the message, as far as an option can hold them."""
    return as_written(message)[:LONGEST_TEXT]


def message_id(message: discord.Message) -> str:
    """Which message it is."""
    return str(message.id)


MENUS: Sequence[Menu] = (
    Menu("Translate", "translate", {"text": content}),
    Menu("Summarize from here", "summarize", {"since": message_id}),
    Menu("Explain", "explain", {"text": content}),
    Menu("Transcribe", "transcribe"),
)
"""What is offered for messages, as soon as the core has the command."""


def context_menus(
    commands: Mapping[str, Command], pick: Pick, menus: Sequence[Menu] = MENUS
) -> Iterator[app_commands.ContextMenu]:
    """Make the entries whose commands exist and need nothing that a message does not give."""
    for menu in menus:
        command = commands.get(menu.command)
        if command is not None and not command.hidden and _is_enough(menu, command):
            yield _context_menu(menu, command, pick)


def _is_enough(menu: Menu, command: Command) -> bool:
    needed = {option for option in command.options if option.required}
    return all(option.name in menu.fills or option.kind is Kind.FILE for option in needed)


def _context_menu(menu: Menu, command: Command, pick: Pick) -> app_commands.ContextMenu:
    async def callback(interaction: discord.Interaction, message: discord.Message) -> None:
        await pick(interaction, command, message, menu)

    entry = app_commands.ContextMenu(
        name=words(menu.label, lambda language: language.menu(menu.command)),
        callback=callback,
        allowed_installs=INSTALLS,
        allowed_contexts=CONTEXTS,
        auto_locale_strings=False,
    )
    if command.admin:
        entry.default_permissions = discord.Permissions(manage_guild=True)
    return entry

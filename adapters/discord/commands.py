"""Slash commands: every command of the core as Discord's form, made from its declaration."""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import discord
from discord import app_commands

from adapters.discord.fields import Completed, Field, Given, completes
from adapters.discord.forms import FORM, long_option
from adapters.discord.wording import description, words
from bot.commands import Command, Kind, Option

Values = Mapping[str, Given]
"""What was filled in, by name of the option."""

Run = Callable[[discord.Interaction, Command, Values], Awaitable[None]]
"""Runs a command with what was filled in."""

Slash = app_commands.Command[Any, ..., None]

PRIVATE = Option("private", "Show the answer to you alone", Kind.FLAG)
"""What a person may ask for where the answer of a command is for everybody."""

MOST_OPTIONS = 25
# Servers and people may install the application, and it works wherever they are.
INSTALLS = app_commands.AppInstallationType(guild=True, user=True)
CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)


def slash_commands(commands: Iterable[Command], run: Run) -> list[Slash]:
    """The form of each command that people type."""
    return [slash_command(command, run) for command in commands if not command.hidden]


def slash_command(command: Command, run: Run) -> Slash:
    """The form of one command."""
    options = {f"option_{number}": option for number, option in enumerate(offered(command))}

    async def callback(interaction: discord.Interaction, **fields: Given | None) -> None:
        given = {options[key].name: value for key, value in fields.items() if value is not None}
        await run(interaction, command, given)

    callback.__signature__ = _signature(command, options)  # type: ignore[attr-defined]  # functions may have one
    app_commands.rename(**{key: _name(command, option) for key, option in options.items()})(
        callback
    )
    app_commands.describe(**{key: _told(command, option) for key, option in options.items()})(
        callback
    )
    slash: Slash = app_commands.Command(
        name=words(command.name, lambda language: language.command(command.name, "name")),
        description=description(
            command.description, lambda language: language.command(command.name, "description")
        ),
        callback=callback,
        allowed_installs=INSTALLS,
        allowed_contexts=CONTEXTS,
        auto_locale_strings=False,
    )
    if command.admin:
        # Only what people are shown; whether somebody may is asked when the command runs.
        slash.default_permissions = discord.Permissions(manage_guild=True)
    return slash


def offered(command: Command) -> list[Option]:
    """The options of the form: what is needed first, and no more than Discord takes."""
    options = list(command.options)
    if can_be_private(command):
        options.append(PRIVATE)
    if long_option(command) is not None:
        options.append(FORM)
    return sorted(options, key=lambda option: not option.required)[:MOST_OPTIONS]


def can_be_private(command: Command) -> bool:
    """Whether a person may ask for an answer to them alone.

    Not where it becomes part of the conversation of all.
    """
    shared = not command.private and not command.changes_window
    return shared and command.option(PRIVATE.name) is None


def _signature(command: Command, options: Mapping[str, Option]) -> inspect.Signature:
    first = inspect.Parameter(
        "interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction
    )
    fields = [
        inspect.Parameter(
            key,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if option.required else None,
            annotation=_field(command, option),
        )
        for key, option in options.items()
    ]
    return inspect.Signature([first, *fields])


def _field(command: Command, option: Option) -> Field:
    kind = Completed if completes(option) else Field
    return kind(command.name, option)


def _name(command: Command, option: Option) -> app_commands.locale_str:
    return words(option.name, lambda language: language.option(command.name, option.name, "name"))


def _told(command: Command, option: Option) -> app_commands.locale_str:
    return description(
        option.description,
        lambda language: language.option(command.name, option.name, "description"),
    )

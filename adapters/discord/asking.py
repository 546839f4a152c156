"""Interactions with commands, made into messages of the core and answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import discord

from adapters.discord.acknowledging import acknowledge
from adapters.discord.asked import to_message
from adapters.discord.commands import PRIVATE, Values, can_be_private
from adapters.discord.convert import Reader
from adapters.discord.entries import known_in
from adapters.discord.fields import Choice, to_choices
from adapters.discord.forms import FORM, filled, form_for, long_option, own_form
from adapters.discord.menus import Menu
from adapters.discord.replying import Reply
from adapters.discord.surface import Surface
from adapters.discord.wire import WireError
from adapters.discord.words import NO_FORM, NOT_HERE, TOO_LATE, TOO_MUCH, refilled
from bot.commands import Command, Option
from bot.core import Bot
from bot.errors import CauserieError
from bot.messages import Message, OptionValue
from bot.permission import may_use
from bot.sentences import sentence

Answer = Callable[[Message, Surface], Awaitable[None]]
"""Has the core handle a message, and shows what comes of it on the surface, to its end."""

Open = Callable[[discord.Interaction, bool], Reply]
"""Opens the reply to an interaction that was acknowledged, for the asker alone if so."""

# Discord waits three seconds, and the way there and back takes some of them.
_OFFER_SECONDS = 2.0

log = logging.getLogger(__name__)


class Asking:
    """Takes interactions in: commands, their completions, and entries in the menu of a message."""

    def __init__(self, bot: Bot, answer: Answer, opened: Open, reader: Reader) -> None:
        self._bot = bot
        self._answer = answer
        self._open = opened
        self._reader = reader

    async def run(self, interaction: discord.Interaction, command: Command, given: Values) -> None:
        """Run a command, or open its form; not if the interaction is over or somebody else's."""
        option = long_option(command)
        if option is not None and given.get(FORM.name):
            await self._opened(interaction, command, option, given)
        else:
            await self._run(interaction, command, given)

    async def submit(self, interaction: discord.Interaction) -> None:
        """Run a command whose form was sent off; what is no form of the bot's is passed by."""
        form = filled(interaction.data or {})
        command = self._bot.commands.get(form.command) if form else None
        if form is None or command is None or command.hidden:
            return
        try:
            options = form.complete(command)
        except CauserieError as error:
            await self._say(interaction, refilled(sentence(error), form.written))
        else:
            await self._run(interaction, command, options)

    async def _opened(
        self, interaction: discord.Interaction, command: Command, option: Option, given: Values
    ) -> None:
        """Open the form, which is the first answer to the interaction."""
        kept = {name: value for name, value in given.items() if name != FORM.name}
        known = known_in(interaction.guild)
        try:
            async with asyncio.timeout(_OFFER_SECONDS):
                form = await own_form(self._bot, self._message(interaction, command, kept), known)
            form = form or form_for(command, option, kept)
        except (CauserieError, TimeoutError) as error:
            said = TOO_LATE if isinstance(error, TimeoutError) else sentence(error)
            await self._say(interaction, said)
        except ValueError:
            await self._say(interaction, NO_FORM if command.ask is None else TOO_MUCH)
        else:
            await self._respond(lambda: interaction.response.send_modal(form))

    async def _say(self, interaction: discord.Interaction, text: str) -> None:
        await self._respond(lambda: interaction.response.send_message(text, ephemeral=True))

    async def _respond(self, call: Callable[[], Awaitable[object]]) -> None:
        """Answer an interaction for the first time, unless it is over."""
        try:
            await call()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.info("an interaction could not be answered: %s", error)

    async def _run(self, interaction: discord.Interaction, command: Command, given: Values) -> None:
        asked = can_be_private(command) and bool(given.get(PRIVATE.name))
        if await acknowledge(interaction, private=command.private or asked):
            values = {name: value for name, value in given.items() if command.option(name)}
            alone = command.private or asked
            message = replace(self._message(interaction, command, values), private=alone)
            await self._answered(interaction, command, message, private=alone)

    async def pick(
        self,
        interaction: discord.Interaction,
        command: Command,
        message: discord.Message,
        menu: Menu,
    ) -> None:
        """Run the command of an entry in the menu of a message, for whoever picked it alone."""
        if await acknowledge(interaction, private=True):
            asked = self._message(
                interaction, command, menu.options(command, message), about=message
            )
            await self._answered(interaction, command, replace(asked, private=True), private=True)

    async def offer(self, interaction: discord.Interaction) -> None:
        """Offer values for the option that is being typed; whatever goes wrong, none."""
        data: Mapping[str, Any] = interaction.data or {}
        command = self._bot.commands.get(data.get("name", ""))
        typed = next((one for one in data.get("options", ()) if one.get("focused")), None)
        choices: list[Choice] = []
        if command is not None and typed is not None:
            choices = await self._found(interaction, command, typed["name"], str(typed["value"]))
        try:
            await interaction.response.autocomplete(choices)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            # The person has typed on, or left.
            log.debug("values for an option came too late: %s", error)

    async def _answered(
        self,
        interaction: discord.Interaction,
        command: Command,
        message: Message,
        *,
        private: bool,
    ) -> None:
        reply = self._open(interaction, private)
        try:
            if await self._allows(command, message):
                await self._answer(message, reply)
            else:
                await reply.whisper(NOT_HERE)
        except WireError as error:
            log.info("%s cannot be answered (%s)", message.key, error)
        finally:
            await reply.settle()

    async def _allows(self, command: Command, message: Message) -> bool:
        """Whether the settings let this person use the command there."""
        values = await self._bot.values(message.place)
        channel, direct = message.place.channel, message.direct
        return may_use(values, command, person=message.person, channel=channel, direct=direct)

    async def _found(
        self, interaction: discord.Interaction, command: Command, option: str, typed: str
    ) -> list[Choice]:
        others = {
            name: value
            for name, value in interaction.namespace
            if name != option and isinstance(value, OptionValue)
        }
        asked = self._message(interaction, command, others)
        try:
            async with asyncio.timeout(_OFFER_SECONDS):
                return to_choices(await self._bot.complete(asked, option, typed))
        except (TimeoutError, CauserieError) as error:
            # What it says may repeat what was typed.
            log.info("no values for /%s %s: %s", command.name, option, type(error).__name__)
        except Exception:
            # Otherwise the person would be told that loading the options failed.
            log.exception("offering values for /%s %s broke", command.name, option)
        return []

    def _message(
        self,
        interaction: discord.Interaction,
        command: Command,
        given: Values,
        *,
        about: discord.Message | None = None,
    ) -> Message:
        return to_message(interaction, command.name, given, reader=self._reader, about=about)

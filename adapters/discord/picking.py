"""What happens when somebody presses one of the answers to a question of the core."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import discord

from adapters.discord import words
from adapters.discord.choosing import Picked, belongs_to
from adapters.discord.desk import Desk
from adapters.discord.entries import known_in
from adapters.discord.forms import form_for, own_form
from adapters.discord.pressing import Press, press_of
from adapters.discord.reading import Files
from adapters.discord.replying import Reply
from adapters.discord.surface import LONGEST
from adapters.discord.where import Where
from adapters.discord.wire import Wire, WireError
from bot.core import Bot
from bot.errors import CauserieError
from bot.messages import Message
from bot.permission import may_use
from bot.sentences import sentence

Interaction = discord.Interaction[Any]

# Of the three that Discord waits for an answer.
_FORM_SECONDS = 1.5

log = logging.getLogger(__name__)


class Picking:
    """Acknowledges at once, asks the core what the answer stands for, and has that done."""

    def __init__(self, bot: Bot, *, desk: Desk, wire: Wire, where: Where, files: Files) -> None:
        self._bot = bot
        self._desk = desk
        self._wire = wire
        self._where = where
        self._files = files

    async def picked(self, interaction: Interaction, picked: Picked) -> None:
        """Do what the answer stands for; an interaction that is over is passed by."""
        press = press_of(interaction)
        if press is None:
            return
        try:
            meaning = asyncio.ensure_future(self._meaning(interaction, press, picked))
            # Only what was not acknowledged yet can be answered with a form.
            await asyncio.wait({meaning}, timeout=_FORM_SECONDS)
            if meaning.done() and isinstance(form := meaning.result(), discord.ui.Modal):
                await self._wire.call(lambda: interaction.response.send_modal(form))
                return
            await self._wire.call(interaction.response.defer)
            message = await meaning
            if not isinstance(message, Message):
                await self._say(
                    interaction, message if isinstance(message, str) else words.TOO_LATE
                )
                return
            if not picked.often:
                await self._settle(interaction, picked)
            shown = interaction.message
            alone = message.private or (shown is not None and shown.flags.ephemeral)
            reply = Reply(
                interaction, self._wire, self._where.beyond, private=alone, thinking=False
            )
            await self._desk.answer(replace(message, private=alone), reply)
        except WireError as error:
            log.info("An answer that was picked could not be followed (%s)", error)

    async def _meaning(
        self, interaction: Interaction, press: Press, picked: Picked
    ) -> Message | discord.ui.Modal | str:
        """The message that it stands for, or the form for what is missing, or why neither."""
        message = await self._meant(press, picked)
        if isinstance(message, str) or not message.form:
            return message
        return await self._form(interaction, message)

    async def _meant(self, press: Press, picked: Picked) -> Message | str:
        """The message that it stands for, or why there is none."""
        try:
            message = await self._bot.pick(
                picked.offer,
                picked.number,
                message_id=f"{press.id}-pick",
                place=press.place,
                person=press.person,
                direct=press.direct,
            )
        except CauserieError as error:
            return sentence(error)
        command = self._bot.commands.get(message.command)
        values = await self._bot.values(press.place)
        channel, direct = press.place.channel, press.direct
        if command is None or not may_use(
            values, command, person=press.person, channel=channel, direct=direct
        ):
            return words.NOT_HERE
        return self._files.revived(message)

    async def _form(self, interaction: Interaction, message: Message) -> discord.ui.Modal | str:
        """The form in which something is still to be filled in, or why there is none."""
        command = self._bot.commands[message.command]
        option = command.option(message.form)
        try:
            form = await own_form(self._bot, message, known_in(interaction.guild))
            if form is None and option is not None:
                form = form_for(command, option, message.options)
        except CauserieError as error:
            return sentence(error)
        except ValueError:
            return words.NO_FORM if command.ask is None else words.TOO_MUCH
        return form or words.NO_FORM

    async def _settle(self, interaction: Interaction, picked: Picked) -> None:
        """Take the answers away, and say which one it was."""
        shown = interaction.message
        if shown is None:
            return
        label = next(_labels(shown, picked), "")
        told = f"{shown.content}\n{words.note(words.chosen(label))}".strip() if label else ""
        view = _without(shown, picked.offer)

        async def make() -> None:
            content = told if told and len(told) <= LONGEST else discord.utils.MISSING
            await interaction.edit_original_response(content=content, view=view)

        try:
            await self._wire.call(make)
        except WireError as error:
            log.info("Answers that were picked are still shown (%s)", error)

    async def _say(self, interaction: Interaction, text: str) -> None:
        await self._wire.call(lambda: interaction.followup.send(text, ephemeral=True, wait=True))


def _without(shown: discord.Message, offer: int) -> discord.ui.View | None:
    """What else can be pressed under a message."""
    # Nobody listens to this copy: what is pressed goes by its id to whoever was registered.
    rest = discord.ui.View.from_message(shown, timeout=0.1)
    for item in list(rest.children):
        if belongs_to(offer, getattr(item, "custom_id", None) or ""):
            rest.remove_item(item)
    rest.stop()
    return rest if rest.children else None


def _labels(shown: discord.Message, picked: Picked) -> Iterator[str]:
    rows = [row for row in shown.components if isinstance(row, discord.ActionRow)]
    for item in (each for row in rows for each in row.children):
        if not belongs_to(picked.offer, getattr(item, "custom_id", None) or ""):
            continue
        if isinstance(item, discord.SelectMenu):
            yield from (one.label for one in item.options if one.value == str(picked.number))
        elif isinstance(item, discord.Button) and (item.custom_id or "").endswith(
            f":{picked.number}"
        ):
            yield item.label or ""

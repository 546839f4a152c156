"""What happens when somebody presses a button under an answer."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord import words
from adapters.discord.buttons import Button, Kind
from adapters.discord.convert import person_of, place_of
from adapters.discord.desk import Desk
from adapters.discord.listening import is_allowed
from adapters.discord.mending import Mending
from adapters.discord.surface import InChannel, Page
from adapters.discord.talking import Talking
from adapters.discord.where import Where
from adapters.discord.wire import Wire, WireError
from bot.core import Bot
from bot.messages import TALK, Message, Person, Place

_COMMANDS = {Kind.MORE: "continue", Kind.AGAIN: "retry"}

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]


class Pressing:
    """Acknowledges at once, looks at who pressed, and does what the button is for."""

    def __init__(
        self,
        bot: Bot,
        *,
        desk: Desk,
        wire: Wire,
        where: Where,
        mending: Mending,
        talking: Talking,
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._wire = wire
        self._where = where
        self._mending = mending
        self._talking = talking

    async def pressed(self, interaction: Interaction, button: Button) -> None:
        """Do what the button is for; an interaction that is over is passed by."""
        asked = _asked(interaction, button)
        try:
            if asked is None:
                return
            if button.kind is Kind.STOP:
                await self._stop(interaction, asked, button.about)
            elif not is_allowed(asked, await self._bot.values(asked.place)):
                await self._say(interaction, words.NOT_HERE)
            elif button.kind is Kind.ANEW:
                await self._anew(interaction, asked, button.about)
            elif button.kind not in _COMMANDS:
                await self._rate(interaction, asked, button)
            elif button.about and not await self._bot.is_newest(asked.place, button.about):
                await self._say(interaction, words.NOT_NEWEST)
            else:
                await self._command(interaction, asked)
        except WireError as error:
            log.info("A button could not be answered (%s)", error)

    async def _stop(self, interaction: Interaction, asked: Message, about: int) -> None:
        answer = self._desk.marked(about)
        shown = interaction.message
        if answer is None or shown is None or shown.id not in answer.ids:
            await self._say(interaction, words.OVER)
            if shown is not None:
                await self._mending.mend(shown, about)
        elif asked.person.id == answer.asker or asked.person.admin:
            answer.stop()
            await self._wire.call(interaction.response.defer)
        else:
            await self._say(interaction, words.NOT_YOURS)

    async def _rate(self, interaction: Interaction, asked: Message, button: Button) -> None:
        await self._wire.call(lambda: interaction.response.defer(ephemeral=True, thinking=True))
        good = button.kind is Kind.GOOD
        noted = await self._bot.feedback(button.about, asked.person, good=good)
        text = words.THANKS if noted else words.NOTED_BEFORE
        await self._wire.call(lambda: interaction.edit_original_response(content=text))

    async def _anew(self, interaction: Interaction, asked: Message, question: int) -> None:
        shown = interaction.message
        await self._wire.call(interaction.response.defer)
        refusal = words.GONE
        if shown is not None:
            refusal = await self._talking.anew(question, shown, asked.person)
        if refusal:
            await self._wire.call(
                lambda: interaction.followup.send(refusal, ephemeral=True, wait=True)
            )

    async def _command(self, interaction: Interaction, asked: Message) -> None:
        await self._wire.call(interaction.response.defer)
        shown = interaction.message
        ground = self._where.surface(
            asked.place, nonce=asked.id, reply_to=shown.id if shown is not None else None
        )
        await self._desk.begin(asked, _Pressed(ground, interaction))

    async def _say(self, interaction: Interaction, text: str) -> None:
        await self._wire.call(lambda: interaction.response.send_message(text, ephemeral=True))


@dataclass(slots=True)
class _Pressed:
    """The ground of an answer that a button asked for: in the channel, and for the asker alone."""

    ground: InChannel
    interaction: Interaction
    private: bool = False
    whispers: bool = True
    lines_up: bool = False

    @property
    def attaches(self) -> bool:
        return self.ground.attaches

    async def send(self, page: Page, *, number: int) -> int:
        sent = await self.ground.send(page, number=number)
        if number == 0:
            # The answer below takes the place of this one, or goes on where it ends.
            with suppress(WireError):
                await self.ground.wire.call(
                    lambda: self.interaction.edit_original_response(view=None)
                )
        return sent

    async def edit(self, message_id: int, page: Page) -> None:
        await self.ground.edit(message_id, page)

    async def delete(self, message_id: int) -> None:
        await self.ground.delete(message_id)

    async def whisper(self, text: str) -> None:
        await self.ground.wire.call(
            lambda: self.interaction.followup.send(text, ephemeral=True, wait=True)
        )

    async def typing(self) -> None:
        await self.ground.typing()

    def pause(self) -> float:
        return self.ground.pause()


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed something where; `id` is that of the interaction."""

    id: int
    place: Place
    person: Person
    direct: bool


def press_of(interaction: Interaction) -> Press | None:
    """Read who pressed, with their rights of this moment; None where nobody knows in what place."""
    if interaction.channel is None:
        return None
    admin = interaction.guild_id is not None and interaction.permissions.manage_guild
    return Press(
        id=interaction.id,
        place=place_of(interaction.channel),
        person=person_of(interaction.user, admin=admin, locale=str(interaction.locale)),
        direct=isinstance(interaction.channel, discord.DMChannel),
    )


def _asked(interaction: Interaction, button: Button) -> Message | None:
    """What pressing the button asks of the core."""
    press = press_of(interaction)
    if press is None:
        return None
    return Message(
        id=str(press.id),
        place=press.place,
        person=press.person,
        text="",
        sent_at=interaction.created_at,
        command=_COMMANDS.get(button.kind, TALK),
        direct=press.direct,
    )

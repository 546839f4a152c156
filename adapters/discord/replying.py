"""Answers to interactions, which go the way of the interaction for as long as that is open."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord

from adapters.discord import words
from adapters.discord.followups import Followups
from adapters.discord.surface import LONGEST, Page, Surface
from adapters.discord.wire import Gone, Wire, WireError
from adapters.tabling import split_tabled

# https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message
_MOST_FOLLOWUPS = 5
_NO_MORE_FOLLOWUPS = 40094
# The token of the interaction is over; what was shown stays.
_OVER = {10015, 10062, 50027}
# Discord takes five in two seconds.
_SHORTEST_PAUSE = 0.75
_FIRST_WHISPER = 50

Elsewhere = Callable[[discord.Interaction, bool], Awaitable[Surface]]
"""Where an answer goes on when the interaction is over: the channel or, if private, the person."""


class Reply:
    """An interaction that was acknowledged, as a surface (see `Surface`).

    The first page takes the place of "thinking" if that is shown, the others follow it. A `private`
    one is for the asker alone. When the interaction is over, after 15 minutes, the answer goes on
    `elsewhere`.
    """

    whispers = True
    lines_up = False

    def __init__(
        self,
        interaction: discord.Interaction,
        wire: Wire,
        elsewhere: Elsewhere,
        *,
        private: bool,
        thinking: bool = True,
    ) -> None:
        self.private = private
        self._interaction = interaction
        self._followups = Followups(interaction, wire)
        self._find_elsewhere = elsewhere
        self._elsewhere: dict[bool, Surface] = {}
        self._moved: dict[int, Surface] = {}
        self._wire = wire
        self._shows_thinking = self._thinking = thinking
        self._over = False
        self._original = 0
        self._whispers = _FIRST_WHISPER
        self._left = None if is_among(interaction) else _MOST_FOLLOWUPS
        self._one_by_one = asyncio.Lock()
        self._written: float | None = None

    @property
    def attaches(self) -> bool:
        """See `Surface`."""
        here = self._interaction
        # What Discord says of the bot means nothing where the bot is not.
        return here.guild_id is None or not is_among(here) or here.app_permissions.attach_files

    async def send(self, page: Page, *, number: int) -> int:
        """See `Surface`."""
        return await self._sent(page, number=number, private=self.private)

    async def edit(self, message_id: int, page: Page) -> None:
        """See `Surface`."""
        moved = self._moved.get(message_id)
        if moved is None and not self._is_over():
            try:
                await self._followups.edit(self._name(message_id), page)
            except Gone as error:
                self._note(error)
            else:
                self._written = asyncio.get_running_loop().time()
                return
        if moved is None and self.private:
            raise Gone("only the interaction could change what one person sees, and it is over")
        await (moved or await self._beyond(private=self.private)).edit(message_id, page)

    async def delete(self, message_id: int) -> None:
        """See `Surface`."""
        moved = self._moved.get(message_id)
        if moved is None:
            await self._followups.delete(self._name(message_id))
        else:
            await moved.delete(message_id)

    async def whisper(self, text: str) -> None:
        """See `Surface`; what is too long for one message takes several."""
        for part in split_tabled(text, LONGEST):
            self._whispers += 1
            await self._sent(Page(part), number=self._whispers, private=True)

    async def typing(self) -> None:
        """See `Surface`; nothing where Discord shows that the bot is thinking."""
        channel = self._interaction.channel
        seen = not self._shows_thinking and not self.private and is_among(self._interaction)
        if seen and isinstance(channel, discord.abc.Messageable):

            async def make() -> None:
                await channel.typing()

            await self._wire.call(make)

    def pause(self) -> float:
        """See `Surface`."""
        if self._written is None:
            return 0.0
        return self._written + _SHORTEST_PAUSE - asyncio.get_running_loop().time()

    async def settle(self) -> None:
        """Take "thinking" away where nothing was said."""
        async with self._one_by_one:
            if self._thinking and not self._is_over() and not self._interaction.client.is_closed():
                with suppress(WireError):
                    await self._clear()

    async def _sent(self, page: Page, *, number: int, private: bool) -> int:
        async with self._one_by_one:
            if not self._is_over():
                try:
                    sent = await self._first_or_next(page, private=private)
                except Gone as error:
                    self._note(error)
                else:
                    self._written = asyncio.get_running_loop().time()
                    return sent
            surface = await self._beyond(private=private)
            sent = await surface.send(page, number=number)
            self._moved[sent] = surface
            return sent

    async def _first_or_next(self, page: Page, *, private: bool) -> int:
        if self._thinking and private == self.private:
            self._original = await self._followups.edit(0, page)
            self._thinking = False
            return self._original
        if self._left == 0:
            raise WireError("Discord takes no more follow-ups", code=_NO_MORE_FOLLOWUPS)
        filled = self._thinking
        if filled:
            # What follows would else become the first answer, which everybody sees.
            await self._followups.edit(0, Page(words.note(words.ALONE)))
            self._thinking = False
        sent = await self._followups.post(page, private=private)
        if self._left is not None:
            self._left -= 1
        if filled:
            with suppress(WireError):
                await self._clear()
        return sent

    async def _clear(self) -> None:
        try:
            await self._followups.delete(0)
        except Gone as error:
            self._note(error)
        self._thinking = False

    async def _beyond(self, *, private: bool) -> Surface:
        if not is_among(self._interaction):
            raise Gone("the interaction is over, and the bot is not in that place")
        if private not in self._elsewhere:
            self._elsewhere[private] = await self._find_elsewhere(self._interaction, private)
        return self._elsewhere[private]

    def _name(self, message_id: int) -> int:
        return 0 if message_id == self._original else message_id

    def _note(self, error: Gone) -> None:
        """Remember that the interaction is over, where the error says that."""
        if error.code not in _OVER:
            raise error
        self._over = True

    def _is_over(self) -> bool:
        return self._over or self._interaction.is_expired()


def is_among(interaction: discord.Interaction) -> bool:
    """Whether the bot itself is there, and not only the commands that a person brought along."""
    if interaction.guild_id is not None:
        return interaction.is_guild_integration()
    return interaction.context.dm_channel

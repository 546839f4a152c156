"""Brings a message to its end that a process was still writing when it was killed."""

import logging

import discord

from adapters.discord import words
from adapters.discord.convert import place_of
from adapters.discord.desk import Desk
from adapters.discord.history import History
from adapters.discord.showing import Showing
from adapters.discord.where import Where
from adapters.discord.wire import WireError
from bot.core import Bot
from bot.messages import Ended, Outcome, Text

log = logging.getLogger(__name__)


class Mending:
    """Shows what is kept of an answer; what was not kept is asked again, which is not done here."""

    def __init__(self, bot: Bot, *, desk: Desk, history: History, where: Where) -> None:
        self._bot = bot
        self._desk = desk
        self._history = history
        self._where = where

    async def mend(self, shown: discord.Message, question: int) -> None:
        """Let a message show the whole answer to a question, or say that there is none.

        `question` is the mark of the question (see `buttons.mark`).
        """
        asked = str(question)
        if self._desk.marked(question) is not None or shown.id in self._desk.given(asked):
            return
        place = place_of(shown.channel)
        ids = await self._history.answer_to(shown.channel.id, question)
        showing = Showing(self._where.surface(place, nonce=f"{asked}m"), asked=asked, again=True)
        showing.adopt(ids if shown.id in ids else [shown.id])
        turn = await self._bot.turn(place, asked)
        if turn is None:
            showing.take(Ended(Outcome.FAILED, words.INTERRUPTED, withdraw=True))
        else:
            showing.take(Text(turn.answer))
            showing.take(Ended(turn.outcome, answer_id=turn.id))
        try:
            await showing.write()
        except WireError as error:
            log.info("Message %d could not be brought to its end (%s)", shown.id, error)

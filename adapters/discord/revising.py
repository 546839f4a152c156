"""Finds what was edited or deleted while the bot was away, as far as it is remembered."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence

import discord

from adapters.discord.finding import Finding
from adapters.discord.ranges import stretch
from adapters.discord.refusing import check
from adapters.discord.wire import Wire, WireError
from bot.core import Bot
from bot.errors import PlatformError
from bot.messages import Place
from bot.turn import Turn

# What is further back reaches the model in summaries only.
_MOST_TURNS, _MOST_MESSAGES = 30, 300

Edited = Callable[[discord.Message], Awaitable[None]]

log = logging.getLogger(__name__)


class Revising:
    """Compares what is kept of a place with what stands there now; `edited` takes in the edits."""

    def __init__(self, bot: Bot, *, finding: Finding, wire: Wire, edited: Edited) -> None:
        self._bot = bot
        self._finding = finding
        self._wire = wire
        self._edited = edited

    async def revise(self, place: Place) -> None:
        """Let go of questions that are not there any more, and take in those that were edited."""
        turns = [turn for turn in await self._bot.recent(place, _MOST_TURNS) if _is_message(turn)]
        if not turns:
            return
        oldest = min(int(turn.message_id) for turn in turns)
        try:
            there = await self._read(place, after=oldest - 1)
        except (PlatformError, WireError) as error:
            # What cannot be read may well be there.
            log.info("%s was not looked through (%s)", place.key, error)
            return
        if not there:
            return
        read = list(_within(turns, there))
        known = set(_known(there))
        gone = [turn.message_id for turn in read if turn.message_id not in known]
        if gone:
            await self._bot.delete(place, gone)
        for message in _edited_since(read, there):
            await self._edited(message)

    async def _read(self, place: Place, *, after: int) -> Sequence[discord.Message]:
        channel = await self._finding.talkable(place)
        # Without the right Discord gives no error, but no messages.
        check("read what was said", channel, "view_channel", "read_message_history")
        there = []
        async for message in stretch(channel, self._wire, after=str(after)):
            there.append(message)
            if len(there) == _MOST_MESSAGES:
                break
        return there


def _is_message(turn: Turn) -> bool:
    """Whether its question is a message; what a button or a reaction asked is none."""
    return turn.message_id.isdecimal() and turn.message_id != turn.place.thread


def _within(turns: Sequence[Turn], there: Sequence[discord.Message]) -> Iterator[Turn]:
    """The turns whose questions would have been read."""
    whole = len(there) < _MOST_MESSAGES
    return (turn for turn in turns if whole or int(turn.message_id) < there[-1].id)


def _known(there: Sequence[discord.Message]) -> Iterator[str]:
    """The ids that lead to something: of messages, and of commands that were answered there."""
    for message in there:
        yield str(message.id)
        if message.interaction_metadata is not None:
            yield str(message.interaction_metadata.id)


def _edited_since(
    turns: Sequence[Turn], there: Sequence[discord.Message]
) -> Iterator[discord.Message]:
    answered = {turn.message_id: turn.answered_at for turn in turns}
    for message in there:
        at = answered.get(str(message.id))
        if at is not None and message.edited_at is not None and message.edited_at > at:
            yield message

"""Finds what was said while the bot was away, and has it answered before what is said now."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

import discord
from discord.utils import time_snowflake, utcnow

from adapters.discord.convert import channel_id, place_of
from adapters.discord.history import History, unfinished
from adapters.discord.marks import Marks
from adapters.inbox import Inbox
from bot.core import Bot
from bot.messages import Place

# Per channel; whoever asks more while the bot is away asks again.
_MOST_MISSED = 500
# Conversations that nobody else is in cannot be listed; those of late are looked into.
_MOST_DIRECT, _DIRECT_DAYS = 200, 30
_NEAR = 50
_MOST_STALE = 200
# What was being written when the program ended was asked no longer ago than this before it ended.
_WRITING = timedelta(minutes=15)

Said = Callable[[discord.Message], Awaitable[None]]
Left = Callable[[discord.Message, int], Awaitable[None]]
Revise = Callable[[Place], Awaitable[None]]


class CatchingUp:
    """Reads channels from the newest message seen on.

    `said` answers a message that was missed. `left` mends a message that an earlier process was
    still writing, given the mark of the question. `revise` takes in what was edited and deleted in
    a place meanwhile. A message is looked at no more once it is older than `within`.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        inbox: Inbox,
        history: History,
        marks: Marks,
        said: Said,
        left: Left,
        revise: Revise,
        within: timedelta,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._history = history
        self._marks = marks
        self._said = said
        self._left = left
        self._revise = revise
        self._within = within
        # Channels where an earlier process may have been writing when it ended.
        self._writing: set[int] = set()
        # Places where something may have been edited or deleted while the program did not run.
        self._stale: dict[int, Place] = {}

    def restore(self, seen: Mapping[Place, str]) -> None:
        """Remember where an earlier process was: in the middle of an answer, or of a talk."""
        latest = sorted(seen, key=lambda place: int(seen[place]), reverse=True)
        self._stale = {channel_id(place): place for place in latest[:_MOST_STALE]}
        moment = discord.utils.snowflake_time(self._marks.newest) - _WRITING
        self._writing = self._marks.since(time_snowflake(moment))

    def look(self, guild: discord.Guild) -> None:
        """Catch up in the channels of a server where something was said since."""
        for channel in [*guild.channels, *guild.threads]:
            self.note(channel)
            self._put_through(channel.id)
            if self._marks.missing_from(channel.id) is not None:
                self._inbox.put(channel.id, partial(self.catch_up, channel.id, guild.id))

    def note(self, channel: object) -> None:
        """Look whether anything can be missing in a channel, by the last that was said there.

        What has just been said there must not be counted in yet.
        """
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return
        after = self._marks.missing_from(channel.id)
        newest = getattr(channel, "last_message_id", None) or 0
        if after is not None and newest <= after and channel.id not in self._writing:
            self._marks.complete(channel.id, channel.guild.id)

    def look_into_conversations(self) -> None:
        """Catch up in the direct conversations of late."""
        moment = utcnow() - timedelta(days=_DIRECT_DAYS)
        late = self._marks.conversations(time_snowflake(moment))
        for conversation in late[:_MOST_DIRECT]:
            self._put_through(conversation)
            self._inbox.put(conversation, partial(self.catch_up, conversation))

    async def look_through(self, channel: int) -> None:
        """Take in what was edited and deleted in a channel before the program started, once."""
        place = self._stale.pop(channel, None)
        if place is not None:
            await self._revise(place)

    async def catch_up(self, channel: int, server: int = 0, *, before: int | None = None) -> None:
        """Have answered what was missed in a channel of a server, 0 for a direct conversation.

        With `before` it is only what was said before that message.
        """
        after = self._marks.missing_from(channel)
        if after is None:
            return
        session = self._marks.session
        oldest = time_snowflake(utcnow() - self._within)
        missed = await self._history.between(
            channel, after=max(after, oldest), before=before, most=_MOST_MISSED
        )
        if session == self._marks.session:
            self._marks.complete(channel, server)
        near = missed
        if channel in self._writing:
            self._writing.discard(channel)
            near = await self._history.between(channel, after=0, before=None, most=_NEAR)
        for message, question in unfinished(near):
            # Of an earlier process: what this one writes is known, and left alone.
            await self._left(message, question)
        for message in missed:
            await self._said(message)
            await self.saw(message)

    def _put_through(self, channel: int) -> None:
        if channel in self._stale:
            self._inbox.put(channel, partial(self.look_through, channel))

    async def saw(self, message: discord.Message) -> None:
        """Note that a message was seen, and all before it in its channel."""
        if self._marks.saw(message.channel.id, message.id):
            await self._bot.saw(place_of(message.channel), str(message.id))

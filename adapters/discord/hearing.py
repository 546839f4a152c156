"""Takes in what happens in channels: notes it at once, and has it done in order."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

import discord

from adapters.discord.catching_up import CatchingUp
from adapters.discord.convert import PLATFORM
from adapters.discord.desk import Desk
from adapters.discord.marks import Marks
from adapters.discord.posts import Posts
from adapters.discord.talking import Talking
from adapters.inbox import Inbox
from bot.core import Bot
from bot.messages import Place


class Hearing:
    """What each event of a channel, a thread or a server leads to."""

    def __init__(
        self,
        bot: Bot,
        *,
        inbox: Inbox,
        posts: Posts,
        desk: Desk,
        marks: Marks,
        talking: Talking,
        catching_up: CatchingUp,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._posts = posts
        self._desk = desk
        self._marks = marks
        self._talking = talking
        self._catching_up = catching_up

    def said(self, message: discord.Message, *, own: bool) -> None:
        """Somebody said something, or it is the bot's `own`; nothing may be raised here."""
        self._catching_up.note(message.channel)
        if own:
            self._posts.arrived(message)
            self._inbox.put(message.channel.id, partial(self._catching_up.saw, message))
        else:
            work = partial(self._heard, message, self._marks.session)
            self._inbox.put(message.channel.id, work)

    def edited(self, message: discord.Message) -> None:
        """A message was edited."""
        self._inbox.put(message.channel.id, partial(self._talking.edited, message))

    def reacted(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody put an emoji under a message."""
        self._inbox.put(event.channel_id, partial(self._talking.reacted, event))

    def deleted(self, place: Place, channel: int, ids: Collection[int]) -> None:
        """Messages were deleted."""
        self._inbox.put(channel, partial(self._delete, place, ids))

    def opened(self, channel: discord.abc.GuildChannel | discord.Thread) -> None:
        """A channel or a thread is new, so that nothing can have been missed in it."""
        self._marks.complete(channel.id, channel.guild.id)

    def closed(self, place: Place, channel: int) -> None:
        """A channel, or a thread, was deleted."""
        self._marks.forget(channel)
        self._inbox.put(channel, partial(self._bot.erase, place))

    async def joined(self, guild: discord.Guild) -> None:
        """The bot came into a server; what was said there before is no business of it."""
        for channel in guild.channels:
            self.opened(channel)
        await self._bot.back(f"{PLATFORM}/{guild.id}")

    async def left(self, guild: discord.Guild) -> None:
        """The bot is not in a server any more."""
        await self._bot.left(f"{PLATFORM}/{guild.id}")

    async def available(self, guild: discord.Guild) -> None:
        """A server can be seen, after the start, a lost session or an outage."""
        self._catching_up.look(guild)
        await self._bot.back(f"{PLATFORM}/{guild.id}")

    async def _heard(self, message: discord.Message, session: int) -> None:
        await self._catching_up.look_through(message.channel.id)
        # What came over a session that is lost by now does not tell up to where that one came.
        if session == self._marks.session:
            server = message.guild.id if message.guild else 0
            await self._catching_up.catch_up(message.channel.id, server, before=message.id)
        await self._talking.said(message)
        await self._catching_up.saw(message)

    async def _delete(self, place: Place, ids: Collection[int]) -> None:
        asked = []
        for message_id in ids:
            # Whoever takes an answer away takes it out of the conversation as well.
            about = self._desk.asked_by(message_id) or str(message_id)
            if (answer := self._desk.under_way(about)) is not None:
                answer.stop()
            asked.append(about)
        await self._bot.delete(place, asked)


def inside(parent: Place, thread: int) -> Place:
    """The place of a thread in a channel."""
    return replace(parent, thread=str(thread))

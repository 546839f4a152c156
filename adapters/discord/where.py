"""Where an answer goes: which channel or thread, in reply to what, and whether it may go there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import discord

from adapters.discord import words
from adapters.discord.buttons import mark
from adapters.discord.convert import channel_id, guild_id, place_of
from adapters.discord.permissions import held
from adapters.discord.posts import Posts
from adapters.discord.surface import InChannel
from adapters.discord.wire import Wire, WireError
from bot.messages import Place

_LONGEST_NAME = 80
# Discord takes 25 characters, of which some count the pages.
_LONGEST_NONCE = 22
# Many of the messages that were missed are one person's.
_FRESH_SECONDS, _MOST_MEMBERS = 30.0, 1_000

log = logging.getLogger(__name__)

Announce = Callable[[str, str, str], Awaitable[None]]
"""Tells the admins of a server: its key, what it is about, and the sentence."""


@dataclass(slots=True)
class Where:
    """Finds the ground for answers; `announce` tells admins where there is none."""

    client: discord.Client
    wire: Wire
    posts: Posts
    announce: Announce | None = None
    _told: set[tuple[int, int]] = field(default_factory=set, init=False)
    _members: dict[tuple[int, int], tuple[float, discord.Member]] = field(
        default_factory=dict, init=False
    )

    def surface(self, place: Place, *, nonce: str, reply_to: int | None = None) -> InChannel:
        """The place as something to write on; `nonce` names the answer."""
        where = channel_id(place)
        may = held(self.client.get_channel(where))
        channel = self.client.get_partial_messageable(where, guild_id=guild_id(place))
        return InChannel(
            self.client,
            self.wire,
            self.posts,
            channel,
            nonce=nonce if len(nonce) <= _LONGEST_NONCE else str(mark(nonce)),
            # Without the right to read the history Discord takes no replies.
            reply_to=reply_to if may.replies else None,
            attaches=may.attaches,
        )

    async def beyond(self, interaction: discord.Interaction[Any], private: bool) -> InChannel:
        """Where an answer goes on when its interaction is over."""
        channel = interaction.channel
        if private or channel is None:
            channel = await self.wire.call(interaction.user.create_dm)
        return self.surface(place_of(channel), nonce=str(interaction.id))

    async def closed(self, message: discord.Message) -> bool:
        """Whether the bot may not answer where this was said; whoever asked is told why, once."""
        lacking = held(message.channel).lacking
        if not lacking:
            return False
        asked = (message.channel.id, message.author.id)
        if asked not in self._told:
            if len(self._told) >= _MOST_MEMBERS:
                self._told.clear()
            self._told.add(asked)
            name = getattr(message.channel, "name", "that channel")
            text = words.lacking(lacking, f"#{name}")
            if self.announce is not None and message.guild is not None:
                about = f"permission/{message.channel.id}/{'+'.join(lacking)}"
                await self.announce(place_of(message.channel).server_key, about, text)
            await self._tell(message.author, text)
        return True

    def remarks(self, message: discord.Message, *, threaded: bool) -> list[str]:
        """What else the bot lacks there, once per channel; with `threaded` a thread is wanted."""
        may, channel = held(message.channel), message.channel
        lacking = [] if may.replies else [words.NO_REPLY]
        if threaded and isinstance(channel, discord.TextChannel) and not may.opens_threads:
            lacking.append(words.NO_THREAD)
        told = (channel.id, 0)
        if not lacking or told in self._told:
            return []
        self._told.add(told)
        return lacking

    async def thread(self, message: discord.Message, place: Place) -> Place | None:
        """Open a thread on a message; None where there can be none, which is written down."""
        if place.thread is not None or not isinstance(message.channel, discord.TextChannel):
            return None
        if not held(message.channel).opens_threads:
            return None
        name = " ".join(message.clean_content.split())[:_LONGEST_NAME] or words.THREAD
        try:
            opened = await self.wire.call(lambda: message.create_thread(name=name))
        except WireError as error:
            log.info("No thread could be opened (%s)", error)
            return None
        return replace(place, thread=str(opened.id))

    async def member(self, message: discord.Message) -> None:
        """Learn which roles an author has; what is read from the history does not say it."""
        author, guild = message.author, message.guild
        if guild is None or isinstance(author, discord.Member) or message.webhook_id is not None:
            return
        now = asyncio.get_running_loop().time()
        asked_at, known = self._members.get((guild.id, author.id), (0.0, None))
        if known is None or now - asked_at > _FRESH_SECONDS:
            try:
                known = await self.wire.call(lambda: guild.fetch_member(author.id))
            except WireError as error:
                log.debug("Nothing is known of the author of %d (%s)", message.id, error)
                return
            if len(self._members) >= _MOST_MEMBERS:
                self._members.clear()
            self._members[guild.id, author.id] = (now, known)
        message.author = known

    async def _tell(self, person: discord.User | discord.Member, text: str) -> None:
        try:
            conversation = await self.wire.call(person.create_dm)
            await self.wire.call(lambda: conversation.send(text))
        except WireError as error:
            log.info("Somebody could not be told what the bot may not do (%s)", error)

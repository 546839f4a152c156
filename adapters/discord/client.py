"""The library's client: which events it listens to, and what they are called here."""

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, Any

import discord

from adapters.discord.buttons import Button, Pressable
from adapters.discord.choosing import ITEMS, Picked
from adapters.discord.convert import place_of
from adapters.discord.hearing import inside
from adapters.discord.wire import Wire
from bot.config.schema import Discord

if TYPE_CHECKING:
    from adapters.discord.parts import Parts

log = logging.getLogger(__name__)


def intents() -> discord.Intents:
    """What the gateway is asked for; only reading what is said must be switched on by somebody."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = wanted.message_content = True
    wanted.guild_reactions = wanted.dm_reactions = True
    return wanted


class Client(discord.AutoShardedClient):
    """Hands events to the parts, which must be there before it connects.

    The library runs each handler as a task of its own, too late for what must keep the order of
    the gateway, and for knowing from the channel what was said last before.
    """

    parts: "Parts"
    submitted: Callable[[discord.Interaction[Any]], Awaitable[None]]

    def __init__(self, settings: Discord, wire: Wire) -> None:
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            # Nothing is kept in memory that Discord tells anew with every event.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            shard_count=settings.shards,
            http_trace=wire.trace,
        )
        self.add_dynamic_items(Pressable, *ITEMS)
        self._hears: dict[str, Callable[..., None]] = {
            "message": self._said,
            "raw_message_edit": self._edited,
            "raw_message_delete": self._deleted,
            "raw_reaction_add": self._reacted,
            "raw_bulk_message_delete": self._deleted_together,
            "guild_channel_create": self._opened,
            "thread_create": self._opened,
            "guild_channel_delete": self._closed,
            "raw_thread_delete": self._thread_closed,
            "guild_unavailable": self._away,
            "shard_connect": self._connected,
        }

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event on; what concerns a conversation goes in the order in which it happened."""
        if (hear := self._hears.get(event)) is not None:
            hear(*args)
        else:
            super().dispatch(event, *args, **kwargs)

    def _said(self, message: discord.Message) -> None:
        self.parts.hearing.said(message, own=message.author == self.user)

    def _edited(self, event: discord.RawMessageUpdateEvent) -> None:
        # A preview that was added is no edit.
        if event.message.edited_at is not None and event.message.author != self.user:
            self.parts.hearing.edited(event.message)

    def _reacted(self, event: discord.RawReactionActionEvent) -> None:
        own = self.user is not None and event.user_id == self.user.id
        if (
            not own
            and event.emoji.is_unicode_emoji()
            and self.parts.bot.reacts_to(event.emoji.name)
        ):
            self.parts.hearing.reacted(event)

    def _deleted(self, event: discord.RawMessageDeleteEvent) -> None:
        self._gone(event.channel_id, event.guild_id, {event.message_id})

    def _deleted_together(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        self._gone(event.channel_id, event.guild_id, event.message_ids)

    def _opened(self, channel: discord.abc.GuildChannel | discord.Thread) -> None:
        self.parts.hearing.opened(channel)

    def _closed(self, channel: discord.abc.GuildChannel) -> None:
        self.parts.hearing.closed(place_of(channel), channel.id)

    def _thread_closed(self, event: discord.RawThreadDeleteEvent) -> None:
        parent = self.get_partial_messageable(event.parent_id, guild_id=event.guild_id)
        self.parts.hearing.closed(inside(place_of(parent), event.thread_id), event.thread_id)

    def _away(self, guild: discord.Guild) -> None:
        # What is said there meanwhile does not come.
        self.parts.marks.began(lambda server: server == guild.id)

    def _connected(self, shard_id: int) -> None:
        # What was said between the last session and this one does not come.
        log.info("Shard %d has a new session", shard_id)
        shards = self.shard_count or 1
        self.parts.marks.began(lambda server: (server >> 22) % shards == shard_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """See `Hearing.joined`."""
        await self.parts.hearing.joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """See `Hearing.left`."""
        await self.parts.hearing.left(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """See `Hearing.available`; it comes seconds late, and the bot may have been put out."""
        if self.get_guild(guild.id) is not None:
            await self.parts.hearing.available(guild)

    async def on_shard_ready(self, shard_id: int) -> None:
        """All servers of the shard are there; direct conversations are the first one's."""
        if shard_id == 0:
            self.parts.catching_up.look_into_conversations()

    async def on_shard_resumed(self, shard_id: int) -> None:
        """A session goes on, and all that happened meanwhile comes now."""
        log.info("Shard %d goes on with its session", shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """The connection broke; the library connects again."""
        log.info("Shard %d lost its connection", shard_id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A form was sent off; the library hands on all else by itself."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self.submitted(interaction)

    async def picked(self, interaction: discord.Interaction[Any], picked: Picked) -> None:
        """See `Picking.picked`."""
        await self.parts.picking.picked(interaction, picked)

    async def pressed(self, interaction: discord.Interaction[Any], button: Button) -> None:
        """See `Pressing.pressed`."""
        await self.parts.pressing.pressed(interaction, button)

    def _gone(self, channel: int, guild: int | None, ids: Collection[int]) -> None:
        known = self.get_channel(channel) or self.get_partial_messageable(channel, guild_id=guild)
        self.parts.hearing.deleted(place_of(known), channel, ids)

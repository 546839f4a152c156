"""Reads channels: what a message answers to, what was missed, and what the bot shows there."""

from collections.abc import Sequence
from functools import partial

import discord

from adapters.discord.buttons import Kind, buttons_of
from adapters.discord.wire import Wire, WireError

# An answer of the bot comes within a few messages, and behind them its own later pages.
_NEAR = 50
_UNKNOWN_MESSAGE = 10008


class History:
    """Reading of channels; what cannot be read is as if it were not there."""

    def __init__(self, client: discord.Client, wire: Wire) -> None:
        self._client = client
        self._wire = wire

    async def chain(self, message: discord.Message, *, most: int) -> list[discord.Message]:
        """What a message answers to, and what that answers to, the oldest first."""
        found: list[discord.Message] = []
        while message.type is discord.MessageType.reply and len(found) < most:
            earlier = await self._answered(message)
            if earlier is None:
                break
            found.append(earlier)
            message = earlier
        return found[::-1]

    async def between(
        self, channel_id: int, *, after: int, before: int | None, most: int
    ) -> list[discord.Message]:
        """The newest messages behind one and, if given, before another, the oldest first."""
        found: list[discord.Message] = []
        while len(found) < most:
            page = await self._page(channel_id, before=before, limit=min(100, most - len(found)))
            fresh = [message for message in page if message.id > after]
            found += fresh
            if len(fresh) < len(page) or not page:
                break
            before = page[-1].id
        return found[::-1]

    async def answer_to(self, channel_id: int, message_id: int) -> list[int]:
        """The messages of the bot that show the answer to a message, as far as they are near it."""
        behind = await self._page(channel_id, after=message_id, limit=_NEAR)
        behind.sort(key=lambda message: message.id)
        me = self._client.user
        ids: list[int] = []
        for message in behind:
            if ids and not _goes_on(message, me):
                break
            reference = message.reference
            begins = reference is not None and reference.message_id == message_id
            if ids or (message.author == me and begins):
                ids.append(message.id)
        return ids

    async def question(
        self, channel: discord.abc.Messageable, message_id: int
    ) -> discord.Message | None:
        """A message of a channel, or the one on which the thread was opened."""
        places: list[discord.abc.Messageable] = [channel]
        if isinstance(channel, discord.Thread) and isinstance(channel.parent, discord.TextChannel):
            places.append(channel.parent)
        for place in places:
            try:
                return await self._wire.call(partial(place.fetch_message, message_id))
            except WireError:
                continue
        return None

    async def exists(self, channel_id: int, message_id: int) -> bool:
        """Whether a message is still there."""
        channel = self._client.get_partial_messageable(channel_id)
        try:
            await self._wire.call(lambda: channel.fetch_message(message_id))
        except WireError as error:
            return error.code != _UNKNOWN_MESSAGE
        return True

    async def _answered(self, message: discord.Message) -> discord.Message | None:
        reference = message.reference
        if reference is None or reference.message_id is None:
            return None
        if isinstance(reference.resolved, discord.Message):
            return reference.resolved
        if isinstance(reference.resolved, discord.DeletedReferencedMessage):
            return None
        message_id = reference.message_id
        try:
            return await self._wire.call(lambda: message.channel.fetch_message(message_id))
        except WireError:
            return None

    async def _page(
        self, channel_id: int, *, limit: int, before: int | None = None, after: int | None = None
    ) -> list[discord.Message]:
        async def make() -> list[discord.Message]:
            known = self._client.get_channel(channel_id)
            # A direct conversation is not known before somebody has said something in it.
            channel = known or await self._client.fetch_channel(channel_id)
            if not isinstance(channel, discord.abc.Messageable):
                return []
            page = channel.history(
                limit=limit,
                before=discord.Object(before) if before else None,
                after=discord.Object(after) if after else None,
            )
            return [message async for message in page]

        try:
            return await self._wire.call(make)
        except WireError:
            return []


def unfinished(messages: Sequence[discord.Message]) -> list[tuple[discord.Message, int]]:
    """The messages that are marked as being written, each with the id of its question."""
    return [
        (message, button.about)
        for message in messages
        for button in buttons_of(message)
        if button.kind is Kind.STOP
    ]


def _goes_on(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Whether it may be a later page of an answer."""
    own = message.author == me and message.reference is None
    return own and message.interaction_metadata is None

"""Finds channels, threads and conversations by their place, also those that are not in memory."""

import discord

from adapters.discord.convert import channel_id, guild_id
from adapters.discord.wire import Gone, Wire, WireError
from bot.errors import PlatformError
from bot.messages import Place

Talkable = (
    discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.Thread
    | discord.DMChannel
)
"""Where messages are. A forum has none of its own, only its posts, which are threads."""

Found = discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread


class Finding:
    """Looks into memory first, and asks Discord where that does not know: sleeping threads."""

    def __init__(self, client: discord.Client, wire: Wire) -> None:
        self._client = client
        self._wire = wire

    async def channel(self, channel: int) -> Found | None:
        """A channel of any kind; None where the bot knows none, or may not see it."""
        return self._client.get_channel(channel) or await self.fetched(channel)

    async def fetched(self, channel: int) -> Found | None:
        """The same, as Discord tells of it now."""
        try:
            return await self._wire.call(lambda: self._client.fetch_channel(channel))
        except discord.InvalidData:
            # A kind of channel that the library does not know.
            return None
        except WireError:
            return None

    async def talkable(self, place: Place) -> Talkable:
        """Where messages are; raises `PlatformError` with a sentence where there can be none."""
        found = await self.channel(channel_id(place))
        if found is None or _server(found) != guild_id(place):
            raise PlatformError("That channel is not there any more, or I may not see it.")
        if not isinstance(found, Talkable):
            kind = "a forum: name one of its posts" if _is_forum(found) else "no channel to talk in"
            raise PlatformError(f"#{getattr(found, 'name', 'That')} is {kind}.")
        return found

    async def user(self, user: int) -> discord.User:
        """An account; raises `WireError`."""
        return await self._wire.call(lambda: self._client.fetch_user(user))

    async def member(self, guild: int, person: str) -> discord.Member | None:
        """A member with their roles of this moment; None for who is not in the server.

        Raises `WireError`.
        """
        home = self._client.get_guild(guild)
        if home is None or not person.isdecimal():
            return None
        try:
            return await self._wire.call(lambda: home.fetch_member(int(person)))
        except WireError as error:
            if isinstance(error, Gone) or error.code in _NOBODY:
                return None
            raise


# https://docs.discord.com/developers/topics/opcodes-and-status-codes: unknown member, unknown user
_NOBODY = {10007, 10013}


def _server(channel: Found) -> int | None:
    return None if isinstance(channel, discord.abc.PrivateChannel) else channel.guild.id


def _is_forum(channel: Found) -> bool:
    return isinstance(channel, discord.ForumChannel)

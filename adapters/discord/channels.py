"""Discord's channels as the core asks for them; see `bot.channels.Channels`."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import discord

from adapters.discord.automod import AutoMod
from adapters.discord.contents import as_written
from adapters.discord.convert import Reader, channel_id, guild_id, place_of, said_of
from adapters.discord.finding import Finding, Talkable
from adapters.discord.posting import Posting
from adapters.discord.ranges import stretch
from adapters.discord.refusing import called, check, refusals
from adapters.discord.rights import Rights
from adapters.discord.timing_out import time_out
from adapters.discord.wire import Gone, Wire, WireError
from bot.channels import Moment, Post, Said
from bot.commands import Kind
from bot.errors import PlatformError
from bot.messages import Choices, Person, Place

_SERVERS = "https://discord.com/channels"
_READING = ("view_channel", "read_message_history")
_UNKNOWN_MESSAGE = 10008
_LONGEST_NUMBER = 20
_LINK = re.compile(
    r"https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/channels/(?:\d+|@me)/(\d{15,20})/(\d{15,20})/?"
)
_MENTION = re.compile(r"<#(\d{15,20})>|(\d{15,20})")


class DiscordChannels:
    """Reads and writes in channels, threads and direct conversations."""

    def __init__(
        self,
        client: discord.Client,
        wire: Wire,
        *,
        finding: Finding,
        posting: Posting,
        reader: Reader,
    ) -> None:
        self._client = client
        self._wire = wire
        self._finding = finding
        self._posting = posting
        self._reader = reader
        self._rights = Rights(finding, wire)
        automod = AutoMod(client, wire)
        self.rules, self.share = automod.rules, automod.share

    async def history(
        self,
        place: Place,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        newest: int | None = None,
    ) -> AsyncIterator[Said]:
        """Yield what was said there, oldest first; its text has names where Discord has ids."""
        channel = await self._readable(place)
        with refusals("read what was said", channel, *_READING):
            found = stretch(channel, self._wire, after=after, before=before, newest=newest)
            async for message in found:
                said = said_of(message, reader=self._reader)
                if said is not None:
                    yield said

    async def message(self, place: Place, message_id: str) -> Said | None:
        """Read one message, its text as it was written; None where there is none."""
        if not message_id.isdecimal():
            return None
        channel = await self._readable(place)
        with refusals("read that message", channel, *_READING):
            try:
                found = await self._wire.call(lambda: channel.fetch_message(int(message_id)))
            except Gone as error:
                if error.code == _UNKNOWN_MESSAGE:
                    return None
                raise
        return said_of(found, reader=self._reader, text=as_written(found))

    async def may_read(self, person: Person, place: Place) -> bool:
        """Whether Discord shows that place to the person at this moment."""
        with refusals("find out who may read there", None):
            return await self._rights.may_read(person, place)

    async def is_private(self, place: Place) -> bool:
        """Whether only those read it who were let in; see `bot.moderation.native`."""
        found = await self._finding.channel(channel_id(place))
        if isinstance(found, discord.Thread):
            if found.is_private():
                return True
            found = found.parent
        if not isinstance(found, discord.abc.GuildChannel):
            return True
        # After the start the library's memory fills up, and a server may be out of order later.
        await self._client.wait_until_ready()
        everyone: discord.Role | None = found.guild.default_role
        if everyone is None:
            raise PlatformError("I do not know that server yet. Try again in a moment.")
        return not found.permissions_for(everyone).view_channel

    async def place(self, near: Place, channel_id: str) -> Place | None:
        """A channel or thread of the same server, by its id or as people mention it."""
        named = _MENTION.fullmatch(channel_id.strip())
        if named is None:
            return None
        found = await self._finding.channel(int(named[1] or named[2]))
        if found is None or isinstance(found, discord.CategoryChannel):
            return None
        place = place_of(found)
        return place if place.server_key == near.server_key else None

    async def name(self, place: Place) -> str:
        """What people call it."""
        found = await self._finding.channel(channel_id(place))
        if isinstance(found, discord.abc.GuildChannel | discord.Thread):
            return found.name
        return "direct messages" if guild_id(place) is None else place.channel

    async def called(self, near: Place, kind: Kind, given: str) -> str | None:
        """What a channel, a role or a person of the same server is called; see `Directory`."""
        number, server = _number(given), guild_id(near)
        guild = self._client.get_guild(server) if server is not None else None
        if number is None or guild is None:
            return None
        match kind:
            case Kind.CHANNEL:
                # All that the bot sees are in memory; a category holds no messages.
                channel = guild.get_channel(number)
                if channel is None or isinstance(channel, discord.CategoryChannel):
                    return None
                return channel.name
            case Kind.ROLE:
                role = guild.get_role(number)
                return role.name.removeprefix("@") if role else None
        return await self._person(guild, number)

    async def _person(self, guild: discord.Guild, number: int) -> str | None:
        member = guild.get_member(number)
        try:
            member = member or await self._finding.member(guild.id, str(number))
            return (member or await self._finding.user(number)).display_name
        except WireError:
            return None

    async def server_name(self, place: Place) -> str:
        """What people call the server; a direct conversation is in none."""
        number = guild_id(place)
        guild = self._client.get_guild(number) if number is not None else None
        return guild.name if guild is not None else "direct messages"

    async def linked(self, near: Place, link: str) -> tuple[Place, str] | None:
        """Where the message is that an address of Discord leads to, and its id."""
        found = _LINK.fullmatch(link.strip())
        place = await self.place(near, found[1]) if found else None
        return (place, found[2]) if found and place else None

    def link(self, place: Place, message_id: str) -> str:
        """The address that leads to a message."""
        return f"{_SERVERS}/{guild_id(place) or '@me'}/{channel_id(place)}/{message_id}"

    async def post(self, place: Place, post: Post) -> str:
        """Post something: through a webhook where it is in somebody's name, else as the bot."""
        return await self._posting.post(place, post)

    async def edit(self, place: Place, message_id: str, post: Post) -> None:
        """Put something else in the place of what was posted."""
        await self._posting.edit(place, message_id, post)

    async def delete(self, place: Place, message_id: str) -> None:
        """Take away a message, also of somebody else; nothing where it is gone already."""
        await self._posting.delete(place, message_id)

    async def tell(
        self,
        person_id: str,
        near: Place,  # noqa: ARG002  # Discord has direct messages everywhere
        text: str,
        *,
        choices: Choices | None = None,
    ) -> bool:
        """Write to one person directly; False where they take no messages of the bot."""
        if not person_id.isdecimal():
            return False
        person = discord.Object(int(person_id))
        try:
            conversation = await self._wire.call(lambda: self._client.create_dm(person))
            await self._posting.post(place_of(conversation), Post(text, choices=choices))
        except (PlatformError, WireError):
            return False
        return True

    async def time_out(self, place: Place, person_id: str, *, minutes: int, reason: str) -> None:
        """Keep a person from writing for a while; no minutes at all end that."""
        channel = await self._finding.talkable(place)
        await time_out(
            self._finding,
            self._wire,
            channel,
            person_id,
            span=timedelta(minutes=minutes),
            reason=reason,
        )

    async def _readable(self, place: Place) -> Talkable:
        channel = await self._finding.talkable(place)
        check("read what was said", channel, *_READING)
        if not isinstance(channel, discord.Thread) or channel.parent is not None:
            return channel
        raise PlatformError(f"The channel around {called(channel)} is not there any more.")


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) <= _LONGEST_NUMBER else None

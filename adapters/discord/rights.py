"""What people may read, as Discord counts it at this moment."""

import discord

from adapters.discord.convert import channel_id, guild_id
from adapters.discord.finding import Finding
from adapters.discord.wire import Wire, WireError
from bot.messages import Person, Place

# https://docs.discord.com/developers/resources/channel#get-thread-member: not in the thread
_NOT_IN_THREAD = {10007, 10008, 10003}


class Rights:
    """Asks Discord about the person anew each time: roles and channels change."""

    def __init__(self, finding: Finding, wire: Wire) -> None:
        self._finding = finding
        self._wire = wire

    async def may_read(self, person: Person, place: Place) -> bool:
        """Whether the person can read what was said in a place; raises `WireError`."""
        found = await self._finding.channel(channel_id(place))
        server = guild_id(place)
        if isinstance(found, discord.DMChannel):
            return server is None and await self._is_theirs(found, person)
        if server is None or not isinstance(found, discord.abc.GuildChannel | discord.Thread):
            return False
        member = await self._finding.member(server, person.id)
        if member is None or found.guild.id != server:
            return False
        if isinstance(found, discord.Thread):
            return await self._reads_thread(member, found)
        return _reads(member, found)

    async def _is_theirs(self, conversation: discord.DMChannel, person: Person) -> bool:
        if not conversation.recipients:
            # What came over the gateway does not say with whom it is.
            fetched = await self._finding.fetched(conversation.id)
            if not isinstance(fetched, discord.DMChannel):
                return False
            conversation = fetched
        return person.id in {str(user.id) for user in conversation.recipients}

    async def _reads_thread(self, member: discord.Member, thread: discord.Thread) -> bool:
        if thread.parent is None or not _reads(member, thread.parent):
            return False
        if not thread.is_private() or thread.permissions_for(member).manage_threads:
            return True
        try:
            await self._wire.call(lambda: thread.fetch_member(member.id))
        except WireError as error:
            if error.code in _NOT_IN_THREAD:
                return False
            raise
        return True


def _reads(member: discord.Member, channel: discord.abc.GuildChannel) -> bool:
    held = channel.permissions_for(member)
    # What is said in a voice channel only those read who may join it.
    joins = held.connect or not isinstance(channel, discord.VoiceChannel | discord.StageChannel)
    return held.view_channel and held.read_message_history and joins

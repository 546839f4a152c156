"""Everything there is: users, servers, channels, and the bot among them."""

import time
from collections.abc import Iterable

from tests.doubles.changes import Changes
from tests.doubles.discord.application import Application
from tests.doubles.discord.channels import Channel, OwnHook
from tests.doubles.discord.errors import unknown
from tests.doubles.discord.events import Event, Listener
from tests.doubles.discord.guilds import Guild, Role
from tests.doubles.discord.kinds import ChannelKind, Intent
from tests.doubles.discord.permissions import USUAL
from tests.doubles.discord.snowflakes import Snowflakes, first
from tests.doubles.discord.users import Member, User
from tests.doubles.discord.wire import people, places
from tests.doubles.discord.wire.messages import Address, MessageWriter

_MONTH = 30 * 86400


class World:
    """All things by id, the bot, and whoever listens to what happens."""

    def __init__(self, *, bot_name: str, address: Address) -> None:
        self.ids = Snowflakes()
        self.began = time.time()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        # Also those that are deleted.
        self.ever: list[Channel] = []
        # The webhooks that the bot has made.
        self.hooks: dict[int, OwnHook] = {}
        self.listeners: list[Listener] = []
        self.changes = Changes()
        self.bot = self.add_user(User(self._long_ago(), bot_name, bot=True))
        self.application = Application(self.bot.id, bot_name, owner=self.new_user("owner"))
        self.writer = MessageWriter(self.bot, address, lambda user_id: self.users[user_id])

    def emit(self, event: Event, *, also_elsewhere: bool = False) -> None:
        """Tell the bot that something happened, as a rule only in servers that it is in."""
        if also_elsewhere or event.guild_id is None or self._bot_is_in(event.guild_id):
            for listener in self.listeners:
                listener(event)
        self.changes.changed()

    def add_user(self, user: User) -> User:
        """Add an account."""
        self.users[user.id] = user
        return user

    def new_user(self, name: str) -> User:
        """Make an account."""
        return self.add_user(User(self._long_ago(), name))

    def id_of_old(self) -> int:
        """Return an id for something that was there before the test."""
        return self._long_ago()

    def new_guild(self, name: str, *, owner: User, locale: str = "en-US") -> Guild:
        """Make a server in which nobody is but the owner.

        The ids of servers made one after the other follow each other in `id >> 22`, so that they
        are dealt out to the shards in turn.
        """
        at = self.began - _MONTH + len(self.guilds) / 1000
        guild_id = first(at + 0.0005)
        everyone = Role(guild_id, "@everyone", USUAL, position=0)
        guild = Guild(guild_id, name, owner, everyone, locale, roles={guild_id: everyone})
        guild.members[owner.id] = Member(owner, at)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, channel: Channel) -> Channel:
        """Add a channel of any kind."""
        self.channels[channel.id] = channel
        self.ever.append(channel)
        return channel

    def new_channel(self, channel: Channel) -> Channel:
        """Add a channel to its server and tell the bot."""
        self.add_channel(channel)
        if channel.guild is not None:
            channel.guild.channels[channel.id] = channel
            channel.position = len(channel.guild.channels)
            self._emit_channel("CHANNEL_CREATE", channel)
        return channel

    def changed_channel(self, channel: Channel) -> None:
        """Tell the bot that a channel is not as it was."""
        self._emit_channel("CHANNEL_UPDATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads."""
        guild = channel.guild
        if guild is not None:
            for thread in [each for each in guild.threads if each.parent is channel]:
                thread.deleted = True
                del guild.channels[thread.id], self.channels[thread.id]
            del guild.channels[channel.id]
        channel.deleted = True
        del self.channels[channel.id]
        self._emit_channel("CHANNEL_DELETE", channel)

    def dm(self, user: User) -> Channel:
        """Return the conversation between the bot and somebody, opening it when needed."""
        for channel in self.channels.values():
            if channel.kind == ChannelKind.DM and set(channel.recipients) == {user, self.bot}:
                return channel
        return self.private_conversation((user, self.bot))

    def private_conversation(self, users: Iterable[User]) -> Channel:
        """Open a direct conversation between two users."""
        return self.add_channel(Channel(self.ids.new(), ChannelKind.DM, recipients=tuple(users)))

    def channel(self, channel_id: int) -> Channel:
        """Return a channel; raise `Refused` where there is none."""
        found = self.channels.get(channel_id)
        if found is None:
            raise unknown("channel")
        return found

    def guild(self, guild_id: int) -> Guild:
        """Return a server that the bot is in; raise `Refused` where there is none."""
        found = self.guilds.get(guild_id)
        if found is None or not found.has(self.bot):
            raise unknown("guild")
        return found

    def user(self, user_id: int) -> User:
        """Return a user; raise `Refused` where there is none."""
        found = self.users.get(user_id)
        if found is None:
            raise unknown("user")
        return found

    def _emit_channel(self, name: str, channel: Channel) -> None:
        if channel.guild is not None:
            data = places.channel(channel, self.bot)
            self.emit(Event(name, data, channel.guild.id, Intent.GUILDS))

    def _bot_is_in(self, guild_id: int) -> bool:
        guild = self.guilds.get(guild_id)
        return guild is None or guild.has(self.bot)

    def _long_ago(self) -> int:
        return self.ids.at(self.began - 2 * _MONTH)


def sees(channel: Channel, user: User) -> bool:
    """Return whether somebody sees a channel."""
    return places.sees(channel, user)


def member_json(guild: Guild, user: User) -> dict[str, object] | None:
    """Return a member as JSON, None for somebody who is not in the server."""
    found = guild.members.get(user.id)
    return None if found is None else people.member(found)

"""Joining, leaving and changing in a server."""

import time

from tests.doubles.discord.events import Event
from tests.doubles.discord.guilds import Guild, Role
from tests.doubles.discord.kinds import ALWAYS, Intent
from tests.doubles.discord.users import Member, User
from tests.doubles.discord.wire import people, places
from tests.doubles.discord.world import World


class Members:
    """What happens to members in the world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def joins(
        self, guild: Guild, user: User, *, nick: str | None = None, roles: tuple[Role, ...] = ()
    ) -> Member:
        """Let somebody into a server."""
        member = Member(user, time.time(), nick, list(roles))
        guild.members[user.id] = member
        if user is self._world.bot:
            shown = places.guild_created(guild, user, [member])
            self._world.emit(Event("GUILD_CREATE", shown, guild.id, Intent.GUILDS))
        else:
            data = people.member(member) | {"guild_id": str(guild.id)}
            self._world.emit(Event("GUILD_MEMBER_ADD", data, guild.id, Intent.MEMBERS))
        return member

    def leaves(self, guild: Guild, user: User) -> None:
        """Let somebody out of a server; of the bot nothing stays there."""
        guild_id = str(guild.id)
        if user is self._world.bot:
            gone = {"id": guild_id}
            self._world.emit(Event("GUILD_DELETE", gone, guild.id, Intent.GUILDS))
            del guild.members[user.id]
            return
        del guild.members[user.id]
        data = {"guild_id": guild_id, "user": people.user(user)}
        self._world.emit(Event("GUILD_MEMBER_REMOVE", data, guild.id, Intent.MEMBERS))

    def changed(self, guild: Guild, member: Member) -> None:
        """Tell the bot that a member is not as before; of itself it hears in any case."""
        data = people.member(member) | {"guild_id": str(guild.id)}
        intent = ALWAYS if member.user is self._world.bot else Intent.MEMBERS
        self._world.emit(Event("GUILD_MEMBER_UPDATE", data, guild.id, intent))

    def role_changed(self, guild: Guild, role: Role, *, new: bool = False) -> None:
        """Tell the bot of a role that is new or not as before."""
        name = "GUILD_ROLE_CREATE" if new else "GUILD_ROLE_UPDATE"
        data = {"guild_id": str(guild.id), "role": people.role(role)}
        self._world.emit(Event(name, data, guild.id, Intent.GUILDS))

    def unavailable(self, guild: Guild) -> None:
        """Tell the bot that a server is down for a while."""
        gone = {"id": str(guild.id), "unavailable": True}
        self._world.emit(Event("GUILD_DELETE", gone, guild.id, Intent.GUILDS))

    def available(self, guild: Guild) -> None:
        """Tell the bot that a server is back."""
        bot = self._world.bot
        shown = places.guild_created(guild, bot, [guild.members[bot.id]]) | {"unavailable": False}
        self._world.emit(Event("GUILD_CREATE", shown, guild.id, Intent.GUILDS))

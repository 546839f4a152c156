"""A server as a test builds and changes it."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.doubles.discord.channels import Channel, Overwrite
from tests.doubles.discord.guilds import Emoji, Guild, Role, Sticker
from tests.doubles.discord.kinds import ChannelKind
from tests.doubles.discord.permissions import NONE, Permission
from tests.doubles.discord.users import Member, User

if TYPE_CHECKING:
    from tests.doubles.discord.parts import Parts
    from tests.doubles.discord.people import Person


class Server:
    """A server; `guild` is what the world knows of it."""

    def __init__(self, guild: Guild, parts: "Parts") -> None:
        self.guild = guild
        self._parts = parts

    @property
    def id(self) -> int:
        """Its id."""
        return self.guild.id

    def channel(
        self, name: str = "general", *, kind: ChannelKind = ChannelKind.TEXT, nsfw: bool = False
    ) -> Channel:
        """Make a channel that everybody sees."""
        world = self._parts.world
        made = Channel(world.id_of_old(), kind, name, self.guild, nsfw=nsfw)
        return world.new_channel(made)

    def private_channel(self, name: str, *who: "Person | Role | User") -> Channel:
        """Make a channel that only these see."""
        channel = self.channel(name)
        self.deny(channel, self.guild.everyone, Permission.VIEW_CHANNEL)
        for each in who:
            self.allow(channel, each, Permission.VIEW_CHANNEL)
        return channel

    def forum(self, name: str) -> Channel:
        """Make a forum."""
        return self.channel(name, kind=ChannelKind.FORUM)

    def deletes(self, channel: Channel) -> None:
        """Delete a channel or a thread."""
        if channel.is_thread:
            self._parts.threads.delete(channel)
        else:
            self._parts.world.delete_channel(channel)

    def archives(self, thread: Channel, *, locked: bool = False) -> None:
        """Put a thread to sleep."""
        self._parts.threads.archive(thread, locked=locked)

    def role(
        self,
        name: str,
        permissions: Permission = NONE,
        *,
        mentionable: bool = False,
        of_bot: User | None = None,
    ) -> Role:
        """Make a role."""
        position, role_id = len(self.guild.roles), self._parts.world.id_of_old()
        role = Role(role_id, name, permissions, mentionable, position, of_bot)
        self.guild.roles[role.id] = role
        self._parts.members.role_changed(self.guild, role, new=True)
        return role

    def adds(
        self, person: "Person", *, nick: str | None = None, roles: tuple[Role, ...] = ()
    ) -> Member:
        """Let somebody in."""
        return self._parts.members.joins(self.guild, person.account, nick=nick, roles=roles)

    def adds_bot(self, permissions: Permission = NONE) -> Member:
        """Let the bot in, with a role of its own that has the permissions of the invite."""
        bot = self._parts.world.bot
        roles = (self.role(bot.name, permissions, of_bot=bot),) if permissions else ()
        return self._parts.members.joins(self.guild, bot, roles=roles)

    def removes(self, person: "Person") -> None:
        """Put somebody out."""
        self._parts.members.leaves(self.guild, person.account)

    def removes_bot(self) -> None:
        """Put the bot out."""
        self._parts.members.leaves(self.guild, self._parts.world.bot)

    def goes_down(self) -> None:
        """Be unavailable for a while."""
        self._parts.members.unavailable(self.guild)

    def comes_back(self) -> None:
        """Be available again."""
        self._parts.members.available(self.guild)

    def gives(self, who: "Person | User", *roles: Role) -> None:
        """Give somebody roles."""
        member = self.guild.members[account(who).id]
        member.roles.extend(role for role in roles if role not in member.roles)
        self._parts.members.changed(self.guild, member)

    def takes(self, who: "Person | User", *roles: Role) -> None:
        """Take roles from somebody."""
        member = self.guild.members[account(who).id]
        member.roles = [role for role in member.roles if role not in roles]
        self._parts.members.changed(self.guild, member)

    def names(self, who: "Person | User", nick: str | None) -> None:
        """Give somebody a nick."""
        member = self.guild.members[account(who).id]
        member.nick = nick
        self._parts.members.changed(self.guild, member)

    def times_out(self, who: "Person | User", seconds: float) -> None:
        """Let somebody only read for a while."""
        member = self.guild.members[account(who).id]
        member.timed_out_until = time.time() + seconds
        self._parts.members.changed(self.guild, member)

    def grants(self, role: Role, permissions: Permission) -> None:
        """Set what a role may do in the whole server."""
        role.permissions = permissions
        self._parts.members.role_changed(self.guild, role)

    def allow(self, channel: Channel, who: "Person | Role | User", what: Permission) -> None:
        """Allow something in one channel."""
        old = self._overwrite(channel, who)
        new = replace(old, allow=old.allow | what, deny=old.deny & ~what)
        self._set(channel, new)

    def deny(self, channel: Channel, who: "Person | Role | User", what: Permission) -> None:
        """Deny something in one channel."""
        old = self._overwrite(channel, who)
        new = replace(old, allow=old.allow & ~what, deny=old.deny | what)
        self._set(channel, new)

    def opens_command(self, name: str) -> None:
        """Let everybody use a command, whatever its default permissions say."""
        self.guild.opened.add(name)

    def emoji(self, name: str) -> Emoji:
        """Make an emoji."""
        made = Emoji(self._parts.world.id_of_old(), name)
        self.guild.emojis[made.id] = made
        return made

    def sticker(self, name: str, description: str = "") -> Sticker:
        """Make a sticker."""
        made = Sticker(self._parts.world.id_of_old(), name, description)
        self.guild.stickers[made.id] = made
        return made

    def _overwrite(self, channel: Channel, who: "Person | Role | User") -> Overwrite:
        whose = who if isinstance(who, Role) else account(who)
        found = channel.overwrites.get(whose.id)
        return found or Overwrite(whose.id, of_member=not isinstance(who, Role))

    def _set(self, channel: Channel, overwrite: Overwrite) -> None:
        channel.overwrites[overwrite.id] = overwrite
        self._parts.world.changed_channel(channel)


def account(who: "Person | User") -> User:
    """Return the account of somebody."""
    return who if isinstance(who, User) else who.account

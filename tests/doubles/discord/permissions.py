"""What somebody may do in a place, computed as Discord does.

https://docs.discord.com/developers/topics/permissions
"""

import time
from enum import IntFlag
from typing import TYPE_CHECKING

from tests.doubles.discord.kinds import ChannelKind

if TYPE_CHECKING:
    from tests.doubles.discord.channels import Channel
    from tests.doubles.discord.guilds import Guild
    from tests.doubles.discord.users import User


class Permission(IntFlag):
    """A permission bit."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    SEND_VOICE_MESSAGES = 1 << 46
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51


NONE = Permission(0)
ALL = ~NONE

# What @everyone has in a new server.
USUAL = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.USE_EXTERNAL_STICKERS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_VOICE_MESSAGES
    | Permission.SEND_POLLS
    | Permission.USE_EXTERNAL_APPS
)

IN_DM = USUAL | Permission.MENTION_EVERYONE | Permission.PIN_MESSAGES
_MUTED = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
_NEEDS_SENDING = (
    Permission.MENTION_EVERYONE
    | Permission.SEND_TTS_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
)


def in_guild(guild: "Guild", user: "User") -> Permission:
    """Return what a member may do in a server, before any channel has its say."""
    member = guild.members.get(user.id)
    if member is None:
        return NONE
    if guild.owner is user:
        return ALL
    granted = guild.everyone.permissions
    for role in member.roles:
        granted |= role.permissions
    if Permission.ADMINISTRATOR in granted:
        return ALL
    return granted


def in_channel(channel: "Channel", user: "User") -> Permission:
    """Return what somebody may do in a channel, in a thread or in a direct conversation."""
    if channel.guild is None:
        return IN_DM if user in channel.recipients or user.bot else NONE
    if channel.parent is not None and channel.is_thread:
        return _in_thread(channel, channel.parent, user)
    return _without_what_needs_sending(_seen(channel, channel.guild, user))


def _in_thread(thread: "Channel", parent: "Channel", user: "User") -> Permission:
    granted = _seen(parent, parent.guild, user) if parent.guild else NONE
    if (
        thread.kind == ChannelKind.PRIVATE_THREAD
        and user.id not in thread.joined
        and Permission.MANAGE_THREADS not in granted
    ):
        return NONE
    # https://docs.discord.com/developers/topics/threads#permissions
    sends = Permission.SEND_MESSAGES_IN_THREADS in granted
    granted = granted | Permission.SEND_MESSAGES if sends else granted & ~Permission.SEND_MESSAGES
    return _without_what_needs_sending(granted)


def _overwritten(channel: "Channel", guild: "Guild", user: "User") -> Permission:
    granted = in_guild(guild, user)
    if granted == ALL:
        return ALL
    member = guild.members.get(user.id)
    if member is None:
        return NONE
    everyone = channel.overwrites.get(guild.id)
    if everyone is not None:
        granted = granted & ~everyone.deny | everyone.allow
    allow, deny = NONE, NONE
    for role in member.roles:
        overwrite = channel.overwrites.get(role.id)
        if overwrite is not None:
            allow |= overwrite.allow
            deny |= overwrite.deny
    granted = granted & ~deny | allow
    own = channel.overwrites.get(user.id)
    return granted if own is None else granted & ~own.deny | own.allow


def _seen(channel: "Channel", guild: "Guild", user: "User") -> Permission:
    granted = _overwritten(channel, guild, user)
    member = guild.members.get(user.id)
    timed_out = member is not None and member.timed_out_until > time.time()
    if timed_out and granted != ALL:
        granted &= _MUTED
    return granted if Permission.VIEW_CHANNEL in granted else NONE


def _without_what_needs_sending(granted: Permission) -> Permission:
    # https://docs.discord.com/developers/topics/permissions#implicit-permissions
    return granted if Permission.SEND_MESSAGES in granted else granted & ~_NEEDS_SENDING

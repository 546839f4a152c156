"""Servers, channels and threads as JSON.

https://docs.discord.com/developers/resources/guild, .../resources/channel
"""

from collections.abc import Iterable
from typing import Any

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.guilds import Emoji, Guild, Sticker
from tests.doubles.discord.kinds import ChannelKind
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.snowflakes import moment, stamp
from tests.doubles.discord.users import Member, User
from tests.doubles.discord.wire import people

Json = dict[str, Any]


def guild(which: Guild) -> Json:
    """Return a server as GET /guilds/{guild} does."""
    return {
        "id": str(which.id),
        "name": which.name,
        "owner_id": str(which.owner.id),
        "preferred_locale": which.locale,
        "roles": [people.role(role) for role in which.roles.values()],
        "emojis": [emoji(each) for each in which.emojis.values()],
        "stickers": [sticker(each, which.id) for each in which.stickers.values()],
        "features": [],
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "system_channel_flags": 0,
        "max_members": 500000,
        "region": "deprecated",
        "incidents_data": None,
    } | dict.fromkeys(_NOTHING)


_NOTHING = (
    "icon",
    "splash",
    "discovery_splash",
    "banner",
    "description",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
    "vanity_url_code",
)


def guild_created(which: Guild, bot: User, members: Iterable[Member]) -> Json:
    """Return a server as GUILD_CREATE shows it to the bot."""
    seen = [each for each in which.channels.values() if sees(each, bot)]
    return guild(which) | {
        "joined_at": stamp(which.members[bot.id].joined_at),
        "large": len(which.members) > 250,
        "member_count": len(which.members),
        "members": [people.member(each) for each in members],
        "channels": [channel(each) for each in which.channels.values() if not each.is_thread],
        "threads": [
            thread(each, bot)
            for each in seen
            if each.is_thread
            and not each.archived
            and (each.kind != ChannelKind.PRIVATE_THREAD or bot.id in each.joined)
        ],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def sees(which: Channel, who: User) -> bool:
    """Return whether somebody sees a channel."""
    return Permission.VIEW_CHANNEL in in_channel(which, who)


def channel(which: Channel, me: User | None = None) -> Json:
    """Return a channel of any kind; `me` is whose membership in a thread is told."""
    if which.is_thread:
        return thread(which, me)
    if which.guild is None:
        return {
            "id": str(which.id),
            "type": which.kind.value,
            "last_message_id": _last_id(which),
            "flags": 0,
            "recipients": [people.user(each) for each in which.recipients if not each.bot],
        }
    return _guild_channel(which, which.guild)


def _guild_channel(which: Channel, guild: Guild) -> Json:
    shown: Json = {
        "id": str(which.id),
        "type": which.kind.value,
        "guild_id": str(guild.id),
        "name": which.name,
        "topic": which.topic,
        "position": which.position,
        "parent_id": str(which.parent.id) if which.parent else None,
        "nsfw": which.nsfw,
        "flags": 0,
        "rate_limit_per_user": 0,
        "last_message_id": _last_id(which),
        "permission_overwrites": [
            {
                "id": str(overwrite.id),
                "type": int(overwrite.of_member),
                "allow": people.bits(overwrite.allow),
                "deny": people.bits(overwrite.deny),
            }
            for overwrite in which.overwrites.values()
        ],
    }
    if which.kind == ChannelKind.VOICE:
        shown |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if which.kind == ChannelKind.FORUM:
        shown |= {
            "available_tags": [],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return shown


def thread(which: Channel, me: User | None = None) -> Json:
    """Return a thread; with `me`, the membership of that user."""
    said = sum(not message.kind for message in which.messages)
    shown: Json = {
        "id": str(which.id),
        "type": which.kind.value,
        "guild_id": str(which.guild.id) if which.guild else None,
        "parent_id": str(which.parent.id) if which.parent else None,
        "owner_id": str(which.owner.id) if which.owner else None,
        "name": which.name,
        "flags": 0,
        "rate_limit_per_user": 0,
        "last_message_id": _last_id(which),
        "message_count": said,
        "total_message_sent": said,
        "member_count": min(len(which.joined), 50),
        "thread_metadata": {
            "archived": which.archived,
            "locked": which.locked,
            "auto_archive_duration": which.auto_archive,
            "archive_timestamp": stamp(which.archived_at or moment(which.id)),
            "create_timestamp": stamp(moment(which.id)),
        }
        | ({"invitable": which.invitable} if which.kind == ChannelKind.PRIVATE_THREAD else {}),
    }
    if me is not None and me.id in which.joined:
        shown["member"] = thread_member(which, me.id)
    return shown


def thread_member(which: Channel, user_id: int) -> Json:
    """Return somebody's membership in a thread."""
    return {
        "id": str(which.id),
        "user_id": str(user_id),
        "join_timestamp": stamp(which.joined[user_id]),
        "flags": 1,
    }


def emoji(which: Emoji) -> Json:
    """Return an emoji of a server."""
    return {
        "id": str(which.id),
        "name": which.name,
        "animated": which.animated,
        "roles": [],
        "require_colons": True,
        "managed": False,
        "available": True,
    }


def sticker(which: Sticker, guild_id: int) -> Json:
    """Return a sticker of a server."""
    return {
        "id": str(which.id),
        "name": which.name,
        "description": which.description,
        "tags": which.tags,
        "type": 2,
        "format_type": which.format,
        "available": True,
        "guild_id": str(guild_id),
    }


def _last_id(which: Channel) -> str | None:
    newest = next(which.newest(), None)
    return None if newest is None else str(newest.id)

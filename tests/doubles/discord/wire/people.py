"""Users, members and roles as JSON.

https://docs.discord.com/developers/resources/user, .../resources/guild#guild-member-object
"""

from typing import TYPE_CHECKING, Any

from tests.doubles.discord.permissions import Permission
from tests.doubles.discord.snowflakes import stamp
from tests.doubles.discord.users import Member, User

if TYPE_CHECKING:
    from tests.doubles.discord.guilds import Role

Json = dict[str, Any]
_MASK = (1 << 53) - 1


def user(who: User) -> Json:
    """Return a user as everybody sees them."""
    return {
        "id": str(who.id),
        "username": who.name,
        "global_name": who.global_name,
        "discriminator": "4242" if who.bot else "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "public_flags": 0,
    } | ({"bot": True} if who.bot else {})


def myself(who: User) -> Json:
    """Return the bot as it sees itself."""
    return user(who) | {
        "verified": True,
        "mfa_enabled": True,
        "locale": "en-US",
        "email": None,
        "flags": 0,
        "bio": "",
        "banner": None,
        "accent_color": None,
    }


def member(who: Member, *, permissions: Permission | None = None) -> Json:
    """Return a member with the user; with permissions as interactions have them."""
    return partial_member(who, permissions=permissions) | {"user": user(who.user)}


def partial_member(who: Member, *, permissions: Permission | None = None) -> Json:
    """Return a member without the user."""
    until = who.timed_out_until
    return {
        "roles": [str(role.id) for role in who.roles],
        "nick": who.nick,
        "avatar": None,
        "banner": None,
        "joined_at": stamp(who.joined_at),
        "premium_since": None,
        "communication_disabled_until": stamp(until) if until else None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    } | ({} if permissions is None else {"permissions": bits(permissions)})


def role(which: "Role") -> Json:
    """Return a role."""
    tags = {"tags": {"bot_id": str(which.of_bot.id)}} if which.of_bot is not None else {}
    return tags | {
        "id": str(which.id),
        "name": which.name,
        "description": None,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": which.position,
        "permissions": bits(which.permissions),
        "managed": which.of_bot is not None,
        "mentionable": which.mentionable,
        "flags": 0,
    }


def bits(permissions: Permission) -> str:
    """Return permission bits as the API writes them."""
    return str(permissions.value & _MASK)

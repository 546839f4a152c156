"""Servers, members, roles, emojis and stickers.

https://docs.discord.com/developers/resources/guild
"""

import time
from datetime import datetime

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.errors import invalid_form, missing_permissions, required, unknown
from tests.doubles.discord.guilds import Guild
from tests.doubles.discord.kinds import ChannelKind
from tests.doubles.discord.permissions import Permission, in_guild
from tests.doubles.discord.rest.call import Call, Json, snowflake
from tests.doubles.discord.rest.router import Routes
from tests.doubles.discord.users import Member
from tests.doubles.discord.wire import people, places

_LONGEST_TIME_OUT = 28 * 86400


async def guild(call: Call) -> Json:
    """Return a server."""
    found = call.guild()
    count = len(found.members)
    counted = {"approximate_member_count": count, "approximate_presence_count": count}
    return places.guild(found) | (counted if call.query.get("with_counts") else {})


async def channels(call: Call) -> list[Json]:
    """Return the channels of a server, without threads."""
    found = call.guild().channels.values()
    return [places.channel(each) for each in found if not each.is_thread]


async def create_channel(call: Call) -> Json:
    """Make a channel."""
    home = call.guild()
    if Permission.MANAGE_CHANNELS not in in_guild(home, call.bot):
        raise missing_permissions()
    raw = call.json()
    if not raw.get("name"):
        raise invalid_form({"name": required()})
    world = call.parts.world
    channel = Channel(
        world.ids.new(),
        ChannelKind(raw.get("type") or 0),
        str(raw["name"]),
        home,
        topic=raw.get("topic"),
        nsfw=bool(raw.get("nsfw")),
    )
    return places.channel(world.new_channel(channel))


async def member(call: Call) -> Json:
    """Return a member."""
    return people.member(_member(call))


async def members(call: Call) -> list[Json]:
    """Return members in the order of their ids."""
    limit = call.limit(usual=1, most=1000)
    after = snowflake(call.query.get("after", 0), path="after")
    found = sorted(call.guild().members.items())
    return [people.member(who) for user_id, who in found if user_id > after][:limit]


async def rename_me(call: Call) -> Json:
    """Change the bot's own nick."""
    home = call.guild()
    if Permission.CHANGE_NICKNAME not in in_guild(home, call.bot):
        raise missing_permissions()
    me = home.members[call.bot.id]
    me.nick = call.json().get("nick") or None
    call.parts.members.changed(home, me)
    return people.member(me)


async def edit_member(call: Call) -> Json:
    """Change the nick or the roles of a member, or time them out."""
    home, who, raw = call.guild(), _member(call), call.json()
    granted = in_guild(home, call.bot)
    if "nick" in raw:
        if Permission.MANAGE_NICKNAMES not in granted:
            raise missing_permissions()
        who.nick = raw["nick"] or None
    if "roles" in raw:
        if Permission.MANAGE_ROLES not in granted:
            raise missing_permissions()
        ids = [snowflake(each, path="roles") for each in raw["roles"] or ()]
        who.roles = [home.roles[each] for each in ids if each in home.roles]
    if "communication_disabled_until" in raw:
        _time_out(call, home, who, raw["communication_disabled_until"])
    call.parts.members.changed(home, who)
    return people.member(who)


def _time_out(call: Call, home: Guild, who: Member, until: str | None) -> None:
    # https://docs.discord.com/developers/resources/guild#modify-guild-member
    if Permission.MODERATE_MEMBERS not in in_guild(home, call.bot):
        raise missing_permissions()
    administers = Permission.ADMINISTRATOR in in_guild(home, who.user)
    if administers or _height(who) >= _height(home.members[call.bot.id]):
        raise missing_permissions()
    ends = datetime.fromisoformat(until).timestamp() if until else 0.0
    if ends > time.time() + _LONGEST_TIME_OUT:
        problem = ("GUILD_COMMUNICATION_DISABLED_DURATION", "Must be within 28 days.")
        raise invalid_form({"communication_disabled_until": problem})
    who.timed_out_until = ends


def _height(who: Member) -> int:
    return max((role.position for role in who.roles), default=0)


async def roles(call: Call) -> list[Json]:
    """Return the roles of a server."""
    return [people.role(each) for each in call.guild().roles.values()]


async def role(call: Call) -> Json:
    """Return a role."""
    found = call.guild().roles.get(call.id("role"))
    if found is None:
        raise unknown("role")
    return people.role(found)


async def emojis(call: Call) -> list[Json]:
    """Return the emojis of a server."""
    return [places.emoji(each) for each in call.guild().emojis.values()]


async def stickers(call: Call) -> list[Json]:
    """Return the stickers of a server."""
    home = call.guild()
    return [places.sticker(each, home.id) for each in home.stickers.values()]


async def sticker(call: Call) -> Json:
    """Return a sticker, of whichever server."""
    wanted = call.id("sticker")
    for home in call.parts.world.guilds.values():
        if wanted in home.stickers:
            return places.sticker(home.stickers[wanted], home.id)
    raise unknown("sticker")


async def active_threads(call: Call) -> Json:
    """Return the threads that are awake and that the bot sees."""
    found = [
        each for each in call.guild().threads if not each.archived and places.sees(each, call.bot)
    ]
    return {
        "threads": [places.thread(each, call.bot) for each in found],
        "members": [
            places.thread_member(each, call.bot.id) for each in found if call.bot.id in each.joined
        ],
        "has_more": False,
    }


def _member(call: Call) -> Member:
    found = call.guild().members.get(call.user().id)
    if found is None:
        raise unknown("member")
    return found


_GUILD = "/guilds/{guild}"
ROUTES: Routes = {
    f"GET {_GUILD}": guild,
    f"GET {_GUILD}/channels": channels,
    f"POST {_GUILD}/channels": create_channel,
    f"GET {_GUILD}/members": members,
    f"GET {_GUILD}/members/{{user}}": member,
    f"PATCH {_GUILD}/members/{{user}}": edit_member,
    f"PATCH {_GUILD}/members/@me": rename_me,
    f"GET {_GUILD}/roles": roles,
    f"GET {_GUILD}/roles/{{role}}": role,
    f"GET {_GUILD}/emojis": emojis,
    f"GET {_GUILD}/stickers": stickers,
    f"GET {_GUILD}/threads/active": active_threads,
    "GET /stickers/{sticker}": sticker,
}

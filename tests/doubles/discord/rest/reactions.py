"""Reactions: https://docs.discord.com/developers/resources/message#create-reaction."""

from typing import Any

from tests.doubles.discord.errors import Refused
from tests.doubles.discord.messages import Message
from tests.doubles.discord.permissions import Permission
from tests.doubles.discord.rest.call import Call, Json, snowflake
from tests.doubles.discord.rest.router import Routes
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import people

_READ = Permission.READ_MESSAGE_HISTORY


async def add(call: Call) -> None:
    """React with an emoji; only the first of its kind needs a permission of its own."""
    channel = call.channel(_READ)
    message = call.message(channel)
    emoji = _emoji(call)
    if emoji not in message.reactions:
        call.require(channel, Permission.ADD_REACTIONS)
    call.parts.gestures.react(message, call.bot, emoji)


async def remove(call: Call) -> None:
    """Take back a reaction, one's own or with permission another's."""
    channel = call.channel(_READ)
    who: User = call.user()
    if who is not call.bot:
        call.require(channel, Permission.MANAGE_MESSAGES)
    call.parts.gestures.unreact(call.message(channel), who, _emoji(call))


async def users(call: Call) -> list[Json]:
    """Return who reacted with an emoji."""
    message: Message = call.message(call.channel(_READ))
    limit = call.limit(usual=25, most=100)
    after = snowflake(call.query.get("after", 0), path="after")
    found = [each for each in message.reactions.get(_emoji(call), []) if each.id > after]
    return [people.user(each) for each in sorted(found, key=lambda user: user.id)[:limit]]


async def clear(call: Call) -> None:
    """Take all reactions off, or those with one emoji."""
    message = call.message(call.channel(_READ, Permission.MANAGE_MESSAGES))
    only = _emoji(call) if "emoji" in call.names else None
    call.parts.gestures.clear_reactions(message, only)


def _emoji(call: Call) -> str:
    raw: Any = call.names["emoji"]
    name, _, emoji_id = raw.partition(":")
    guilds = call.parts.world.guilds.values()
    known = emoji_id.isdecimal() and any(int(emoji_id) in guild.emojis for guild in guilds)
    # A character that is no letter may be an emoji; telling which are one is not our trade.
    if not known and (emoji_id or not name or name.isascii()):
        raise Refused(400, 10014, "Unknown Emoji")
    return str(raw)


_REACTIONS = "/channels/{channel}/messages/{message}/reactions"
ROUTES: Routes = {
    f"DELETE {_REACTIONS}": clear,
    f"GET {_REACTIONS}/{{emoji}}": users,
    f"DELETE {_REACTIONS}/{{emoji}}": clear,
    f"PUT {_REACTIONS}/{{emoji}}/@me": add,
    f"DELETE {_REACTIONS}/{{emoji}}/{{user}}": remove,
}

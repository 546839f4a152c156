"""Conversations: https://docs.slack.dev/reference/methods/conversations.info and its like."""

from collections.abc import Callable

from tests.doubles.slack.api.call import Call, Json, words
from tests.doubles.slack.api.methods import READ, Method, Methods
from tests.doubles.slack.api.pages import metadata, page
from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.errors import Refused
from tests.doubles.slack.users import User
from tests.doubles.slack.wire import places

_USUAL = 100
_MOST_PEOPLE = 8


async def info(call: Call) -> Json:
    """Tell of one conversation."""
    channel = call.channel()
    call.require_for(channel, "read")
    written = places.channel(channel, call.bot)
    if not call.flag("include_num_members"):
        written.pop("num_members", None)
    return {"channel": written}


async def listing(call: Call) -> Json:
    """Tell of the conversations that the bot may know of."""
    return _listed(call, call.sees)


async def of_user(call: Call) -> Json:
    """Tell of the conversations that somebody is in, by default the bot."""
    user = call.user() if call.text("user") else call.bot
    return _listed(call, lambda channel: channel.has(user) and call.sees(channel))


def _listed(call: Call, wanted: Callable[[Channel], bool]) -> Json:
    types = set(words(call.text("types", "public_channel")))
    kinds = [kind for kind in Kind if kind.type in types]
    if len(kinds) != len(types):
        raise Refused("invalid_types")
    for kind in kinds:
        call.require(f"{kind.scope}:read")
    team = call.text("team_id")
    channels = [
        channel
        for channel in call.installation.channels()
        if channel.kind in kinds
        and not channel.deleted
        and wanted(channel)
        and team in {"", channel.workspace.id}
        and not (channel.archived and call.flag("exclude_archived"))
    ]
    limit = call.limit(_USUAL, call.parts.rules.list_most)
    found, cursor = page(channels, call.text("cursor"), limit, name="conversations")
    written = [places.channel(channel, call.bot) for channel in found]
    return {"channels": written, **metadata(cursor)}


async def members(call: Call) -> Json:
    """Tell who is in a conversation."""
    channel = call.channel()
    call.require_for(channel, "read")
    limit = call.limit(_USUAL, call.parts.rules.list_most)
    ids = list(channel.members)
    found, cursor = page(ids, call.text("cursor"), limit, name=f"members-{channel.id}")
    return {"members": list(found), **metadata(cursor)}


async def opening(call: Call) -> Json:
    """Open a direct conversation with one person or several."""
    if call.text("channel"):
        return {"channel": places.channel(call.channel(), call.bot)}
    people = [call.user_of(each) for each in words(call.text("users"))]
    if not people:
        raise Refused("users_list_not_supplied")
    if len(people) > _MOST_PEOPLE:
        raise Refused("too_many_users")
    channel = _direct(call, people)
    written = places.channel(channel, call.bot)
    return {"channel": written if call.flag("return_im") else {"id": channel.id}}


def _direct(call: Call, people: list[User]) -> Channel:
    world = call.parts.world
    if len(people) == 1:
        call.require("im:write")
        if people[0].deleted:
            raise Refused("user_disabled")
        return world.dm(people[0], call.bot)
    call.require("mpim:write")
    wanted = {call.bot.id, *(person.id for person in people)}
    workspace = people[0].workspace
    for channel in workspace.channels.values():
        if channel.kind is Kind.MPIM and set(channel.members) == wanted:
            return channel
    name = "mpdm-" + "--".join(person.name for person in people) + "-1"
    return world.new_channel(workspace, name, Kind.MPIM, (*people, call.bot))


async def join(call: Call) -> Json:
    """Let the bot become a member of a public channel."""
    channel = call.channel()
    if channel.kind is not Kind.PUBLIC:
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    call.parts.world.join(channel, call.bot)
    return {"channel": places.channel(channel, call.bot)}


async def leave(call: Call) -> Json:
    """Let the bot leave a channel."""
    channel = call.channel()
    if channel.kind is Kind.IM:
        raise Refused("method_not_supported_for_channel_type")
    if not channel.has(call.bot):
        return {"not_in_channel": True}
    call.parts.world.leave(channel, call.bot)
    return {}


async def mark(call: Call) -> Json:
    """Mark as read, which nobody sees."""
    call.channel(member=True)
    return {}


_WRITE = ("channels:manage", "groups:write", "im:write", "mpim:write")
METHODS: Methods = {
    "conversations.info": Method(info, tier=3, scopes=READ),
    "conversations.list": Method(listing, tier=2, scopes=READ),
    "users.conversations": Method(of_user, tier=3, scopes=READ),
    "conversations.members": Method(members, tier=4, scopes=READ),
    "conversations.open": Method(opening, tier=3, scopes=_WRITE),
    "conversations.join": Method(join, tier=3, scopes=("channels:join",)),
    "conversations.leave": Method(leave, tier=3, scopes=(*_WRITE, "channels:write")),
    "conversations.mark": Method(mark, tier=3, scopes=(*_WRITE, "channels:write")),
}

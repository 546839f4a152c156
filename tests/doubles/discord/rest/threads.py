"""Opening, joining and listing threads.

https://docs.discord.com/developers/resources/channel#start-thread-from-message
"""

from tests.doubles.discord import forms
from tests.doubles.discord.channels import Channel
from tests.doubles.discord.errors import Refused, invalid_form, unknown, wrong_length
from tests.doubles.discord.kinds import ChannelKind
from tests.doubles.discord.permissions import Permission
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.router import Routes
from tests.doubles.discord.snowflakes import stamp
from tests.doubles.discord.threads import Opening
from tests.doubles.discord.wire import places

_DURATIONS = (60, 1440, 4320, 10080)
_TEXT = (ChannelKind.TEXT, ChannelKind.NEWS)


async def open_on_message(call: Call) -> Json:
    """Open a thread on a message."""
    parent = call.channel(Permission.CREATE_PUBLIC_THREADS)
    message = call.message(parent)
    if parent.kind not in _TEXT:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    if message.thread is not None and not message.thread.deleted:
        raise Refused(400, 160004, "A thread has already been created for this message")
    thread = call.parts.threads.open(parent, call.bot, _opening(call.json()), message=message)
    return places.thread(thread, call.bot)


async def open_alone(call: Call) -> Json:
    """Open a thread without a message, or a post in a forum."""
    raw = call.json()
    parent = call.channel()
    if parent.kind == ChannelKind.FORUM:
        return _open_post(call, parent, raw)
    if parent.kind not in _TEXT:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    private = raw.get("type", ChannelKind.PRIVATE_THREAD) == ChannelKind.PRIVATE_THREAD
    call.require(
        parent,
        Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS,
    )
    opening = _opening(raw, private=private)
    return places.thread(call.parts.threads.open(parent, call.bot, opening), call.bot)


def _open_post(call: Call, forum: Channel, raw: Json) -> Json:
    call.require(forum, Permission.SEND_MESSAGES)
    said = raw.get("message") or {}
    draft = forms.read_new(call, said, forum)
    forms.require_something(draft)
    thread = call.parts.threads.open(forum, call.bot, _opening(raw))
    first = call.parts.talk.post(thread, call.bot, draft)
    return places.thread(thread, call.bot) | {"message": call.written(first)}


def _opening(raw: Json, *, private: bool = False) -> Opening:
    name = str(raw.get("name") or "").strip()
    if not 1 <= len(name) <= 100:
        raise invalid_form({"name": wrong_length(1, 100)})
    minutes = raw.get("auto_archive_duration") or 1440
    if minutes not in _DURATIONS:
        words = f"Value must be one of {set(_DURATIONS)}."
        raise invalid_form({"auto_archive_duration": ("BASE_TYPE_CHOICES", words)})
    return Opening(name, private, minutes, bool(raw.get("invitable", True)))


async def join(call: Call) -> None:
    """Join a thread, or bring somebody into it."""
    thread = _thread(call)
    call.require(thread, Permission.SEND_MESSAGES)
    call.parts.threads.join(thread, call.user())


async def leave(call: Call) -> None:
    """Leave a thread, or put somebody out of it."""
    thread, who = _thread(call), call.user()
    if who is not call.bot:
        call.require(thread, Permission.MANAGE_THREADS)
    call.parts.threads.leave(thread, who)


async def member(call: Call) -> Json:
    """Return somebody's membership in a thread."""
    thread, who = _thread(call), call.user()
    if who.id not in thread.joined:
        raise unknown("member")
    return places.thread_member(thread, who.id)


async def members(call: Call) -> list[Json]:
    """Return who is in a thread."""
    thread = _thread(call)
    return [places.thread_member(thread, each) for each in thread.joined]


def _thread(call: Call) -> Channel:
    channel = call.channel()
    if not channel.is_thread:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    return channel


async def archived_public(call: Call) -> Json:
    """Return public threads that sleep, newest first."""
    return _archived(call, ChannelKind.PUBLIC_THREAD, mine=False)


async def archived_private(call: Call) -> Json:
    """Return all private threads that sleep."""
    call.channel(Permission.MANAGE_THREADS)
    return _archived(call, ChannelKind.PRIVATE_THREAD, mine=False)


async def archived_joined(call: Call) -> Json:
    """Return the private threads that sleep and that the bot is in."""
    return _archived(call, ChannelKind.PRIVATE_THREAD, mine=True)


def _archived(call: Call, kind: ChannelKind, *, mine: bool) -> Json:
    parent = call.channel(Permission.READ_MESSAGE_HISTORY)
    limit = call.limit(usual=50, most=100)
    before = call.query.get("before")
    found = [
        each
        for each in (parent.guild.threads if parent.guild else ())
        if each.parent is parent
        and each.archived
        and each.kind == kind
        and (not mine or call.bot.id in each.joined)
        and (mine or before is None or (stamp(each.archived_at) or "") < before)
        and (not mine or before is None or each.id < int(before))
    ]
    found.sort(key=lambda thread: thread.id if mine else thread.archived_at, reverse=True)
    page = found[:limit]
    joined = [each for each in page if call.bot.id in each.joined]
    return {
        "threads": [places.thread(each, call.bot) for each in page],
        "members": [places.thread_member(each, call.bot.id) for each in joined],
        "has_more": len(found) > limit,
    }


_CHANNEL = "/channels/{channel}"
ROUTES: Routes = {
    f"POST {_CHANNEL}/messages/{{message}}/threads": open_on_message,
    f"POST {_CHANNEL}/threads": open_alone,
    f"GET {_CHANNEL}/thread-members": members,
    f"GET {_CHANNEL}/thread-members/{{user}}": member,
    f"PUT {_CHANNEL}/thread-members/{{user}}": join,
    f"DELETE {_CHANNEL}/thread-members/{{user}}": leave,
    f"GET {_CHANNEL}/threads/archived/public": archived_public,
    f"GET {_CHANNEL}/threads/archived/private": archived_private,
    f"GET {_CHANNEL}/users/@me/threads/archived/private": archived_joined,
}

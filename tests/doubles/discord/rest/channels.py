"""Channels and threads.

https://docs.discord.com/developers/resources/channel
"""

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.errors import Refused
from tests.doubles.discord.kinds import ChannelKind
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.router import Routes
from tests.doubles.discord.wire import places

_DURATIONS = (60, 1440, 4320, 10080)
_TEXT = (ChannelKind.TEXT, ChannelKind.NEWS)


async def get(call: Call) -> Json:
    """Return a channel or a thread."""
    return places.channel(call.channel(), call.bot)


async def edit(call: Call) -> Json:
    """Change a channel or a thread."""
    channel, raw = call.channel(), call.json()
    if channel.is_thread:
        return _edit_thread(call, channel, raw)
    call.require(channel, Permission.MANAGE_CHANNELS)
    channel.name = raw.get("name") or channel.name
    channel.topic = raw.get("topic", channel.topic)
    call.parts.world.changed_channel(channel)
    return places.channel(channel)


def _edit_thread(call: Call, thread: Channel, raw: Json) -> Json:
    granted = in_channel(thread, call.bot)
    if thread.owner is not call.bot or "locked" in raw:
        # https://docs.discord.com/developers/resources/channel#modify-channel-json-params-thread
        only_waking = set(raw) == {"archived"} and not raw["archived"] and not thread.locked
        needed = Permission.SEND_MESSAGES if only_waking else Permission.MANAGE_THREADS
        if needed not in granted:
            call.require(thread, Permission.MANAGE_THREADS)
    if thread.archived and raw.get("archived") is not False:
        raise Refused(400, 50083, "Thread is archived")
    thread.name = raw.get("name") or thread.name
    thread.auto_archive = raw.get("auto_archive_duration") or thread.auto_archive
    if "archived" in raw or "locked" in raw:
        archived = bool(raw.get("archived", thread.archived))
        call.parts.threads.archive(thread, locked=raw.get("locked"), archived=archived)
    else:
        call.parts.threads.changed(thread)
    return places.channel(thread, call.bot)


async def delete(call: Call) -> Json:
    """Delete a channel or a thread, or close a conversation."""
    channel = call.channel()
    shown = places.channel(channel, call.bot)
    if channel.is_thread:
        call.require(channel, Permission.MANAGE_THREADS)
        call.parts.threads.delete(channel)
    elif channel.guild is not None:
        call.require(channel, Permission.MANAGE_CHANNELS)
        call.parts.world.delete_channel(channel)
    return shown


_CHANNEL = "/channels/{channel}"
ROUTES: Routes = {
    f"GET {_CHANNEL}": get,
    f"PATCH {_CHANNEL}": edit,
    f"DELETE {_CHANNEL}": delete,
}

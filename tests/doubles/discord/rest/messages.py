"""Messages: https://docs.discord.com/developers/resources/message."""

import time

from tests.doubles.discord import forms
from tests.doubles.discord.channels import Channel
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.errors import (
    Refused,
    invalid_form,
    missing_permissions,
    wrong_length,
)
from tests.doubles.discord.kinds import ChannelKind
from tests.doubles.discord.mentions import read_allowed
from tests.doubles.discord.messages import Message
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.rest.call import Call, Json, snowflake
from tests.doubles.discord.rest.references import with_reference
from tests.doubles.discord.rest.router import Routes
from tests.doubles.discord.snowflakes import moment

_SEND = Permission.SEND_MESSAGES


async def create(call: Call) -> Json:
    """Post a message; with `enforce_nonce` the one that is already there comes back."""
    channel = call.channel(_SEND)
    check_can_hear(channel, call)
    raw = call.json()
    twin = _twin(call, channel, raw)
    if twin is not None:
        return call.written(twin)
    draft = with_reference(call, raw, channel, forms.read_new(call, raw, channel))
    require_parts(call, channel, draft)
    forms.require_something(draft)
    return call.written(post(call, channel, draft))


def post(call: Call, channel: Channel, draft: Draft) -> Message:
    """Post a message of the bot, and remember its nonce."""
    call.parts.threads.wake(channel, call.bot)
    message = call.parts.talk.post(channel, call.bot, draft)
    if draft.nonce is not None:
        channel.nonces[(call.bot.id, str(draft.nonce))] = message
    return message


def check_can_hear(channel: Channel, call: Call) -> None:
    """Raise `Refused` if nobody can be written to there."""
    if channel.kind in {ChannelKind.FORUM, ChannelKind.CATEGORY}:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    if channel.guild is not None:
        return
    guilds = call.parts.world.guilds.values()
    for other in channel.recipients:
        shared = any(guild.has(other) and guild.has(call.bot) for guild in guilds)
        if other is not call.bot and not (other.takes_dms and (shared or other.has_installed)):
            raise Refused(403, 50007, "Cannot send messages to this user")


def require_parts(call: Call, channel: Channel, draft: Draft) -> None:
    """Raise `Refused` if the bot may not send what is in a draft."""
    needed = [
        (Permission.ATTACH_FILES, draft.attachments),
        (Permission.EMBED_LINKS, draft.embeds),
        (Permission.SEND_TTS_MESSAGES, draft.tts),
        (Permission.SEND_POLLS, draft.poll),
    ]
    granted = in_channel(channel, call.bot)
    if any(wanted and permission not in granted for permission, wanted in needed):
        raise missing_permissions()


def _twin(call: Call, channel: Channel, raw: Json) -> Message | None:
    if not raw.get("enforce_nonce") or raw.get("nonce") is None:
        return None
    twin = channel.nonces.get((call.bot.id, str(raw["nonce"])))
    recent = twin is not None and twin.age < call.parts.rules.unique_nonces_for
    return twin if recent and twin is not None and twin.is_there else None


async def edit(call: Call) -> Json:
    """Edit a message of the bot's own; of others only the previews can be suppressed."""
    channel = call.channel()
    message = call.message(channel)
    raw = call.json()
    if message.author is not call.bot or message.webhook_id not in {None, call.bot.id}:
        if set(raw) - {"flags"}:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        call.require(channel, Permission.MANAGE_MESSAGES)
    check_old(call, message)
    if channel.archived:
        raise Refused(400, 50083, "Thread is archived")
    version = forms.read_edit(call, raw, message, time.monotonic())
    allowed = read_allowed(raw.get("allowed_mentions"))
    return call.written(call.parts.talk.edit(message, version, allowed=allowed))


def check_old(call: Call, message: Message) -> None:
    """Raise `Refused` if an old message was edited too often."""
    rules = call.parts.rules
    lately = time.monotonic() - 3600
    edits = sum(version.at > lately for version in message.versions[1:])
    if message.age > rules.old_after and edits >= rules.old_edits:
        words = "Maximum number of edits to messages older than 1 hour reached. Try again later"
        more = {"retry_after": rules.old_retry_after, "global": False}
        raise Refused(429, 30046, words, more=more)


async def get(call: Call) -> Json:
    """Return one message."""
    return call.written(call.message(call.channel(Permission.READ_MESSAGE_HISTORY)))


async def history(call: Call) -> list[Json]:
    """Return messages, newest first; nothing for whoever may not read the history."""
    channel = call.channel()
    limit = call.limit(usual=50, most=100)
    if Permission.READ_MESSAGE_HISTORY not in in_channel(channel, call.bot):
        return []
    return [call.written(message) for message in _page(call, channel, limit)]


def _page(call: Call, channel: Channel, limit: int) -> list[Message]:
    edges = {
        key: snowflake(call.query[key], path=key)
        for key in ("before", "after", "around")
        if key in call.query
    }
    if "around" in edges:
        at, half = edges["around"], limit // 2
        older = channel.between(0, at)[-half:] if half else []
        newer = channel.between(at - 1, 1 << 63)[: half + 1]
        return [*older, *newer][-limit:][::-1]
    between = channel.between(edges.get("after", 0), edges.get("before", 1 << 63))
    page = between[:limit] if "after" in edges and "before" not in edges else between[-limit:]
    return page[::-1]


async def delete(call: Call) -> None:
    """Delete a message."""
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.bot:
        call.require(channel, Permission.MANAGE_MESSAGES)
    call.parts.talk.delete(message)


async def delete_many(call: Call) -> None:
    """Delete 2 to 100 messages at once, none older than two weeks."""
    channel = call.channel(Permission.MANAGE_MESSAGES)
    ids = [snowflake(each, path="messages") for each in call.json().get("messages") or ()]
    if not 2 <= len(ids) <= 100:
        raise invalid_form({"messages": wrong_length(2, 100)})
    oldest = time.time() - call.parts.rules.bulk_delete_within
    if any(moment(each) < oldest for each in ids):
        words = "You can only bulk delete messages that are under 14 days old."
        raise Refused(400, 50034, words)
    found = [channel.get(each) for each in ids]
    call.parts.talk.delete_many(channel, [each for each in found if each is not None])


_MESSAGES = "/channels/{channel}/messages"
ROUTES: Routes = {
    f"POST {_MESSAGES}": create,
    f"GET {_MESSAGES}": history,
    f"GET {_MESSAGES}/{{message}}": get,
    f"PATCH {_MESSAGES}/{{message}}": edit,
    f"DELETE {_MESSAGES}/{{message}}": delete,
    f"POST {_MESSAGES}/bulk-delete": delete_many,
}

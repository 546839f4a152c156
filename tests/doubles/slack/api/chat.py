"""Messages: https://docs.slack.dev/reference/methods/chat.postMessage and its like."""

import time
from dataclasses import replace

from tests.doubles.slack.api import content
from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.drafts import Draft
from tests.doubles.slack.errors import Refused
from tests.doubles.slack.messages import Message

_GUISE = ("username", "icon_emoji", "icon_url")


async def post(call: Call) -> Json:
    """Post a message."""
    channel = writable(call, _target(call))
    said = content.read(call, most_text=call.parts.rules.text)
    if said.is_empty:
        raise Refused("no_text")
    message = call.parts.talk.post(channel, call.bot, draft(call, said, channel))
    call.parts.agents.answered(channel, message.thread_ts)
    return answer(call, message)


def _target(call: Call) -> Channel:
    """Return the channel; a user stands for the direct conversation with them."""
    wanted = call.need("channel")
    if wanted[0] in "UW":
        person = call.installation.user(wanted)
        if person is None or person is call.bot:
            raise Refused("channel_not_found")
        return call.parts.world.dm(person, call.bot)
    named = wanted.removeprefix("#")
    for channel in call.installation.channels():
        if channel.kind is Kind.PUBLIC and channel.name == named:
            return channel
    return call.channel()


def writable(call: Call, channel: Channel) -> Channel:
    """Return a channel; raise `Refused` if the bot may not write there."""
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind is Kind.IM and not call.parts.world.app.messages_tab:
        raise Refused("messages_tab_disabled")
    public = channel.kind is Kind.PUBLIC and "chat:write.public" in call.installation.scopes
    if not channel.has(call.bot) and not public:
        raise Refused("not_in_channel")
    return channel


def draft(call: Call, said: content.Content, channel: Channel) -> Draft:
    """Return what a call wants to say in a channel; raise `Refused`."""
    guise = {key: call.args[key] for key in _GUISE if call.args.get(key)}
    if guise:
        call.require("chat:write.customize")
    thread_ts = call.text("thread_ts") or None
    root = channel.get(thread_ts) if thread_ts else None
    if root is not None and root.is_reply:
        # A reply to a reply lands in the thread of the root.
        thread_ts = root.root
    return Draft(
        said.text or "",
        said.blocks or (),
        said.attachments or (),
        thread_ts=thread_ts,
        broadcast=call.flag("reply_broadcast") and thread_ts is not None,
        metadata=call.json("metadata", dict, error="invalid_metadata_format"),
        guise=guise,
        unfurls=call.flag("unfurl_links", usual=True) or call.flag("unfurl_media", usual=True),
    )


def answer(call: Call, message: Message) -> Json:
    """Return the answer of a method that has posted or changed a message."""
    written = call.parts.world.writer.write(message)
    return {"channel": message.channel.id, "ts": message.ts, "message": written}


async def update(call: Call) -> Json:
    """Show something else in a message of the bot's own."""
    message = own(call, "cant_update_message")
    if message.channel.archived:
        raise Refused("is_inactive")
    if message.is_streaming:
        raise Refused("streaming_state_conflict")
    said = content.read(call, most_text=call.parts.rules.update_text)
    if said.text is None and said.blocks is None and said.attachments is None:
        raise Refused("no_text")
    shown = message.shown
    # https://docs.slack.dev/reference/methods/chat.update: blocks go when only a text is given.
    blocks = said.blocks if said.blocks is not None else () if said.text else shown.blocks
    version = replace(
        shown,
        at=time.monotonic(),
        text=shown.field if said.text is None else said.text,
        blocks=blocks,
        attachments=shown.attachments if said.attachments is None else said.attachments,
        markdown=None,
    )
    if not (version.text or version.blocks or version.attachments or version.files):
        raise Refused("no_text")
    if (metadata := call.json("metadata", dict)) is not None:
        message.metadata = metadata or None
    # Only a change of the text shows the mark of an edit.
    call.parts.talk.edit(message, version, editor=None if said.blocks else call.bot)
    return answer(call, message) | {"text": version.text}


def own(call: Call, error: str) -> Message:
    """Return the message of a call, which has to be the bot's; raise `Refused` with `error`."""
    message = call.message(call.channel())
    if message.author is not call.bot:
        raise Refused(error)
    return message


async def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    message = own(call, "cant_delete_message")
    if message.is_streaming:
        raise Refused("cant_delete_message")
    call.parts.talk.delete(message)
    return {"channel": message.channel.id, "ts": message.ts}


async def post_ephemeral(call: Call) -> Json:
    """Show something to one person only."""
    channel = writable(call, call.channel())
    person = call.user()
    if not channel.has(person):
        raise Refused("user_not_in_channel")
    said = content.read(call, most_text=call.parts.rules.text)
    if said.is_empty:
        raise Refused("no_text")
    what = draft(call, said, channel)
    message = call.parts.talk.post(channel, call.bot, what, only_for=person)
    return {"message_ts": message.ts}


async def permalink(call: Call) -> Json:
    """Return the address of a message."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    more = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": message.link + more}


_WRITE = ("chat:write",)
METHODS: Methods = {
    "chat.postMessage": Method(post, tier=0, scopes=_WRITE),
    "chat.update": Method(update, tier=3, scopes=_WRITE),
    "chat.delete": Method(delete, tier=3, scopes=_WRITE),
    "chat.postEphemeral": Method(post_ephemeral, tier=4, scopes=_WRITE),
    "chat.getPermalink": Method(permalink, tier=0),
}

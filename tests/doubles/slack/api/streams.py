"""Messages that grow: https://docs.slack.dev/reference/methods/chat.startStream and its like."""

import time
from dataclasses import replace

from tests.doubles.slack.agents import STATES
from tests.doubles.slack.api import chat, chunks, content
from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.chunks import Chunks
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.channels import Channel
from tests.doubles.slack.errors import Refused
from tests.doubles.slack.messages import Message, Stream, Version


async def start(call: Call) -> Json:
    """Begin a stream in a thread."""
    channel = chat.writable(call, call.channel())
    recipient = _recipient(call, channel)
    thread_ts = call.need("thread_ts")
    first = chunks.read(call)
    stream = Stream(time.monotonic() + call.parts.rules.stream_lasts, recipient)
    draft = replace(
        chat.draft(call, content.NOTHING, channel),
        thread_ts=_root(channel, thread_ts),
        markdown=first.markdown,
        blocks=first.blocks,
    )
    message = call.parts.talk.post(channel, call.bot, draft, stream=stream)
    if not first.is_empty:
        _add(message, first)
    call.parts.agents.answered(channel, message.thread_ts)
    return {"channel": channel.id, "ts": message.ts}


def _root(channel: Channel, thread_ts: str) -> str:
    root = channel.get(thread_ts)
    return root.root if root is not None else thread_ts


def _recipient(call: Call, channel: Channel) -> str | None:
    """Return who the stream is for; outside of direct conversations that has to be said."""
    user, team = call.text("recipient_user_id"), call.text("recipient_team_id")
    if not channel.is_direct:
        if not team:
            raise Refused("missing_recipient_team_id")
        if not user:
            raise Refused("missing_recipient_user_id")
        if call.installation.user(user) is None:
            raise Refused("user_not_found")
    return user or None


async def append(call: Call) -> Json:
    """Let a stream say more."""
    message = _streaming(call)
    more = chunks.read(call)
    if more.is_empty:
        raise Refused("no_text")
    _check_total(call, message, more)
    version = _grown(message, more)
    _add(message, more)
    call.parts.talk.grow(message, version)
    return {"channel": message.channel.id, "ts": message.ts}


async def stop(call: Call) -> Json:
    """End a stream, with blocks below it if wished."""
    message = _streaming(call, stopping=True)
    last = chunks.read(call)
    blocks = call.json("blocks", error="invalid_blocks_format") or []
    content.check(blocks, call.parts.rules)
    status = call.text("session_status")
    if status and status not in STATES:
        raise Refused("invalid_arguments")
    _check_total(call, message, last)
    if (metadata := call.json("metadata", dict)) is not None:
        message.metadata = metadata
    _end(call, message, last, blocks)
    for state in STATES:
        if state == status:
            call.parts.agents.set_state(message.channel, message.root, state)
    return chat.answer(call, message)


def _end(call: Call, message: Message, last: Chunks, blocks: list[Json]) -> None:
    grown = _grown(message, last)
    bottom = content.numbered([*grown.blocks, *blocks])
    before = call.parts.world.writer.write(message, message.versions[0])
    _add(message, last)
    if message.stream is not None:
        message.stream.ended = message.stream.ended or "stopped"
    message.versions.append(replace(grown, blocks=bottom))
    call.parts.talk.tell_change(message, before)


def _streaming(call: Call, *, stopping: bool = False) -> Message:
    message = call.message(call.channel())
    if message.author is not call.bot:
        raise Refused("message_not_owned_by_app")
    closed = message.stream.closed if message.stream is not None else "never"
    refused = "message_not_in_streaming_state"
    if closed == "stopped_by_user":
        refused = (call.parts.rules.stop_after_stop or "") if stopping else closed
    if closed and refused:
        raise Refused(refused)
    return message


def _check_total(call: Call, message: Message, more: Chunks) -> None:
    most = call.parts.rules.stream_total
    length = len(message.shown.markdown or "") + len(more.markdown)
    if most is not None and length > most:
        raise Refused("msg_too_long")


def _grown(message: Message, more: Chunks) -> Version:
    shown = message.shown
    markdown = (shown.markdown or "") + more.markdown
    return replace(
        shown,
        at=time.monotonic(),
        markdown=markdown,
        blocks=(*shown.blocks, *more.blocks),
    )


def _add(message: Message, more: Chunks) -> None:
    stream = message.stream
    if stream is None:
        return
    stream.appends += 1
    stream.plan = stream.plan if more.plan is None else more.plan
    for task_id, task in more.tasks.items():
        stream.tasks[task_id] = stream.tasks.get(task_id, {}) | task


_WRITE = ("chat:write",)
METHODS: Methods = {
    "chat.startStream": Method(start, tier=2, scopes=_WRITE),
    "chat.appendStream": Method(append, tier=4, scopes=_WRITE),
    "chat.stopStream": Method(stop, tier=2, scopes=_WRITE),
}

"""What was said: https://docs.slack.dev/reference/methods/conversations.history and .replies."""

from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.methods import HISTORY, Method, Methods
from tests.doubles.slack.api.pages import metadata, page_of
from tests.doubles.slack.channels import Channel
from tests.doubles.slack.errors import Refused
from tests.doubles.slack.ids import moment
from tests.doubles.slack.messages import Message


async def history(call: Call) -> Json:
    """Return what was said outside of threads, newest first.

    With `oldest` and without `latest` the pages begin at the oldest, so that one can page forward.
    """
    channel = _readable(call)
    rules = call.parts.rules
    limit = call.limit(rules.history_usual, rules.history_most)
    top = [each for each in channel.messages if not each.is_reply or each.broadcast]
    wanted = _between(call, top)
    forward = call.text("oldest") not in {"", "0"} and not call.text("latest")
    found, cursor = page_of(wanted, call.text("cursor"), limit, newest_first=not forward)
    return _answer(call, found[::-1] if forward else found, cursor) | {"pin_count": 0}


async def replies(call: Call) -> Json:
    """Return a thread, oldest first, its root at the head of the first page."""
    channel = _readable(call)
    rules = call.parts.rules
    limit = call.limit(rules.replies_usual, rules.replies_most)
    root = channel.get(call.need("ts"))
    if root is None or root.only_for is not None:
        raise Refused("thread_not_found")
    thread = [] if root.is_reply else channel.thread(root)
    wanted = [root, *_between(call, thread)]
    found, cursor = page_of(wanted, call.text("cursor"), limit, newest_first=False)
    return _answer(call, found, cursor)


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.require_for(channel, "history")
    if not channel.has(call.bot):
        raise Refused("not_in_channel")
    return channel


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest = _edge(call, "oldest", 0)
    latest = _edge(call, "latest", float("inf"))
    if call.flag("inclusive"):
        return [each for each in messages if oldest <= moment(each.ts) <= latest]
    return [each for each in messages if oldest < moment(each.ts) < latest]


def _edge(call: Call, name: str, usual: float) -> float:
    try:
        return float(call.text(name) or usual)
    except ValueError:
        raise Refused(f"invalid_ts_{name}") from None


def _answer(call: Call, messages: list[Message], cursor: str) -> Json:
    writer = call.parts.world.writer
    written = [writer.in_channel(message) for message in messages]
    if not call.flag("include_all_metadata"):
        for each in written:
            each.pop("metadata", None)
    more = metadata(cursor) if cursor else {}
    return {"messages": written, "has_more": bool(cursor), **more}


METHODS: Methods = {
    "conversations.history": Method(history, tier=3, scopes=HISTORY),
    "conversations.replies": Method(replies, tier=3, scopes=HISTORY),
}

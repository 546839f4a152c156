"""Messages: https://docs.slack.dev/reference/events/message."""

from collections.abc import Callable
from typing import Any

from tests.doubles.slack import texts
from tests.doubles.slack.messages import Message, Version
from tests.doubles.slack.users import User
from tests.doubles.slack.wire import files, people

Json = dict[str, Any]


class MessageWriter:
    """Writes messages; `base` is the address of the double, for files."""

    def __init__(self) -> None:
        self.base = ""
        # What else the root of a thread tells: of the session of an agent.
        self.of_root: Callable[[Message], Json] = lambda message: {}

    def write(self, message: Message, version: Version | None = None) -> Json:
        """Return a message as it is (or was, in a version), without its channel."""
        shown = version or message.shown
        written: Json = {"type": "message", "user": message.author.id, "ts": message.ts}
        written |= _writer_of(message)
        written["text"] = shown.field
        written["team"] = message.author.workspace.id
        written |= {"blocks": list(blocks)} if (blocks := _blocks(message, shown)) else {}
        if shown.attachments:
            written["attachments"] = list(shown.attachments)
        if shown.files:
            written["files"] = [files.attached(each, self.base) for each in shown.files]
            written["upload"] = False
        if message.subtype is not None:
            written["subtype"] = message.subtype
        if message.thread_ts is not None:
            written["thread_ts"] = message.thread_ts
        if message.is_reply:
            written |= _parent(message)
        if message.stream is not None:
            closed = message.stream.closed and shown is message.shown
            written["streaming_state"] = "completed" if closed else "in_progress"
        if message.edited is not None and shown is message.shown:
            user, ts = message.edited
            written["edited"] = {"user": user.id, "ts": ts}
        return written | ({"metadata": message.metadata} if message.metadata else {})

    def in_channel(self, message: Message) -> Json:
        """Return a message as history shows it: the root of a thread counts the replies."""
        written = self.write(message)
        replies = [] if message.is_reply else message.channel.thread(message)
        if replies:
            written |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users_count": len({each.author.id for each in replies}),
                "latest_reply": replies[-1].ts,
                "reply_users": list(dict.fromkeys(each.author.id for each in replies)),
                "is_locked": False,
                "subscribed": False,
            }
        if not message.is_reply:
            written |= self.of_root(message)
        if message.reactions:
            written["reactions"] = reactions(message)
        return written


def _writer_of(message: Message) -> Json:
    author = message.author
    if author.bot_id is None:
        return {"client_msg_id": message.client_msg_id} if message.client_msg_id else {}
    bot = {
        "bot_id": author.bot_id,
        "app_id": author.app_id,
        "bot_profile": people.bot_profile(author),
    }
    return bot | message.guise


def _blocks(message: Message, shown: Version) -> tuple[Json, ...]:
    if shown.markdown:
        # Read back, a stream is rich text; its words are what matters here.
        said = {"type": "rich_text_section", "elements": [{"type": "text", "text": shown.markdown}]}
        streamed = {"type": "rich_text", "block_id": "stream", "elements": [said]}
        return (streamed, *shown.blocks)
    if shown.blocks or not shown.text or message.subtype == "tombstone":
        return shown.blocks
    return (texts.rich_text(shown.text),)


def _parent(message: Message) -> Json:
    root = message.channel.get(message.root)
    return {"parent_user_id": root.author.id} if root is not None else {}


def reactions(message: Message) -> list[Json]:
    """Return the reactions to a message."""
    return [
        {"name": name, "users": [user.id for user in users], "count": len(users)}
        for name, users in message.reactions.items()
    ]


def item(message: Message) -> Json:
    """Return how a reaction names what it is about."""
    return {"type": "message", "channel": message.channel.id, "ts": message.ts}


def mentions(message: Message, user: User) -> bool:
    """Return whether a message mentions somebody."""
    return user.mention in message.shown.text

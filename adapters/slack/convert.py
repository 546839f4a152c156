"""Makes the core's messages out of Slack's events; no network, no clock."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from adapters.slack.contents import contents, named
from adapters.slack.wire import Json
from bot.messages import Attachment, Message, OptionValue, Person, Place, Quote

PLATFORM = "slack"

Reader = Callable[[str, int], Callable[[], Awaitable[bytes]]]
"""Makes what reads a file, given its address and the bytes that were announced."""

_UNKNOWN = "application/octet-stream"


def message_id(team: str, channel: str, ts: str) -> str:
    """The id of a message: the same whether it is told as a mention or as a message."""
    return f"{team}-{channel}-{ts}"


def ts_of(message: Message) -> str:
    """The timestamp of the message at Slack; what a button or a command leads to has none there."""
    return ts_in(message.id)


def ts_in(message_id_: str) -> str:
    """The timestamp in the id of a message."""
    return message_id_.rpartition("-")[2]


def place_of(team: str, event: Json) -> Place:
    """Where a message belongs: what is said in a thread to it, the rest to the channel."""
    thread = event.get("thread_ts")
    return Place(
        PLATFORM, team, str(event["channel"]), thread if thread and thread != event["ts"] else None
    )


def is_direct(event: Json) -> bool:
    """Whether only this person and the bot are there."""
    kind = event.get("channel_type")
    return kind == "im" if kind else str(event["channel"]).startswith("D")


def moment(ts: str) -> datetime:
    """When something was said."""
    return datetime.fromtimestamp(float(ts), UTC)


def to_message(
    event: Json,
    *,
    team: str,
    person: Person,
    me: str,
    reader: Reader,
    names: Mapping[str, str],
    earlier: Sequence[Quote] = (),
    command: str = "chat",
    options: Mapping[str, OptionValue] | None = None,
) -> Message:
    """Make a message; `earlier` is what was said before it in its thread, the oldest first."""
    text = contents(event, me=me, names=names)
    files = [file for file in event.get("files") or () if file.get("mode") != "tombstone"]
    if not text and not files:
        # Whoever only calls the bot wants to be greeted.
        text = named(str(event.get("text") or ""), names)
    return Message(
        id=message_id(team, event["channel"], event["ts"]),
        place=place_of(team, event),
        person=person,
        text="" if command != "chat" else text,
        sent_at=moment(event["ts"]),
        attachments=tuple(attachment_of(file, reader) for file in files),
        quotes=tuple(earlier),
        command=command,
        options=dict(options or {}),
        direct=is_direct(event),
    )


def attachment_of(file: Json, reader: Reader) -> Attachment:
    """A file as it is announced; it is fetched when somebody needs it."""
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    size = int(file.get("size") or 0)
    media_type = str(file.get("mimetype") or _UNKNOWN)
    if file.get("subtype") == "slack_audio" and not media_type.startswith("audio/"):
        # A clip is told to be a film, or nothing in particular.
        media_type = "audio/mp4"
    return Attachment(
        name=str(file.get("name") or file.get("title") or file.get("id")),
        media_type=media_type,
        size=size,
        source=url,
        read=reader(url, size),
    )

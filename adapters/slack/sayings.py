"""Makes what the core reads of a channel out of Slack's messages; no network, no clock."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack.contents import contents, mentioned
from adapters.slack.convert import Reader, attachment_of, message_id, moment
from adapters.slack.links import link
from adapters.slack.listening import SAID, Me
from adapters.slack.wire import Json
from bot.channels import Said
from bot.messages import Quote

_LONGEST_QUOTE = 2_000
_TEXTS = {"text", "link", "user", "channel", "emoji", "usergroup", "broadcast"}


def is_saying(event: Json) -> bool:
    """Whether somebody said it; joining, renaming and the like are told as messages too."""
    return event.get("type") == "message" and event.get("subtype") in SAID


def people_in(event: Json) -> Iterator[str]:
    """The ids of whoever wrote it and of those whom it names."""
    if user := event.get("user"):
        yield str(user)
    yield from mentioned(event)


def said(event: Json, *, me: Me, channel: str, names: Mapping[str, str], reader: Reader) -> Said:
    """Make it out of a message of a channel."""
    files = [file for file in event.get("files") or () if file.get("mode") != "tombstone"]
    ts = str(event["ts"])
    return Said(
        id=message_id(me.team, channel, ts),
        author_id=str(event.get("user") or event.get("bot_id") or ""),
        author=_author(event, names),
        text=text_of(event, names),
        at=moment(ts),
        link=link(me.site, team=me.team, channel=channel, ts=ts, thread=event.get("thread_ts")),
        bot=bool(event.get("bot_id")),
        attachments=tuple(attachment_of(file, reader) for file in files),
    )


def quote(event: Json, author: str, *, me: Me, channel: str, names: Mapping[str, str]) -> Quote:
    """An earlier message, with the names of its files; a long one ends with "…"."""
    ts = str(event["ts"])
    spoken = (
        text_of(event, names) if event.get("bot_id") else contents(event, me=me.user, names=names)
    )
    files = [f"[file: {file.get('name')}]" for file in event.get("files") or ()]
    text = "\n".join(part for part in (spoken, *files) if part)
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    return Quote(
        author,
        text,
        id=message_id(me.team, channel, ts),
        author_id=str(event.get("user") or event.get("bot_id") or ""),
        link=link(me.site, team=me.team, channel=channel, ts=ts, thread=event.get("thread_ts")),
    )


def text_of(event: Json, names: Mapping[str, str], *, me: str = "") -> str:
    """All that a message says; of a bot's it is what stands in its blocks."""
    if event.get("bot_id"):
        parts = [_of_block(block) for block in event.get("blocks") or ()]
        if spoken := "\n".join(part for part in parts if part):
            return spoken
    return contents(event, me=me, names=names)


def _author(event: Json, names: Mapping[str, str]) -> str:
    profile = event.get("bot_profile") or {}
    own = event.get("username") or names.get(str(event.get("user")), "")
    return str(own or profile.get("name") or "somebody")


def _of_block(block: Json) -> str:
    match block.get("type"):
        case "markdown":
            return str(block.get("text") or "")
        case "section" | "header":
            return str((block.get("text") or {}).get("text") or "")
        case "rich_text":
            return "".join(_rich(block.get("elements") or ())).strip()
    return ""


def _rich(elements: Any) -> Iterator[str]:
    """The words of rich text, which is how Slack gives markdown back."""
    for element in elements:
        kind = str(element.get("type"))
        if kind in _TEXTS:
            yield str(element.get("text") or element.get("url") or element.get("name") or "")
            continue
        yield from _rich(element.get("elements") or ())
        if kind.startswith("rich_text_"):
            yield "\n"

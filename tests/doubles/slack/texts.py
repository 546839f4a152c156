"""Texts as they travel, and as people see them.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Json = dict[str, Any]

# What a person's client makes of mentions and links, as opposed to a typed "<".
_SPECIAL = re.compile(r"<(?:[@#!][^<>]+|(?:https?|mailto|tel):[^<>]+)>")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_PING = re.compile(
    r"<(@[UW][A-Z0-9]+|!(?:channel|here|everyone)|!subteam\^S[A-Z0-9]+)(?:\|[^>]*)?>"
)
_MARKDOWN = (
    (re.compile(r"\[([^\]\n]*)\]\(([^)\n]*)\)"), r"<\2|\1>"),
    (re.compile(r"\*\*([^\n]+?)\*\*"), r"*\1*"),
    (re.compile(r"^#+ ", re.MULTILINE), ""),
    (re.compile(r"^[-*] ", re.MULTILINE), "• "),
)


def escape(text: str) -> str:
    """Return what a person typed in the form in which it travels."""
    parts, at = [], 0
    for special in _SPECIAL.finditer(text):
        parts += [_escaped(text[at : special.start()]), special.group()]
        at = special.end()
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return the characters that a text shows for the three that are escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def rich_text(text: str) -> Json:
    """Return the block that a client sends along with an escaped text."""
    elements: list[Json] = []
    at = 0
    for special in _SPECIAL.finditer(text):
        elements += _plain(text[at : special.start()])
        elements.append(_special(special.group()[1:-1]))
        at = special.end()
    elements += _plain(text[at:])
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": "rich", "elements": [section]}


def _plain(text: str) -> list[Json]:
    return [{"type": "text", "text": unescape(text)}] if text else []


def _special(inside: str) -> Json:
    target, _, label = inside.partition("|")
    match target[0], target[1:]:
        case "@", user:
            return {"type": "user", "user_id": user}
        case "#", channel:
            return {"type": "channel", "channel_id": channel}
        case "!", range_:
            return {"type": "broadcast", "range": range_}
    return {"type": "link", "url": target} | ({"text": label} if label else {})


def pings(texts: Iterable[str]) -> set[str]:
    """Return whom texts notify: ids of users, "!here" and the like, "!subteam^S1"."""
    found = (_PING.findall(_CODE.sub("", text)) for text in texts)
    return {each.removeprefix("@") for several in found for each in several}


def of_markdown(text: str) -> str:
    """Return the field `text` that Slack gives a message written in markdown.

    As read back from Slack in September 2026: bold with one asterisk, headings without their
    signs, bullets, links in angle brackets.
    """
    for pattern, instead in _MARKDOWN:
        text = pattern.sub(instead, text)
    return text


def visible(blocks: Sequence[Json]) -> str:
    """Return the words that blocks show, a line for each part; buttons have none."""
    return "\n".join(text for block in blocks for text in _words(block))


def speaking(blocks: Sequence[Json]) -> Iterator[str]:
    """Go through the texts of blocks in which mentions are mentions."""
    for block in blocks:
        if block.get("type") == "markdown":
            yield str(block.get("text") or "")
        for text in _objects(block):
            if text.get("type") == "mrkdwn":
                yield str(text.get("text") or "")


def _words(block: Json) -> Iterator[str]:
    match block.get("type"):
        case "markdown":
            yield str(block.get("text") or "")
        case "rich_text":
            yield "".join(_of_rich(block.get("elements") or ()))
        case "table":
            for row in block.get("rows") or ():
                yield " | ".join("".join(_of_cell(cell)) for cell in row)
        case "image":
            yield str(block.get("alt_text") or "")
        case "task_card" | "plan":
            yield str(block.get("title") or "")
        case _:
            yield from (unescape(str(text.get("text") or "")) for text in _objects(block))


def _objects(block: Json) -> Iterator[Json]:
    if block.get("type") in {"actions", "context_actions"}:
        return
    for key in ("title", "label", "text", "hint", "description"):
        if isinstance(block.get(key), dict):
            yield block[key]
    yield from block.get("fields") or ()
    for element in block.get("elements") or ():
        if element.get("type") in {"mrkdwn", "plain_text"}:
            yield element


def _of_cell(cell: Json) -> Iterator[str]:
    if cell.get("type") == "rich_text":
        yield from _of_rich(cell.get("elements") or ())
    else:
        yield str(cell.get("text") or "")


def _of_rich(elements: Iterable[Json]) -> Iterator[str]:
    for element in elements:
        match element.get("type"):
            case "text" | "link":
                yield str(element.get("text") or element.get("url") or "")
            case "user":
                yield f"<@{element.get('user_id')}>"
            case "channel":
                yield f"<#{element.get('channel_id')}>"
            case "broadcast":
                yield f"<!{element.get('range')}>"
            case "emoji":
                yield f":{element.get('name')}:"
            case _:
                yield from _of_rich(element.get("elements") or ())

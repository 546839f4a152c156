"""Reads what is to be said from a call, and refuses it where Slack does.

https://docs.slack.dev/reference/methods/chat.postMessage
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.doubles.slack import blocks as block_kit
from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.errors import Refused, explained
from tests.doubles.slack.rules import Rules

_MOST_ATTACHMENTS = 100


@dataclass(frozen=True, slots=True)
class Content:
    """Text, blocks and attachments of a call; None for what the call does not name."""

    text: str | None
    blocks: tuple[Json, ...] | None
    attachments: tuple[Json, ...] | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.text or self.blocks or self.attachments)


NOTHING = Content(None, None, None)


def read(call: Call, *, most_text: int) -> Content:
    """Return the content of a call; raise `Refused`."""
    rules = call.parts.rules
    markdown = call.text("markdown_text")
    if markdown:
        return _of_markdown(call, markdown)
    text = call.args.get("text")
    if text is not None and len(str(text)) > most_text:
        raise Refused("msg_too_long")
    blocks = call.json("blocks", error="invalid_blocks_format")
    check(blocks or [], rules)
    attachments = call.json("attachments", error="invalid_attachments")
    if len(attachments or ()) > _MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    for attachment in attachments or ():
        check(attachment.get("blocks") or [], rules)
    return Content(
        None if text is None else str(text),
        None if blocks is None else numbered(blocks),
        None if attachments is None else tuple(attachments),
    )


def _of_markdown(call: Call, markdown: str) -> Content:
    if call.args.get("text") or call.args.get("blocks"):
        raise Refused("markdown_text_conflict")
    if len(markdown) > call.parts.rules.markdown:
        raise Refused("msg_too_long")
    block = {"type": "markdown", "text": markdown}
    return Content(markdown, numbered([block]), ())


def check(blocks: Sequence[Json], rules: Rules) -> None:
    """Raise `Refused` if a message may not have these blocks."""
    found = block_kit.problems(blocks, most=rules.blocks)
    if block_kit.text_of(blocks, "markdown") > rules.markdown and not found:
        found = [f"markdown blocks must be less than {rules.markdown + 1} characters together"]
    if found:
        raise explained("invalid_blocks", found)
    if block_kit.text_of(blocks) > rules.blocks_text:
        raise Refused("msg_blocks_too_long")


def numbered(blocks: Sequence[Json]) -> tuple[Json, ...]:
    """Return blocks in which each has a `block_id`, and each element an `action_id`."""
    return tuple(
        {"block_id": f"b{number}"} | _with_actions(block, number)
        for number, block in enumerate(blocks)
    )


def _with_actions(block: Json, number: int) -> Json:
    elements = block.get("elements")
    if block.get("type") not in {"actions", "context_actions"} or not elements:
        return block
    named = [{"action_id": f"a{number}{at}"} | element for at, element in enumerate(elements)]
    return block | {"elements": named}

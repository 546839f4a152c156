"""The pieces in which streams come.

https://docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming
"""

from dataclasses import dataclass, field

from tests.doubles.slack.api import content
from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.errors import Refused

_MOST_TITLE = 256
_KINDS = {"markdown_text", "task_update", "plan_update", "blocks"}
_STATES = {"pending", "in_progress", "complete", "error"}


@dataclass(frozen=True, slots=True)
class Chunks:
    """What one call adds to a stream; `plan` is None where the call names none."""

    markdown: str = ""
    blocks: tuple[Json, ...] = ()
    tasks: dict[str, Json] = field(default_factory=dict)
    plan: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is added."""
        return not (self.markdown or self.blocks or self.tasks or self.plan)


def read(call: Call) -> Chunks:
    """Return the chunks of a call; raise `Refused`."""
    given = call.json("chunks", error="invalid_chunks")
    text = call.text("markdown_text")
    if given and text:
        raise Refused("invalid_arguments")
    chunks = [{"type": "markdown_text", "text": text}] if text else given or []
    if any(not isinstance(each, dict) or each.get("type") not in _KINDS for each in chunks):
        raise Refused("invalid_chunks")
    markdown = "".join(str(each.get("text") or "") for each in _of("markdown_text", chunks))
    if len(markdown) > call.parts.rules.markdown:
        raise Refused("msg_too_long")
    blocks = [block for each in _of("blocks", chunks) for block in each.get("blocks") or ()]
    content.check(blocks, call.parts.rules)
    plans = [str(each.get("title") or "") for each in _of("plan_update", chunks)]
    tasks = {str(each.get("id")): _task(each) for each in _of("task_update", chunks)}
    return Chunks(markdown, content.numbered(blocks), tasks, plans[-1] if plans else None)


def _of(kind: str, chunks: list[Json]) -> list[Json]:
    return [each for each in chunks if each["type"] == kind]


def _task(chunk: Json) -> Json:
    title = chunk.get("title")
    known = chunk.get("status") in _STATES
    if not chunk.get("id") or not title or len(str(title)) > _MOST_TITLE or not known:
        raise Refused("invalid_chunks")
    return {key: value for key, value in chunk.items() if key != "type"}

"""`/classify`: which of some labels fits a text."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.commands import Command, Kind, Option
from bot.commands.task import TEXT, asked, given, json_in, listed, wish
from bot.errors import InputError, ModelUnusable
from bot.messages import Event, Text

if TYPE_CHECKING:
    from bot.context import Context

_MOST = 50
_TASK = (
    "Classify the material{by}. {how} Answer with JSON and nothing else: "
    '{{"labels": ["..."], "reason": "one short sentence in the language of the material"}}'
)


async def run(context: "Context") -> AsyncIterator[Event]:
    """Say which labels fit, and why."""
    labels = listed(wish(context, "labels"))
    if len(labels) == 1 or len(labels) > _MOST:
        raise InputError(f"Give from 2 to {_MOST} labels, with commas: spam, question, praise.")
    several = context.message.options.get("several") is True
    by = f" by these labels only: {', '.join(labels)}" if labels else " by its kind and its tone"
    how = "Take every label that fits." if several else "Take the one label that fits best."
    prompt = asked(context, _TASK.format(by=by, how=how), given(context))
    written = await context.answers.write(prompt, schema=_schema(labels))
    chosen, reason = _read(json_in(written), labels)
    names = ", ".join(f"**{label}**" for label in (chosen if several else chosen[:1]))
    yield Text(f"{names}\n{reason}" if reason else names)


def _schema(labels: Sequence[str]) -> dict[str, Any]:
    label = {"type": "string", "enum": list(labels)} if labels else {"type": "string"}
    return {
        "type": "object",
        "properties": {
            "labels": {"type": "array", "items": label},
            "reason": {"type": "string"},
        },
        "required": ["labels", "reason"],
        "additionalProperties": False,
    }


def _read(answer: Any, labels: Sequence[str]) -> tuple[list[str], str]:
    """Take what the model chose; labels that nobody offered do not count."""
    fields: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    given_labels = fields.get("labels")
    found = given_labels if isinstance(given_labels, list) else []
    chosen = [str(label) for label in found if str(label).strip()]
    if labels:
        offered = {label.casefold(): label for label in labels}
        known = [offered.get(label.strip().casefold()) for label in chosen]
        chosen = list(dict.fromkeys(label for label in known if label is not None))
    if not chosen:
        raise ModelUnusable("no label that was offered")
    return chosen, str(fields.get("reason") or "").strip()


command = Command(
    name="classify",
    description="Say which label fits a text: its topic, tone or genre, or labels of your own",
    run=run,
    options=(
        TEXT,
        Option("labels", "The labels to choose from, with commas between them", maximum=1_000),
        Option("several", "All labels that fit, not the best one only", Kind.FLAG),
        Option("file", "A file with the text", Kind.FILE),
    ),
    examples=('/classify labels="bug, question, praise" It crashes when I press Save.',),
    topic="texts",
)

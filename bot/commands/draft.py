"""`/draft`: a text in several variants, one of which is picked and gone on with."""

import re
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option, tongues
from bot.commands.task import LONGEST_WISH, asked, wish
from bot.errors import ModelUnusable
from bot.messages import Choice, Choices, Event, Status, Text
from bot.models import Utterance

if TYPE_CHECKING:
    from bot.context import Context

_USUAL = 3
_MOST = 5
_TASK = (
    "Draft {count} of this: {about}\n{wishes}The variants must differ in idea and wording. Write "
    "them one below the other, and between two of them a line that holds nothing but =====. No "
    "headings, no numbers, no comments."
)
# Neither goes back over what it took: what a model writes may be long and strange.
_BETWEEN = re.compile(r"^[^\S\n]*+={5,}+[^\S\n]*+$", re.MULTILINE)
_NUMBER = re.compile(r"\A\s*+(?:(?:variant|version|draft)\s*+)?\d++\s*+[.):]\s*+", re.IGNORECASE)
_GO_ON = "Let us take this draft as the starting point, and make it better:\n\n{draft}"


async def run(context: "Context") -> AsyncIterator[Event]:
    """Draft the variants, and offer each as the starting point of a conversation."""
    count = int(context.message.options.get("variants", _USUAL))
    yield Status("working", f"drafting {count} variants" if count > 1 else "drafting")
    written = await context.answers.write(_prompt(context, count))
    drafts = divided(written)[:count]
    if not drafts:
        raise ModelUnusable("no draft")
    yield Text("\n\n".join(_shown(drafts)))
    yield Choices("Go on with one of them?", tuple(_choices(drafts)))


def divided(written: str) -> list[str]:
    """The drafts in what the model wrote, without their numbers; those that are empty left out."""
    drafts = [_NUMBER.sub("", draft).strip() for draft in _BETWEEN.split(written)]
    return [draft for draft in drafts if draft]


def _prompt(context: "Context", count: int) -> Sequence[Utterance]:
    wishes = {
        "Kind of text": wish(context, "kind"),
        "Tone": wish(context, "tone"),
        "For": wish(context, "audience"),
        "Language": wish(context, "language"),
    }
    lines = "".join(f"{name}: {value}\n" for name, value in wishes.items() if value)
    variants = f"{count} variants" if count > 1 else "one variant"
    material = context.material.question if context.material else ""
    task = _TASK.format(count=variants, about=wish(context, "about"), wishes=lines)
    return asked(context, task, material)


def _shown(drafts: Sequence[str]) -> list[str]:
    if len(drafts) == 1:
        return list(drafts)
    return [f"**{number}**\n{draft}" for number, draft in enumerate(drafts, 1)]


def _choices(drafts: Sequence[str]) -> list[Choice]:
    labels = (
        ["Go on with it"]
        if len(drafts) == 1
        else [f"Go on with {n + 1}" for n in range(len(drafts))]
    )
    return [
        Choice(label, text=_GO_ON.format(draft=draft))
        for label, draft in zip(labels, drafts, strict=True)
    ]


command = Command(
    name="draft",
    description="Draft a text in several variants, and go on with the one you pick",
    run=run,
    options=(
        Option("about", "What it is about", required=True, maximum=4_000, rest=True),
        Option("kind", "What kind of text: an advert, a post, an e-mail", maximum=100),
        Option(
            "variants", f"How many, {_USUAL} if not given", Kind.WHOLE, minimum=1, maximum=_MOST
        ),
        Option("tone", "How it should sound", maximum=LONGEST_WISH),
        Option("audience", "Who reads it", maximum=LONGEST_WISH),
        tongues.option("language", "The language of the text"),
        Option("file", "What it should use", Kind.FILE),
    ),
    examples=(
        "/draft kind=advert variants=5 a bicycle that folds into a backpack",
        "/draft kind=e-mail tone=formal we have to move the meeting to Tuesday",
    ),
    topic="texts",
)

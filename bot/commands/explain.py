"""`/explain`: what a message, an error, a file or a piece of code means, and how to mend it."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option, tongues
from bot.commands.task import LONGEST_WISH, TEXT, asked, given, wish
from bot.messages import Event

if TYPE_CHECKING:
    from bot.context import Context

_LEVELS = {
    "simple": "Explain it to somebody who knows nothing of the field, in plain words.",
    "usual": "Explain it to a colleague.",
    "expert": "Explain it to an expert: briefly, and with the exact terms.",
}
_TASK = (
    "Explain what the material says or does. If it is an error or faulty code, say what went wrong "
    "and how to mend it, with the mended lines. Say so where you cannot know. {level}"
)


async def run(context: "Context") -> AsyncIterator[Event]:
    """Explain what was given."""
    level = wish(context, "level") or "usual"
    task = _TASK.format(level=_LEVELS[level])
    if focus := wish(context, "about"):
        task += f" Explain above all: {focus}"
    if language := wish(context, "language"):
        task += f" Write in this language: {language}."
    async for event in context.answers.say(asked(context, task, given(context))):
        yield event


command = Command(
    name="explain",
    description="Explain an error, a message, a file or a piece of code, and how to mend it",
    run=run,
    options=(
        TEXT,
        Option("file", "A file or a picture, such as a screenshot", Kind.FILE),
        Option("level", "For whom", Kind.CHOICE, choices=tuple(_LEVELS)),
        Option("about", "What you want to know above all", maximum=LONGEST_WISH),
        tongues.option("language", "The language of the explanation"),
    ),
    examples=(
        "/explain TypeError: unsupported operand type(s) for +: 'int' and 'str'",
        "/explain level=simple What is a mutex?",
    ),
    topic="texts",
)

"""`/rewrite`: a text changed as somebody wants it."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.commands.task import LONGEST_WISH, TEXT, asked, given, wish
from bot.messages import Event

if TYPE_CHECKING:
    from bot.context import Context

_MEND = "Correct spelling, grammar and punctuation; change nothing else"
_TASK = (
    "Rewrite the text. What is wanted: {how}. Keep its language unless another one is wanted, and "
    "keep its meaning, its Markdown, names, numbers and links. Write the whole new text, without "
    "the marks around it."
)


async def run(context: "Context") -> AsyncIterator[Event]:
    """Write the text anew."""
    task = _TASK.format(how=wish(context, "how") or _MEND)
    async for event in context.answers.say(asked(context, task, given(context))):
        yield event


command = Command(
    name="rewrite",
    description="Correct a text, or change it as you say",
    run=run,
    options=(
        TEXT,
        Option("how", "What to change; otherwise mistakes are corrected", maximum=LONGEST_WISH),
        Option("file", "A file with the text", Kind.FILE),
    ),
    examples=(
        "/rewrite What day of the wek is it?",
        '/rewrite how="friendlier, and half as long" I need the report now.',
    ),
    topic="texts",
)

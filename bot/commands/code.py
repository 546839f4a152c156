"""`/code`: code from a sentence, from tables, or going on with code that was begun."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.commands.task import asked, wish
from bot.messages import Event

if TYPE_CHECKING:
    from bot.context import Context

_TASK = (
    "Write code. What is wanted: {wanted}\n{language}Use the tables, interfaces and names of the "
    "material where there is some; where it is code that was begun, go on with it. Give one fenced "
    "block that runs as it is, then at most three sentences on what one has to know."
)


async def run(context: "Context") -> AsyncIterator[Event]:
    """Write what is wanted, out of what came along."""
    language = wish(context, "language")
    wanted = wish(context, "task")
    in_language = f"Write it in {language}. " if language else ""
    material = context.material.question if context.material else ""
    task = _TASK.format(wanted=wanted, language=in_language)
    async for event in context.answers.say(asked(context, task, material)):
        yield event


command = Command(
    name="code",
    description="Write code from a sentence: SQL, a script, a call to an API",
    run=run,
    options=(
        Option("task", "What it should do", required=True, maximum=6_000, rest=True),
        Option("language", "The programming language", maximum=40),
        Option("file", "Tables, an interface, or code that was begun", Kind.FILE),
    ),
    examples=(
        "/code language=SQL the ten customers with the largest orders of this year",
        "/code language=Python fetch a page and count its words",
    ),
    topic="texts",
)

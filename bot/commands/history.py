"""`/history`: what was said here last, as the bot remembers it."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.commands.transcript import written
from bot.messages import Event, Notice, Text

if TYPE_CHECKING:
    from bot.context import Context

_USUAL = 5
_MOST = 50


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show the last turns of this place."""
    count = int(context.message.options.get("count", _USUAL))
    turns = await context.store.turns.newest(context.message.place, count)
    if not turns:
        yield Notice("Nothing is remembered of this conversation.")
        return
    yield Text(written(turns))


command = Command(
    name="history",
    description="Show the last questions and answers of this conversation",
    run=run,
    options=(
        Option("count", f"How many, {_USUAL} if not given", Kind.WHOLE, minimum=1, maximum=_MOST),
    ),
    examples=("/history", "/history 20"),
    private=True,
)

"""`/forget`: the bot lets go of what was said here."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command
from bot.commands.check import MANAGE
from bot.errors import NotPermitted
from bot.messages import Event, Notice

if TYPE_CHECKING:
    from bot.context import Context


async def run(context: "Context") -> AsyncIterator[Event]:
    """Delete the turns and the summary of this place, and what failed there."""
    message, store = context.message, context.store
    if not (message.direct or message.person.admin):
        raise NotPermitted(MANAGE)
    # A summary that is being written must not arrive after the old one was deleted.
    context.memory.forget(message.place)
    try:
        await store.summaries.clear(message.place)
        await store.failed.clear(message.place)
        count = await store.turns.clear(message.place)
    finally:
        # Again, because somebody may have read the store meanwhile.
        context.memory.forget(message.place)
    if count == 0:
        yield Notice("There was nothing to forget here.")
    else:
        turns = "1 question with its answer" if count == 1 else f"{count:,} questions with answers"
        yield Notice(f"Forgotten: {turns}, and what was summed up of them.")


command = Command(
    name="forget",
    description="Delete what the bot remembers of this conversation; in shared places for admins",
    run=run,
    examples=("/forget",),
    private=True,
    changes_window=True,
    tool="forget all that was said in this conversation",
    changes=True,
)

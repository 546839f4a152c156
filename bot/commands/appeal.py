"""`/appeal`: ask the moderators to look again at what was decided about oneself."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.messages import Event, Notice
from bot.moderation.appealing import LONGEST_REASON, appeal
from bot.moderation.desk import LARGEST

if TYPE_CHECKING:
    from bot.context import Context


async def run(context: "Context") -> AsyncIterator[Event]:
    """Appeal an item, or the last thing that was decided about the asker."""
    item = context.message.options.get("item")
    number = None if item is None else int(item)
    office = context.office
    yield Notice(await appeal(office.desk, office.posting, context.message, number))


command = Command(
    name="appeal",
    description="Ask the moderators to look again at what was decided about you, once",
    run=run,
    options=(
        Option(
            "item",
            "Its number; the last decision if not given",
            Kind.WHOLE,
            minimum=1,
            maximum=LARGEST,
        ),
        Option("reason", "Why it was wrong", maximum=LONGEST_REASON, rest=True),
    ),
    examples=("/appeal", "/appeal 17", "/appeal 17 It was a quote from a book"),
    tries=(),
    private=True,
    topic="moderation",
)

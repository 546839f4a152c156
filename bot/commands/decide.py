"""What the buttons of the moderation desk send: a decision about an item."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.messages import Event, Notice
from bot.moderation.deciding import ACTIONS, decide
from bot.moderation.desk import DECIDE, LARGEST

if TYPE_CHECKING:
    from bot.context import Context


async def run(context: "Context") -> AsyncIterator[Event]:
    """Decide about an item of this server's desk."""
    options = context.message.options
    action = str(options["action"])
    yield Notice(await decide(context.office.desk, context.message, int(options["item"]), action))


command = Command(
    name=DECIDE,
    description="Decide about an item of the moderation desk",
    run=run,
    options=(
        Option("item", "Its number", Kind.WHOLE, required=True, minimum=1, maximum=LARGEST),
        Option("action", "What is decided", Kind.CHOICE, required=True, choices=ACTIONS),
    ),
    private=True,
    admin=True,
    hidden=True,
    topic="moderation",
)

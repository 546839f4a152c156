"""`/privacy`: what is kept here and for how long, and a way not to be remembered."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.messages import Event, Notice

if TYPE_CHECKING:
    from bot.context import Context

_ACTIONS = ("show", "opt-out", "opt-in")
_OUT = (
    "From now on nothing that you say here is remembered: each of your questions stands alone, and "
    "no answer to you is kept. What was kept before stays until you say `/forget me`."
)
_WAYS = (
    "`/export me` hands you all of that, `/forget me` deletes it, and `/privacy opt-out` keeps it "
    "from being remembered."
)


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show what is kept, or write down who does not want to be remembered."""
    message, remembering = context.message, context.remembering
    match message.options.get("action", "show"):
        case "opt-out":
            changed = await remembering.opt_out(message)
            yield Notice(_OUT if changed else "You are not remembered here already.")
        case "opt-in":
            changed = await remembering.opt_in(message)
            yield Notice(
                "You are remembered here again." if changed else "You are remembered here already."
            )
        case _:
            yield Notice(await _told(context))


async def _told(context: "Context") -> str:
    values = context.values
    days = values.retention_days
    out = await context.remembering.opted_out(context.message)
    kept = (
        "Nothing of this conversation is kept: each question stands alone."
        if not values.remember
        else "You opted out: nothing that you say here is kept."
        if out
        else "Your questions to me and my answers are kept, to understand the next question."
    )
    lines = [
        kept,
        f"They are deleted after {days} days."
        if days is not None
        else "There is no limit of days on this server; whoever manages it can set "
        "`retention_days`.",
        "What is judged by the moderation is noted with its scores"
        + (" and its words." if values.screening_log_text else ", without its words."),
        "What you used is counted in tokens and money, for the budgets.",
        "",
        _WAYS,
    ]
    return "\n".join(lines)


command = Command(
    name="privacy",
    description="Show what is kept of you and for how long, or do not be remembered any more",
    run=run,
    options=(Option("action", "What to do", Kind.CHOICE, choices=_ACTIONS),),
    examples=("/privacy", "/privacy opt-out"),
    tries=("/privacy",),
    private=True,
    topic="help",
)

"""`/system`: what the model is told before every conversation."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Option
from bot.commands.override import RESET, SERVER, changed, here, taken_back
from bot.messages import Event, Notice, Text
from bot.settings import setting

if TYPE_CHECKING:
    from bot.context import Context

_SETTING = setting("system")


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show the system prompt of this place, or change it."""
    options = context.message.options
    if options.get("reset"):
        yield Notice(await taken_back(context, "system"))
    elif "text" in options:
        yield Notice(await changed(context, "system", options["text"]))
    else:
        held = await context.settings.held(context.message.place, "system")
        yield Notice(f"The system prompt here is {here(held)}:")
        yield Text(held.value)
    if context.values.persona:
        yield Notice(
            f"For now the persona {context.values.persona} answers in its place; "
            "/persona off brings it back."
        )


command = Command(
    name="system",
    description="Show what the model is told before every conversation, or change it",
    run=run,
    options=(
        Option(
            "text",
            "What the model is to be told",
            maximum=_SETTING.maximum,
            rest=True,
            admin=True,
        ),
        RESET,
        SERVER,
    ),
    examples=("/system You are a patient teacher of French.", "/system reset"),
    private=True,
    topic="settings",
)

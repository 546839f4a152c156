"""`/temperature`: how freely the model picks its words."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Option
from bot.commands.override import RESET, SERVER, changed, here, taken_back
from bot.messages import Event, Notice
from bot.settings import setting

if TYPE_CHECKING:
    from bot.context import Context

_SETTING = setting("temperature")


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show the temperature of this place, or change it."""
    options = context.message.options
    if options.get("reset"):
        yield Notice(await taken_back(context, "temperature"))
    elif "value" in options:
        yield Notice(await changed(context, "temperature", options["value"]))
    else:
        held = await context.settings.held(context.message.place, "temperature")
        value = "the model's own" if held.value is None else here(held)
        yield Notice(f"The temperature here is {value}. {_SETTING.description}.")


command = Command(
    name="temperature",
    description="Show how freely the model picks its words, or change it",
    run=run,
    options=(
        Option(
            "value",
            _SETTING.description,
            _SETTING.kind,
            minimum=_SETTING.minimum,
            maximum=_SETTING.maximum,
            admin=True,
        ),
        RESET,
        SERVER,
    ),
    examples=("/temperature 0.2", "/temperature 1 server", "/temperature reset"),
    private=True,
    topic="settings",
)

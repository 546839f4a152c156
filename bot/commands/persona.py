"""`/persona`: who answers here."""

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.commands.override import SERVER, changed, here
from bot.messages import Event, Notice
from bot.settings import Held, setting

if TYPE_CHECKING:
    from bot.context import Context

_SETTING = setting("persona")


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show the personas there are, or choose one."""
    options = context.message.options
    if options.get("off"):
        yield Notice(await changed(context, "persona", ""))
    elif "name" in options and not options.get("list"):
        yield Notice(await changed(context, "persona", options["name"]))
    else:
        held = await context.settings.held(context.message.place, "persona")
        yield Notice(_listed(context, held))


def _listed(context: "Context", held: Held) -> str:
    lines = [f"The persona here is {here(held)}."]
    if not context.config.personas:
        lines.append("There are no personas; the operator adds them to config.yaml.")
    lines += [
        f"- `{name}` {persona.description}"
        for name, persona in sorted(context.config.personas.items())
    ]
    return "\n".join(lines)


async def _complete(context: "Context", typed: str) -> Sequence[str]:
    return [name for name in sorted(context.config.personas) if typed.lower() in name.lower()]


command = Command(
    name="persona",
    description="Show the personas there are, or choose who answers here",
    run=run,
    options=(
        Option("name", "Who answers", maximum=_SETTING.maximum, complete=_complete, admin=True),
        Option("list", "Only show which personas there are", Kind.FLAG),
        Option("off", "Nobody in particular: the system prompt counts", Kind.FLAG, admin=True),
        SERVER,
    ),
    examples=("/persona", "/persona teacher", "/persona off"),
    private=True,
    tool="choose the persona that answers here from now on",
    changes=True,
    topic="settings",
)

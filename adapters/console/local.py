"""The commands that only a terminal has; the core's own come from `bot.commands`."""

from collections.abc import AsyncIterator

from bot.commands import Command, Kind, Option
from bot.context import Context
from bot.messages import Event


async def _here(_: Context) -> AsyncIterator[Event]:
    """Never run by the core: the terminal does these by itself."""
    return
    yield


ATTACH = Command(
    name="attach",
    description="Send a picture or a text file with your next message",
    run=_here,
    options=(Option("file", "The file", kind=Kind.FILE, required=True, rest=True),),
    examples=("/attach error.log", "/attach ~/Pictures/plan.png"),
)
QUIT = Command(name="quit", description="Leave; Ctrl-D does the same", run=_here)

LOCAL = {command.name: command for command in (ATTACH, QUIT)}

HELP = "Here in the terminal also: " + "; ".join(
    f"{example} - {command.description.lower()}"
    for example, command in (("/attach FILE", ATTACH), ("/quit", QUIT))
)

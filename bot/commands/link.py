"""`/link`: channels tied together, each in its own language."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option, tongues
from bot.commands.tying import listed, tied, untied
from bot.errors import InputError
from bot.messages import Event, Notice

if TYPE_CHECKING:
    from bot.context import Context


async def run(context: "Context") -> AsyncIterator[Event]:
    """Tie two channels together, take one out of its tie, or show which are tied."""
    options = context.message.options
    one, other = options.get("channel"), options.get("other")
    if options.get("off"):
        if one is None:
            raise InputError("Say which channel is to be on its own again: /link #deutsch off")
        yield Notice(await untied(context, str(one)))
    elif one is not None and other is not None:
        first = await tongues.given(context, "language")
        second = await tongues.given(context, "other_language")
        yield await tied(context, str(one), str(other), first=first, second=second)
    elif one is not None:
        raise InputError("Name two channels to tie them together: /link #english #deutsch")
    else:
        yield Notice(await listed(context))


command = Command(
    name="link",
    description="Tie channels together: what is written in one is translated into the other",
    run=run,
    options=(
        Option("channel", "A channel", Kind.CHANNEL),
        Option("other", "The channel that it is tied to", Kind.CHANNEL),
        tongues.option("language", "The language of the first; else its name tells it"),
        tongues.option("other_language", "The language of the other; else its name tells it"),
        Option("off", "The first one is on its own again", Kind.FLAG),
    ),
    examples=(
        "/link",
        "/link #english #deutsch",
        "/link #lobby #salon language=English other_language=French",
        "/link #deutsch off",
    ),
    private=True,
    admin=True,
    topic="languages",
)

"""Commands that the core does not have, with options of every kind."""

from collections.abc import AsyncIterator, Sequence

from bot.commands import Command, Kind, Option
from bot.context import Context
from bot.errors import InputError
from bot.messages import Event, Text


async def repeat(context: Context) -> AsyncIterator[Event]:
    """Say what was given."""
    message = context.message
    given = [f"{name}={value!r}" for name, value in message.options.items()]
    files = [file.name for file in message.attachments]
    quotes = [f"{quote.author}: {quote.text}" for quote in message.quotes]
    yield Text("; ".join([*given, *files, *quotes]) or "nothing")


async def all_languages(_: Context, typed: str) -> Sequence[str]:
    return [name for name in ("English", "Deutsch", "中文") if typed.lower() in name.lower()]


async def many(_: Context, typed: str) -> Sequence[str]:
    return ["", "x" * 101, *(f"{typed}{number}" for number in range(40))]


async def broken(_: Context, typed: str) -> Sequence[str]:
    raise RuntimeError(typed)


async def refused(_: Context, typed: str) -> Sequence[str]:
    raise InputError(f"There is no {typed}.")


SAMPLE = Command(
    "sample",
    "Take everything there is",
    repeat,
    options=(
        Option("note", "A text", maximum=9_000, complete=many),
        Option("share", "A number", Kind.NUMBER, minimum=0, maximum=1),
        Option("tone", "A choice", Kind.CHOICE, choices=("warm", "cold")),
        Option("city", "Many choices", Kind.CHOICE, choices=tuple(f"city {n}" for n in range(40))),
        Option("language", "A language", Kind.LANGUAGE, complete=all_languages),
        Option("who", "A person", Kind.PERSON),
        Option("where", "A channel", Kind.CHANNEL),
        Option("picture", "A file", Kind.FILE),
        Option("count", "A whole number", Kind.WHOLE, required=True, minimum=0.5, maximum=9.9),
        Option("loud", "Yes or no", Kind.FLAG),
        Option("trap", "Whose values break", complete=broken),
        Option("snare", "Whose values cannot be", complete=refused),
    ),
)

RULE = Command("rule", "What only admins may", repeat, admin=True, private=True)

TRANSLATE = Command(
    "translate",
    "Put words into another language",
    repeat,
    options=(Option("text", "The words", rest=True), Option("language", "Into", Kind.LANGUAGE)),
)

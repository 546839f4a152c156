"""`/glossary`: how this server wants its terms translated."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option, tongues
from bot.commands.check import MANAGE, shown
from bot.errors import InputError, NotPermitted
from bot.messages import Event, File, Notice, Text
from bot.translating import tables
from bot.translating.glossary import Entry

if TYPE_CHECKING:
    from bot.context import Context

_CHANGES = frozenset({"add", "remove", "import"})
_LISTED = 50
_SHOWN = 80


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show the glossary, or change it."""
    action = str(context.message.options.get("action", "list"))
    if action in _CHANGES and not context.message.person.admin:
        raise NotPermitted(MANAGE)
    match action:
        case "add":
            yield Notice(await _added(context))
        case "remove":
            yield Notice(await _removed(context))
        case "import":
            yield Notice(await _imported(context))
        case "export":
            async for event in _exported(context):
                yield event
        case _:
            async for event in _listed(context):
                yield event


async def _added(context: "Context") -> str:
    target = await tongues.given(context, "to")
    if target is None:
        raise InputError(
            "Say the language of the translation, for example: "
            "/glossary add invoice Rechnung German"
        )
    try:
        entry = tables.entry(
            kind="pair" if context.message.options.get("example") else "term",
            source=await tongues.given(context, "from"),
            target=target,
            term=_option(context, "term"),
            translation=_option(context, "translation"),
        )
    except InputError as error:
        raise InputError(f"This cannot be added: {error}.") from None
    await _put(context, [entry])
    return f"{shown(entry.term)} is {shown(entry.translation)} in {target.name} from now on."


async def _removed(context: "Context") -> str:
    term = _option(context, "term")
    target = await tongues.given(context, "to")
    gone = await context.store.glossary.remove(
        _server(context), term, target=target.code if target else None
    )
    if not gone:
        raise InputError(f"{shown(term)} is not in the glossary. /glossary list shows what is.")
    return f"{shown(term)} is not in the glossary any more."


async def _imported(context: "Context") -> str:
    files = context.material.files if context.material else ()
    if len(files) != 1:
        raise InputError("Attach one CSV file with the columns term, translation and to.")
    target = await tongues.given(context, "to")
    entries = await asyncio.to_thread(tables.read, files[0].data, target=target)
    await context.admit(*(text for one in entries for text in (one.term, one.translation)))
    await _put(context, entries)
    are = "entry is" if len(entries) == 1 else "entries are"
    return f"{len(entries):,} {are} in the glossary now."


async def _put(context: "Context", entries: list[Entry]) -> None:
    server = _server(context)
    if await context.store.glossary.count(server) + len(entries) > tables.MOST:
        raise InputError(f"A glossary has at most {tables.MOST:,} entries. Remove some first.")
    await context.store.glossary.put(server, entries, by=context.message.person.id)


async def _exported(context: "Context") -> AsyncIterator[Event]:
    entries = await _entries(context)
    if not entries:
        yield Notice("There is nothing in the glossary yet.")
        return
    text = await asyncio.to_thread(tables.written, entries)
    # Spreadsheets take UTF-8 for something else without this mark.
    yield File("glossary.csv", "text/csv", text.encode("utf-8-sig"))


async def _listed(context: "Context") -> AsyncIterator[Event]:
    entries = await _entries(context)
    if not entries:
        yield Notice("There is nothing in the glossary yet. Admins add to it with /glossary add.")
        return
    lines = [
        f"- {_short(one.term)} → {_short(one.translation)} "
        f"({one.source or 'any'} → {one.target}{', example' if one.kind == 'pair' else ''})"
        for one in entries[:_LISTED]
    ]
    yield Text("\n".join(lines))
    if len(entries) > _LISTED:
        yield Notice(
            f"These are {_LISTED} of {len(entries):,}; /glossary export gives all as a file."
        )


async def _entries(context: "Context") -> tuple[Entry, ...]:
    target = await tongues.given(context, "to")
    code = target.code if target else None
    return await context.store.glossary.entries(_server(context), target=code)


def _option(context: "Context", name: str) -> str:
    value = str(context.message.options.get(name, "")).strip()
    if not value:
        raise InputError(f"Say the {name}, for example: /glossary add invoice Rechnung German")
    return value


def _server(context: "Context") -> str:
    return context.message.place.server_key


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


command = Command(
    name="glossary",
    description="Show how this server wants terms translated; admins change it",
    run=run,
    options=(
        Option(
            "action",
            "What is to be done; the list is shown, unless you say it",
            Kind.CHOICE,
            choices=("list", "add", "remove", "import", "export"),
        ),
        Option("term", "A term, or the text of an example", maximum=tables.LONGEST_EXAMPLE),
        Option("translation", "How it is to be translated", maximum=tables.LONGEST_EXAMPLE),
        tongues.option("to", "The language of the translation"),
        tongues.option("from", "The language of the term; every one, unless you say it"),
        Option("example", "It is no term but a text, to be taken as a model", Kind.FLAG),
        Option("file", "A CSV file with the columns term, translation, to, from", Kind.FILE),
    ),
    examples=(
        "/glossary",
        "/glossary add invoice Rechnung German",
        '/glossary add "See you soon!" "À très vite !" French example',
        "/glossary remove invoice",
        "/glossary export",
    ),
    tries=("/glossary", "/glossary export"),
    private=True,
    raw_files=True,
    topic="languages",
)

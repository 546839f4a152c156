"""`/export`: this conversation as a file."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.channels import far
from bot.commands import Command, Kind, Option
from bot.commands.archive import archive
from bot.commands.transcript import as_json, written
from bot.errors import PlatformError
from bot.messages import Event, File, Notice

if TYPE_CHECKING:
    from bot.context import Context
    from bot.store import Rows

_MOST = 5_000


async def run(context: "Context") -> AsyncIterator[Event]:
    """Hand out what is meant."""
    options = context.message.options
    if options.get("server"):
        rows = await context.store.holdings.of_server(context.message.place.server_key)
        yield await _archive(context, rows, "Everything that is kept of this server.")
    elif options.get("me"):
        person, within = context.message.person, far(context.channels, context.message.place)
        rows = await context.store.holdings.of_person(within, person.id)
        yield await _archive(context, rows, f"Everything that is kept of {person.name}.")
    else:
        async for event in _conversation(context):
            yield event


async def _archive(context: "Context", rows: "Rows", about: str) -> File:
    """Pack what is kept, but for words that today's rules would refuse."""
    turns = [
        turn
        for turn in rows.get("turns", ())
        if await context.tolerates(str(turn["question"]), str(turn["answer"]))
    ]
    data = await asyncio.to_thread(archive, {**rows, "turns": turns}, about=about)
    name = f"causerie-{context.message.sent_at:%Y-%m-%d}.zip"
    return File(name, "application/zip", data, judged=True)


async def _conversation(context: "Context") -> AsyncIterator[Event]:
    """Hand out what is remembered of this place."""
    turns = await context.store.turns.newest(context.message.place, _MOST)
    if not turns:
        yield Notice("Nothing is remembered of this conversation.")
        return
    kept = [turn for turn in turns if await context.tolerates(turn.question, turn.answer)]
    if len(kept) < len(turns):
        yield Notice(f"Left out, by today's rules of this server: {len(turns) - len(kept):,}.")
    if len(turns) == _MOST:
        yield Notice(f"The conversation is long: these are its last {_MOST:,} questions.")
    wants_json = context.message.options.get("format") == "json"
    ending, media_type = ("json", "application/json") if wants_json else ("md", "text/markdown")
    # A long conversation takes a moment to write.
    text = await asyncio.to_thread(as_json if wants_json else written, kept)
    yield File(f"{await _name(context)}.{ending}", media_type, f"{text}\n".encode(), judged=True)


async def _name(context: "Context") -> str:
    """What the file is called: by the channel, where it has a name that people know."""
    place = context.message.place
    named = "" if context.message.direct else place.channel
    if named and context.channels is not None:
        try:
            named = await context.channels.name(place)
        except PlatformError:
            named = ""
    channel = re.sub(r"[^\w-]+", "-", named)[:40].strip("-")
    return f"causerie-{channel or 'conversation'}-{context.message.sent_at:%Y-%m-%d}"


command = Command(
    name="export",
    description="Get this conversation, or all that is kept of you, as a file",
    run=run,
    options=(
        Option(
            "format",
            "Text to read, or JSON for programs",
            Kind.CHOICE,
            choices=("markdown", "json"),
        ),
        Option("me", "Everything that is kept of you, as an archive", Kind.FLAG),
        Option("server", "Everything that is kept of this server", Kind.FLAG, admin=True),
    ),
    examples=("/export", "/export json", "/export me"),
    private=True,
)

"""`/export`: this conversation as a file."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.commands.transcript import as_json, written
from bot.messages import Event, File, Notice

if TYPE_CHECKING:
    from bot.context import Context

_MOST = 5_000


async def run(context: "Context") -> AsyncIterator[Event]:
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
    yield File(f"{_name(context)}.{ending}", media_type, f"{text}\n".encode())


def _name(context: "Context") -> str:
    channel = re.sub(r"[^\w-]+", "-", context.message.place.channel)[:40].strip("-")
    return f"causerie-{channel or 'conversation'}-{context.message.sent_at:%Y-%m-%d}"


command = Command(
    name="export",
    description="Get this conversation as a file",
    run=run,
    options=(
        Option(
            "format",
            "Text to read, or JSON for programs",
            Kind.CHOICE,
            choices=("markdown", "json"),
        ),
    ),
    examples=("/export", "/export json"),
    private=True,
)

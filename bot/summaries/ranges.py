"""Which messages of a channel are meant: since, until, the last so many."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.channels import Channels, Moment, Said
from bot.commands import Options
from bot.errors import InputError, PlatformError
from bot.messages import Place
from bot.summaries.times import Span, duration, foreign, span

if TYPE_CHECKING:
    from bot.context import Context

USUAL = timedelta(hours=24)
"""How far back is read where nobody said how far."""

USUAL_COUNT = 200
"""How many messages are read at least where nobody said how many."""

_COUNT = re.compile(r"(\d{1,6})(?:\s*(?:messages?|msgs?|posts?))?", re.IGNORECASE)
_ID = re.compile(r"\d{10,}(?:\.\d+)?")
_EXAMPLES = (
    "Say a time like yesterday, 2 hours, 3d or 2026-11-20 14:00, or give a message's link; write "
    "focus= before what you want to know"
)


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a place. `first` is the message that it begins with, where one was named."""

    place: Place
    after: Moment | None = None
    before: Moment | None = None
    newest: int | None = None
    first: Said | None = None
    last: Said | None = None

    @property
    def usual(self) -> bool:
        """Whether nobody said what is meant."""
        return self == Range(self.place)


async def asked_range(context: "Context", place: Place) -> Range:
    """Read since, from, until, to and last; raises `InputError` for what is not understood."""
    options = context.message.options
    since, until = _either(options, "since", "from"), _either(options, "until", "to")
    count, span_back = _last(str(options.get("last", "")))
    after: Moment | None = None
    before: Moment | None = None
    first = last = None
    if since:
        place, first, after = await _moment(context, place, since, end=False)
    elif span_back is not None:
        after = context.message.sent_at - span_back
    if until:
        begun = place
        place, last, before = await _moment(context, place, until, end=True)
        # A message of one channel must not get in where the right to read another is looked at.
        if first is not None and place != begun:
            raise InputError("That stretch begins in one channel and ends in another.")
    if isinstance(after, datetime) and isinstance(before, datetime) and after >= before:
        raise InputError("That stretch of time ends before it begins.")
    return Range(place, after, before, count, first, last)


async def _moment(
    context: "Context", place: Place, words: str, *, end: bool
) -> tuple[Place, Said | None, Moment]:
    """Where words point to: a message, which belongs to the range, or a time."""
    channels = context.channels
    named = await channels.linked(place, words) if channels is not None else None
    if channels is not None and named is not None:
        there, message_id = named
        return there, await _message(channels, there, message_id), message_id
    if _ID.fullmatch(words) and channels is not None:
        return place, await _message(channels, place, words), words
    found = span(words, context.message.sent_at)
    if found is None and channels is not None and any(letter.isdigit() for letter in words):
        message = await _message(channels, place, words)
        if message is not None:
            return place, message, words
    if found is None:
        found = await asyncio.to_thread(foreign, words, context.message.sent_at)
    if found is None:
        raise InputError(f"{words[:80]!r} is not understood. {_EXAMPLES}.")
    return place, None, _at(found, end=end)


def _at(found: Span, *, end: bool) -> datetime:
    return found.end if end else found.begin


async def _message(channels: Channels, place: Place, message_id: str) -> Said | None:
    try:
        return await channels.message(place, message_id)
    except PlatformError:
        # Whether the place can be read at all is found out, and said, when it is read.
        return None


def unwrapped(words: str) -> str:
    """An address without the brackets that chats put around it: `<https://…|shown>`."""
    plain = words.strip()
    if plain.startswith("<http") and plain.endswith(">"):
        return plain[1:-1].partition("|")[0]
    return plain


def _either(options: Options, *names: str) -> str:
    return next((unwrapped(str(options[name])) for name in names if options.get(name)), "")


def _last(words: str) -> tuple[int | None, timedelta | None]:
    """A number of messages, or a length of time."""
    if not words.strip():
        return None, None
    if (found := _COUNT.fullmatch(words.strip())) and int(found[1]) > 0:
        return int(found[1]), None
    if (length := duration(words)) is not None:
        return None, length
    raise InputError(
        f"last takes a number of messages or a time, such as 100 or 2 hours; found {words[:80]!r}."
    )

"""What was said in a place: from the platform, or from our own transcript where it has none."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.channels import Said
from bot.errors import InputError, NotPermitted, PlatformError
from bot.messages import Event, Place, Status
from bot.retelling import Retelling
from bot.summaries.ranges import USUAL, USUAL_COUNT, Range

if TYPE_CHECKING:
    from bot.context import Context

# After so many messages a word is said about how far it is.
_TELL = 500
_ELSEWHERE = (
    "What was said there may not be for everybody here. Ask with private switched on, or in a "
    "direct message to me."
)


@dataclass(slots=True)
class Found:
    """What was read.

    `more` says that there is more than was wanted, `own` that we kept it, and `partly` that the
    platform let us read only a part, to which belongs what we kept.
    """

    messages: list[Said]
    more: bool = False
    own: bool = False
    partly: bool = False


async def check_readable(context: "Context", place: Place) -> None:
    """Raise unless the person may read there, and everybody who sees the answer as well."""
    message = context.message
    if place == message.place or context.channels is None:
        return
    if not await context.channels.may_read(message.person, place):
        raise NotPermitted("the right to read that channel")
    if not (message.private or message.direct or message.place.is_in(place)):
        raise InputError(_ELSEWHERE)


async def read(context: "Context", wanted: Range, most: int, found: Found) -> AsyncIterator[Event]:
    """Read at most `most` messages, the newest of them, into `found`; yields how far it is.

    Where nobody said what is meant, that is a day or some hundreds of messages, what is more.
    """
    if wanted.usual:
        since = context.message.sent_at - USUAL
        async for status in _read(context, replace(wanted, after=since), most, found):
            yield status
        if len(found.messages) >= USUAL_COUNT:
            return
        wanted = replace(wanted, newest=USUAL_COUNT)
    async for status in _read(context, wanted, most, found):
        yield status


async def _read(context: "Context", wanted: Range, most: int, found: Found) -> AsyncIterator[Event]:
    limit = min(wanted.newest or most, most)
    messages: list[Said] = []
    try:
        # One more than is wanted tells whether there is more; and the question may be among them.
        async for one in _messages(context, wanted, limit + 2, found):
            messages.append(one)
            if len(messages) % _TELL == 0:
                yield Status("working", f"{len(messages):,} messages read")
    except PlatformError:
        here = wanted.place == context.message.place
        if not here and not messages:
            raise
        # What was said to us here we know ourselves.
        ours = [one async for one in _kept(context, wanted, limit + 2)] if here else []
        found.own, found.partly = not messages, bool(messages)
        messages = _together(messages, ours)
        if not messages:
            raise
    ends = [one for one in (wanted.first, *messages, wanted.last) if one is not None]
    kept = list({one.id: one for one in ends if _counts(context, one)}.values())
    found.more = len(kept) > limit and not (wanted.newest and wanted.newest <= most)
    found.messages = kept[-limit:]


def _messages(context: "Context", wanted: Range, newest: int, found: Found) -> AsyncIterator[Said]:
    found.own = found.own or context.channels is None
    if found.own or not context.channels:
        return _kept(context, wanted, newest)
    return context.channels.history(
        wanted.place, after=wanted.after, before=wanted.before, newest=newest
    )


def _kept(context: "Context", wanted: Range, newest: int) -> AsyncIterator[Said]:
    """What was said to us there, and what we answered."""
    own = Retelling(context.store)
    return own.history(wanted.place, after=wanted.after, before=wanted.before, newest=newest)


def _together(read: list[Said], kept: list[Said]) -> list[Said]:
    """What was read and what we kept, oldest first; our answers were read where they stand."""
    known = {one.id for one in read}
    more = [one for one in kept if one.id not in known and not (read and one.bot)]
    return sorted([*read, *more], key=lambda one: one.at)


def _counts(context: "Context", one: Said) -> bool:
    """Whether it is something that was said, and not the question itself or our answer to it."""
    message = context.message
    begun = one.bot and one.at >= message.sent_at
    return bool(one.text.strip() or one.attachments) and one.id != message.id and not begun

"""What was said in a channel or a thread: all pages of it, and in its order."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

from adapters.slack.convert import ts_in
from adapters.slack.paging import LONGEST_WAIT, pages
from adapters.slack.sayings import is_saying
from adapters.slack.transcript import Transcript
from adapters.slack.wire import Gone, Json, PartlyRead, TooOften, Wire
from bot.channels import Moment
from bot.messages import Place

_THREADS_AT_ONCE = 4


async def messages(
    wire: Wire,
    place: Place,
    *,
    after: Moment | None,
    before: Moment | None,
    newest: int | None,
    wait: float = LONGEST_WAIT,
) -> list[Json]:
    """Read what lies between two moments, oldest first; raises `WireError`.

    What was said in the threads of a channel belongs to it. Slack says in no one order what it
    gives back, so that all of it is read before the first is given. Where Slack stops in the
    middle, what was read until then comes with `PartlyRead`.
    """
    low, high = edge(after), edge(before)
    between: Json = {"oldest": low, "latest": high, "wait": wait}
    found: list[Json] = []
    try:
        if place.thread is not None:
            await _thread(wire, place.channel, place.thread, between, found)
        else:
            await _top(wire, place.channel, between, newest, found)
            await _threads(wire, place.channel, list(found), between, found)
    except TooOften as error:
        raise PartlyRead(_ordered(found, low, high, newest)) from error
    return _ordered(found, low, high, newest)


async def heard_and_read(
    wire: Wire,
    heard: Transcript,
    place: Place,
    *,
    after: Moment | None,
    before: Moment | None,
    newest: int | None,
) -> list[Json]:
    """Read as `messages`; where Slack lets the app read little, what was heard comes first.

    Then only what lacks is read. Raises `PartlyRead` with all of both where that is not all.
    """
    low, high = edge(after), edge(before)
    bounds = float(low or 0), float(high or "inf")
    known = heard.between(place, *bounds)
    whole = f"{heard.whole_since(place.channel):.6f}"
    if wire.reads_little:
        complete = [each for each in known if float(each["ts"]) >= float(whole)]
        if bounds[0] >= float(whole) or (newest is not None and len(complete) >= newest):
            return _ordered(known, low, high, newest)
        before = min((each for each in (high, whole) if each), key=float)
        before = datetime.fromtimestamp(float(before), UTC)
    try:
        read = await messages(wire, place, after=after, before=before, newest=newest)
    except PartlyRead as error:
        raise PartlyRead(_ordered([*known, *error.messages], low, high, newest)) from error
    return _ordered([*known, *read] if wire.reads_little else read, low, high, newest)


def _ordered(
    found: Iterable[Json], low: str | None, high: str | None, newest: int | None
) -> list[Json]:
    """Each once, as it was found last, and oldest first."""
    said = [each for each in found if is_saying(each) and _is_between(each, low, high)]
    unique = {str(each["ts"]): each for each in said}
    ordered = [unique[ts] for ts in sorted(unique, key=float)]
    return ordered[-newest:] if newest is not None else ordered


async def one(wire: Wire, channel: str, ts: str) -> Json | None:
    """Read one message of a channel or of any of its threads; raises `WireError`."""
    at: Json = {"channel": channel, "ts": ts, "oldest": ts, "latest": ts, "inclusive": "true"}
    try:
        async for page in pages(wire, "conversations.replies", "messages", **at):
            for each in page:
                if each.get("ts") == ts and is_saying(each):
                    return each
    except Gone:
        return None
    return None


def edge(moment: Moment | None) -> str | None:
    """A moment as Slack's timestamp; what is no datetime is the id of a message."""
    if moment is None:
        return None
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC).timestamp():.6f}"
    return ts_in(moment)


def _is_between(event: Json, low: str | None, high: str | None) -> bool:
    ts = float(event["ts"])
    return (low is None or ts > float(low)) and (high is None or ts < float(high))


async def _top(
    wire: Wire, channel: str, between: Json, newest: int | None, found: list[Json]
) -> None:
    reading: AsyncIterator[list[Json]] = pages(
        wire, "conversations.history", "messages", channel=channel, **between
    )
    async for page in reading:
        found += page
        if newest is not None and len(found) >= newest and _is_falling(page, between):
            break


def _is_falling(page: list[Json], between: Json) -> bool:
    """Whether the newest come first, so that what follows is older."""
    if between["oldest"] is not None and between["latest"] is None:
        return False
    return len(page) < 2 or float(page[0]["ts"]) > float(page[-1]["ts"])


async def _thread(wire: Wire, channel: str, root: str, between: Json, found: list[Json]) -> None:
    arguments: dict[str, Any] = {"channel": channel, "ts": root, **between}
    async for page in pages(wire, "conversations.replies", "messages", **arguments):
        found += page


async def _threads(
    wire: Wire, channel: str, top: list[Json], between: Json, found: list[Json]
) -> None:
    free = asyncio.Semaphore(_THREADS_AT_ONCE)
    low = between["oldest"]

    async def replies(root: Json) -> None:
        async with free:
            await _thread(wire, channel, str(root["ts"]), between, found)

    roots = [
        each
        for each in top
        if each.get("reply_count")
        and (low is None or float(each.get("latest_reply") or "inf") > float(low))
    ]
    reading = [asyncio.ensure_future(replies(root)) for root in roots]
    try:
        await asyncio.gather(*reading)
    finally:
        for task in reading:
            task.cancel()

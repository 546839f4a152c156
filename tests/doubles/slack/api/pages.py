"""Long lists, a page at a time: https://docs.slack.dev/apis/web-api/pagination."""

import base64
from collections.abc import Sequence
from typing import Any, TypeVar

from tests.doubles.slack.errors import Refused
from tests.doubles.slack.messages import Message

T = TypeVar("T")


def page(items: Sequence[T], cursor: str, limit: int, *, name: str) -> tuple[Sequence[T], str]:
    """Return the page that a cursor stands for, and the cursor of the next, empty at the end.

    `name` says of what list; a cursor of another one is refused.
    """
    start = _start(cursor, name)
    following = start + limit
    more = following < len(items)
    return items[start:following], _cursor(name, following) if more else ""


def page_of(
    messages: Sequence[Message], cursor: str, limit: int, *, newest_first: bool
) -> tuple[list[Message], str]:
    """Return a page of messages, given oldest first, and the cursor of the next.

    The cursor names the message that is next, so that new ones do not shift the pages.
    """
    wanted = list(reversed(messages)) if newest_first else list(messages)
    if cursor:
        at = _read(cursor, "next_ts")
        wanted = [each for each in wanted if (each.ts <= at if newest_first else each.ts >= at)]
    following = wanted[limit : limit + 1]
    return wanted[:limit], _cursor("next_ts", following[0].ts) if following else ""


def metadata(cursor: str) -> dict[str, Any]:
    """Return the part of an answer that holds the next cursor."""
    return {"response_metadata": {"next_cursor": cursor}}


def _cursor(name: str, start: int | str) -> str:
    return base64.b64encode(f"{name}:{start}".encode()).decode()


def _start(cursor: str, name: str) -> int:
    start = _read(cursor, name) if cursor else "0"
    if not start.isdecimal():
        raise Refused("invalid_cursor")
    return int(start)


def _read(cursor: str, name: str) -> str:
    try:
        said, _, start = base64.b64decode(cursor, validate=True).decode().rpartition(":")
    except ValueError:
        raise Refused("invalid_cursor") from None
    if said != name:
        raise Refused("invalid_cursor")
    return start

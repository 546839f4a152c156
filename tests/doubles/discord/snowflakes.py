"""Ids as Discord makes them: the time in milliseconds, then a counter.

https://docs.discord.com/developers/reference#snowflakes
"""

import time
from datetime import UTC, datetime

EPOCH = 1420070400000
_COUNTERS = 1 << 22


class Snowflakes:
    """Hands out ids, each greater than the one before unless a time of its own is asked for."""

    def __init__(self) -> None:
        self._last = 0
        self._used: set[int] = set()

    def new(self) -> int:
        """Return an id of now."""
        self._last = max(first(time.time()), self._last + 1)
        return self._last

    def at(self, seconds: float) -> int:
        """Return an id of a time in the past, in seconds since 1970."""
        wanted = first(seconds)
        while wanted in self._used:
            wanted += 1
        self._used.add(wanted)
        return wanted


def first(seconds: float) -> int:
    """Return the least id of a moment."""
    return (int(seconds * 1000) - EPOCH) * _COUNTERS


def moment(snowflake: int) -> float:
    """Return when an id was made, in seconds since 1970."""
    return ((snowflake >> 22) + EPOCH) / 1000


def stamp(seconds: float | None) -> str | None:
    """Return a time as the API writes it, None for none."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")

"""Ids and timestamps as Slack makes them.

A message's `ts` is its identity in its channel: seconds since 1970 and six more digits.
https://docs.slack.dev/messaging/retrieving-messages#individual_messages
"""

import itertools
import time


class Ids:
    """Makes ids such as U0000000A1, and timestamps of which none comes twice."""

    def __init__(self) -> None:
        self._numbers = itertools.count(161)
        self._newest = 0
        self._past: set[int] = set()

    def new(self, letter: str) -> str:
        """Return an id that begins with a letter: T, U, C, D, G, F, B, A, E, V."""
        return f"{letter}0{next(self._numbers):08X}"

    def ts(self) -> str:
        """Return the timestamp of now, later than every one before it."""
        self._newest = max(self._newest + 1, time.time_ns() // 1000)
        return _written(self._newest)

    def ts_ago(self, seconds: float) -> str:
        """Return the timestamp of something that happened some seconds ago."""
        at = time.time_ns() // 1000 - int(seconds * 1_000_000)
        while at in self._past:
            at += 1
        self._past.add(at)
        return _written(at)


def _written(microseconds: int) -> str:
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


def moment(ts: str) -> float:
    """Return the seconds since 1970 that a timestamp says."""
    return float(ts)

"""Spreads requests out for a while once they were too many, instead of running into it again."""

import asyncio
from collections.abc import Callable

_LEAST = 5.0
# A little less than what passed, so that what is under way already has room as well.
_SHARE = 0.85
_SECONDS = 10.0


class Throttle:
    """Lets requests begin freely until Discord's limit over everything was hit.

    From then on they begin evenly, as many in a second as passed in the one before, until the limit
    has not been hit for some seconds.
    """

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or asyncio.get_running_loop().time
        self._second = 0
        self._passed = self._passed_before = 0
        self._gap = 0.0
        self._next = 0.0
        self._until = 0.0

    def passed(self) -> None:
        """A request was answered."""
        self._turn()
        self._passed += 1

    def hit(self) -> None:
        """A request was one too many."""
        self._turn()
        now = self._clock()
        if now >= self._until:
            rate = max(_LEAST, _SHARE * max(self._passed, self._passed_before))
            self._gap, self._next = 1 / rate, now
        self._until = now + _SECONDS

    def wait(self) -> float:
        """Take the next turn; returns the seconds until it comes."""
        now = self._clock()
        if now >= self._until:
            return 0.0
        self._next = max(now, self._next + self._gap)
        return self._next - now

    def _turn(self) -> None:
        """Begin to count anew when a second is over."""
        second = int(self._clock())
        if second != self._second:
            self._passed_before = self._passed if second == self._second + 1 else 0
            self._second, self._passed = second, 0

"""Rate limits: https://docs.slack.dev/apis/web-api/rate-limits.

Tiers are promised as "20+ per minute"; here they end at that number.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass

from tests.doubles.slack.errors import rate_limited


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls within so many seconds, per workspace or also per channel."""

    calls: int
    seconds: float
    per_channel: bool = False


_TIERS: Mapping[int, int] = {1: 1, 2: 20, 3: 50, 4: 100}
# About one message a second in a channel, and short bursts: .../rate-limits#posting
_SPECIAL: Mapping[str, Limit] = {
    "chat.postMessage": Limit(4, 4, per_channel=True),
    "assistant.threads.setStatus": Limit(600, 60),
}
_UNLIMITED = Limit(1_000_000, 1)


class Limits:
    """Counts calls per method and workspace. Until `enforce` is called nothing is refused.

    `minute` is how many seconds the minute of the tiers lasts, for tests that cannot wait.
    """

    def __init__(self) -> None:
        self.enforced = False
        self.minute = 60.0
        self._set: dict[str, Limit] = {}
        self._calls: defaultdict[tuple[str, str | None, str], deque[float]] = defaultdict(deque)

    def enforce(self) -> None:
        """Refuse what is too much from now on."""
        self.enforced = True

    def lift(self) -> None:
        """Refuse nothing any more."""
        self.enforced = False
        self._calls.clear()

    def set(self, method: str, calls: int, seconds: float, *, per_channel: bool = False) -> None:
        """Set the limit of a method, and enforce limits."""
        self._set[method] = Limit(calls, seconds, per_channel)
        self.enforce()

    def count(self, method: str, tier: int, *, team: str | None, channel: str) -> None:
        """Count a call; raise `Refused` if it is one too many."""
        if not self.enforced:
            return
        limit = self._limit(method, tier)
        calls = self._calls[method, team, channel if limit.per_channel else ""]
        now = time.monotonic()
        while calls and now - calls[0] >= limit.seconds:
            calls.popleft()
        if len(calls) >= limit.calls:
            raise rate_limited(max(1, math.ceil(calls[0] + limit.seconds - now)))
        calls.append(now)

    def _limit(self, method: str, tier: int) -> Limit:
        if method in self._set:
            return self._set[method]
        if tier in _TIERS:
            return Limit(_TIERS[tier], self.minute)
        return _SPECIAL.get(method, _UNLIMITED)

"""How often a person may ask in a minute; the library limits counts, and this is its only door."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.storage import MovingWindowSupport, Storage
from limits.strategies import MovingWindowRateLimiter

from bot.errors import OverBudget

_PEOPLE = 50_000


class Rates:
    """The questions of the last minute, in memory: a restart begins anew."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._limiter = MovingWindowRateLimiter(_Recent(now))

    def hit(self, who: str, per_minute: int) -> None:
        """Count one question; raises `OverBudget`, with when there is room, and counts nothing."""
        item = RateLimitItemPerMinute(per_minute)
        if self._limiter.hit(item, who):
            return
        reset = self._limiter.get_window_stats(item, who).reset_time
        seconds = max(1, math.ceil(reset - self._now()))
        times = "once" if per_minute == 1 else f"{per_minute:,} times"
        raise OverBudget(
            f"You may ask {times} a minute here. In {seconds} "
            f"{'second' if seconds == 1 else 'seconds'} you can go on; /retry asks this again."
        )


class _Recent(Storage, MovingWindowSupport):
    """The moments of the latest hits of each key, those of the longest idle keys forgotten.

    The library's own storages sweep all keys from a thread or a task after each hit.
    """

    STORAGE_SCHEME = None

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        """None of its own."""
        return ValueError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` hits where that is within the limit."""
        hits = self._recent(key, expiry)
        if len(hits) + amount > limit:
            return False
        hits.extend([self._now()] * amount)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002  # the library's
        """When the oldest hit that counts was, and how many there are."""
        hits = self._recent(key, expiry)
        return (hits[0] if hits else self._now()), len(hits)

    def _recent(self, key: str, expiry: int) -> deque[float]:
        hits = self._hits.setdefault(key, deque())
        self._hits.move_to_end(key)
        while hits and hits[0] <= self._now() - expiry:
            hits.popleft()
        while len(self._hits) > _PEOPLE:
            self._hits.popitem(last=False)
        return hits

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        count = len(self._hits)
        self._hits.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._hits.pop(key, None)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counters are for other strategies."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """Counters are for other strategies."""
        raise NotImplementedError

    def get_expiry(self, key: str) -> float:
        """Counters are for other strategies."""
        raise NotImplementedError

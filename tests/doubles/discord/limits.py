"""Rate limits, as Discord counts and announces them.

https://docs.discord.com/developers/topics/rate-limits. The numbers of single routes are not
published; those here are what bots see in the headers.
"""

import hashlib
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from tests.doubles.discord.errors import Refused

_MESSAGE = "/channels/{channel}/messages/{message}"
_OWN_REACTION = f"{_MESSAGE}/reactions/{{emoji}}/@me"
_MAJOR = ("channel", "guild", "token")
# Not counted against the limit over everything: .../rate-limits#global-rate-limit
_APART = ("/interactions/", "/webhooks/")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds, counted from the first one.

    Routes of the same `bucket` are counted together.
    """

    requests: int
    seconds: float
    bucket: str = ""


REAL: Mapping[str, Limit] = {
    "POST /channels/{channel}/messages": Limit(5, 5),
    f"PATCH {_MESSAGE}": Limit(5, 5),
    f"DELETE {_MESSAGE}": Limit(5, 1),
    "GET /channels/{channel}/messages": Limit(5, 5),
    "POST /channels/{channel}/typing": Limit(5, 5),
    f"PUT {_OWN_REACTION}": Limit(1, 0.25, "reactions"),
    f"DELETE {_MESSAGE}/reactions/{{emoji}}/{{user}}": Limit(1, 0.25, "reactions"),
    f"POST {_MESSAGE}/threads": Limit(50, 300),
    "POST /channels/{channel}/threads": Limit(50, 300),
    "POST /webhooks/{application}/{token}": Limit(5, 2),
    "PATCH /webhooks/{application}/{token}/messages/{message}": Limit(5, 5),
}
_USUAL = Limit(10, 10)
_PLENTY = Limit(10_000, 1)


@dataclass(slots=True)
class _Window:
    limit: Limit
    began: float
    used: int = 0

    def is_over(self, now: float) -> bool:
        return now - self.began >= self.limit.seconds


class Limits:
    """Counts requests per route and channel, and all of them together.

    Until `enforce` is called nothing is refused, and the headers tell of plenty; without `told`
    there are no headers at all, and discord.py sends one request at a time per route and channel.
    """

    def __init__(self) -> None:
        self.enforced = False
        self.told = True
        self.a_second = 50
        self._limits = dict(REAL)
        self._windows: dict[str, _Window] = {}
        self._all: deque[float] = deque()

    def enforce(self) -> None:
        """Refuse what is too much from now on."""
        self.enforced = True

    def lift(self) -> None:
        """Refuse nothing any more."""
        self.enforced = False
        self._windows.clear()
        self._all.clear()

    def set(self, route: str, requests: int, seconds: float) -> None:
        """Set the limit of a route, such as "POST /channels/{channel}/messages"."""
        self._limits[route] = Limit(requests, seconds)

    def count(self, route: str, names: Mapping[str, str]) -> dict[str, str]:
        """Count a request; return the headers that tell of its limit, or raise `Refused`."""
        now = time.monotonic()
        if not self.enforced:
            return _headers(route, _Window(_PLENTY, now, 1), now) if self.told else {}
        self._count_all(route, now)
        limit = self._limits.get(route, _USUAL)
        bucket = limit.bucket or route
        key = "+".join([bucket, *(names[each] for each in _MAJOR if each in names)])
        window = self._windows.get(key)
        if window is None or window.is_over(now):
            window = self._windows[key] = _Window(limit, now)
        if window.used >= limit.requests:
            told = _headers(bucket, window, now)
            raise too_many(window.began + limit.seconds - now, headers=told)
        window.used += 1
        return _headers(bucket, window, now)

    def _count_all(self, route: str, now: float) -> None:
        if route.partition(" ")[2].startswith(_APART):
            return
        while self._all and now - self._all[0] >= 1:
            self._all.popleft()
        if len(self._all) >= self.a_second:
            raise too_many(1 - (now - self._all[0]), everywhere=True)
        self._all.append(now)


def too_many(
    seconds: float, *, everywhere: bool = False, headers: Mapping[str, str] | None = None
) -> Refused:
    """Return the answer to one request too many; `seconds` is when to try again."""
    wait = max(0.001, round(seconds, 3))
    more = {"retry_after": wait, "global": everywhere}
    told = {"Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": "user"} | dict(headers or {})
    if everywhere:
        told |= {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
    refused = Refused(429, 0, "You are being rate limited.", more=more)
    refused.headers = told
    return refused


def _headers(bucket: str, window: _Window, now: float) -> dict[str, str]:
    after = max(0.0, window.began + window.limit.seconds - now)
    return {
        "X-RateLimit-Limit": str(window.limit.requests),
        "X-RateLimit-Remaining": str(max(0, window.limit.requests - window.used)),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{after:.3f}",
        "X-RateLimit-Bucket": hashlib.md5(bucket.encode()).hexdigest(),
    }

"""Every request that came: what, when, and how it was answered."""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.changes import Changes


@dataclass(slots=True, eq=False)
class Request:
    """One request; `at` and `done_at` are on the clock of `time.monotonic`.

    `route` is the pattern of the path with its method, such as
    "POST /channels/{channel}/messages"; `status` is None while it is open, and stays so when the
    connection went away before an answer.
    """

    route: str
    path: str
    at: float = field(default_factory=time.monotonic)
    body: Any = None
    status: int | None = None
    code: int | None = None
    done_at: float | None = None


class Record:
    """The newest `keep` requests, and counts over all."""

    def __init__(self, changes: Changes, *, keep: int = 20_000) -> None:
        self.requests: deque[Request] = deque(maxlen=keep)
        self.counts: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.open = 0
        self.most_open = 0
        self._changes = changes

    @property
    def limited(self) -> int:
        """How many requests were answered with 429."""
        return self.statuses[429]

    def of(self, route: str) -> list[Request]:
        """Return the requests of a route."""
        return [request for request in self.requests if request.route == route]

    def began(self, request: Request) -> None:
        """Add a request that has just come."""
        self.requests.append(request)
        self.counts[request.route] += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self._changes.changed()

    def ended(self, request: Request) -> None:
        """Mark a request as over."""
        request.done_at = time.monotonic()
        self.open -= 1
        if request.status is not None:
            self.statuses[request.status] += 1
        self._changes.changed()

    async def until(self, true: Callable[["Record"], bool], *, seconds: float = 60) -> None:
        """Wait until something is true of the record; raise `TimeoutError`."""
        await self._changes.until(lambda: true(self), seconds=seconds, standing=self)

    def summary(self) -> dict[str, Any]:
        """Return the counts as JSON."""
        return {
            "requests": dict(self.counts),
            "statuses": {str(status): count for status, count in self.statuses.items()},
            "limited": self.limited,
            "open": self.open,
            "most_open": self.most_open,
        }

    def __str__(self) -> str:
        return f"{dict(self.counts)} requests, {dict(self.statuses)} statuses"

"""Every call of the Web API that came, and every delivery to the app: what, when, how it ended."""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.doubles.changes import Changes

Json = dict[str, Any]
Fate = Literal["open", "acknowledged", "lost"]


@dataclass(slots=True, eq=False)
class Request:
    """One call of a method; `at` and `done_at` are on the clock of `time.monotonic`.

    `args` are the arguments of query, form and JSON together. `status` is None while it is open,
    and stays so when the connection went away before an answer; `error` is that of the answer.
    """

    method: str
    args: Json = field(default_factory=dict)
    team: str | None = None
    verb: str = "POST"
    at: float = field(default_factory=time.monotonic)
    done_at: float | None = None
    status: int | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether it was answered with `"ok": true`."""
        return self.status == 200 and self.error is None


@dataclass(slots=True, eq=False)
class Attempt:
    """One attempt to deliver; `ended_at` is when it was acknowledged or given up.

    `by` is the number of the connection of Socket Mode, None for HTTP or when there was none;
    `status` is that of an answer over HTTP. When `is_last`, the app asked not to try again.
    """

    number: int
    at: float
    reason: str = ""
    by: int | None = None
    ended_at: float | None = None
    answer: Any = None
    failure: str = ""
    status: int | None = None
    is_last: bool = False


@dataclass(slots=True, eq=False)
class Delivery:
    """Something that was delivered to the app: an event, a slash command, an interaction.

    `kind` is as in Socket Mode ("events_api", "slash_commands", "interactive"), `type` is that of
    the event or the interaction, and `payload` what was sent.
    """

    kind: str
    type: str
    payload: Json
    at: float = field(default_factory=time.monotonic)
    attempts: list[Attempt] = field(default_factory=list)
    fate: Fate = "open"

    @property
    def event_id(self) -> str | None:
        """The id of an event."""
        found = self.payload.get("event_id")
        return None if found is None else str(found)

    @property
    def event(self) -> Json:
        """The event itself."""
        found: Json = self.payload.get("event") or {}
        return found

    @property
    def after(self) -> float | None:
        """Seconds until it was acknowledged, None if it was not."""
        ended = self.attempts[-1].ended_at if self.fate == "acknowledged" else None
        return None if ended is None else ended - self.at


class Record:
    """The newest `keep` calls and deliveries, and counts over all."""

    def __init__(self, changes: Changes, *, keep: int = 50_000) -> None:
        self.requests: deque[Request] = deque(maxlen=keep)
        self.deliveries: deque[Delivery] = deque(maxlen=keep)
        self.counts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.delivered: Counter[str] = Counter()
        self.open = 0
        self.most_open = 0
        self._changes = changes

    @property
    def limited(self) -> int:
        """How many calls were answered with 429."""
        return self.statuses[429]

    def of(self, method: str) -> list[Request]:
        """Return the calls of a method, such as "chat.postMessage"."""
        return [request for request in self.requests if request.method == method]

    def events(self, type_: str | None = None) -> list[Delivery]:
        """Return the deliveries of events, or of one type of them."""
        told = [each for each in self.deliveries if each.kind == "events_api"]
        return told if type_ is None else [each for each in told if each.type == type_]

    @property
    def undelivered(self) -> list[Delivery]:
        """What the app has not acknowledged (yet)."""
        return [each for each in self.deliveries if each.fate != "acknowledged"]

    def began(self, request: Request) -> None:
        """Add a call that has just come."""
        self.requests.append(request)
        self.counts[request.method] += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self._changes.changed()

    def ended(self, request: Request) -> None:
        """Mark a call as over."""
        request.done_at = time.monotonic()
        self.open -= 1
        if request.status is not None:
            self.statuses[request.status] += 1
        if request.error is not None:
            self.errors[request.error] += 1
        self._changes.changed()

    def delivering(self, delivery: Delivery) -> None:
        """Add a delivery that begins."""
        self.deliveries.append(delivery)
        self.delivered[delivery.type] += 1
        self._changes.changed()

    async def until(self, true: Callable[["Record"], bool], *, seconds: float = 60) -> None:
        """Wait until something is true of the record; raise `TimeoutError`."""
        await self._changes.until(lambda: true(self), seconds=seconds, standing=self)

    def summary(self) -> Json:
        """Return the counts as JSON."""
        waits = sorted(each.after for each in self.deliveries if each.after is not None)
        return {
            "requests": dict(self.counts),
            "errors": dict(self.errors),
            "statuses": {str(status): count for status, count in self.statuses.items()},
            "limited": self.limited,
            "open": self.open,
            "most_open": self.most_open,
            "deliveries": dict(self.delivered),
            "unacknowledged": len(self.undelivered),
            "slowest_acknowledgement": waits[-1] if waits else None,
        }

    def __str__(self) -> str:
        return f"{dict(self.counts)} calls, {dict(self.errors)} errors, {dict(self.delivered)} told"

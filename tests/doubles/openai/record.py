"""Everything that was asked: what, when, how it ended, and how much of it at the same time."""

import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.doubles.changes import Changes
from tests.doubles.openai.question import Question

Endpoint = Literal[
    "chat",
    "responses",
    "moderations",
    "models",
    "generations",
    "edits",
    "transcriptions",
    "unknown",
]
Outcome = Literal["open", "answered", "refused", "broken", "left", "stopped"]


@dataclass(slots=True, eq=False)
class Exchange:
    """One request and what became of it.

    `at` is on the clock of `time.monotonic`. `body` is the decoded JSON, or the fields of a form
    (files as `Upload`, each name with a list), None without one.
    `tokens` counts those that went out; an answer in one piece has two, the halves of its JSON.
    `outcome` is `left` when the client went away before the end, `broken` when a fault spoilt the
    answer and `refused` when the answer was an error.
    """

    endpoint: Endpoint
    method: str
    path: str
    headers: Mapping[str, str]
    at: float = field(default_factory=time.monotonic)
    body: Any = None
    question: Question | None = None
    status: int | None = None
    tokens: int = 0
    outcome: Outcome = "open"
    request_id: str = field(default_factory=lambda: f"req_{secrets.token_hex(16)}")

    def response_headers(self) -> dict[str, str]:
        """Return the headers that every response of the service carries."""
        return {
            "x-request-id": self.request_id,
            "openai-version": "2020-10-01",
            "openai-organization": "org-double",
            "openai-processing-ms": f"{(time.monotonic() - self.at) * 1000:.0f}",
            "x-ratelimit-limit-requests": "500",
            "x-ratelimit-limit-tokens": "30000",
            "x-ratelimit-remaining-requests": "499",
            "x-ratelimit-remaining-tokens": "29500",
            "x-ratelimit-reset-requests": "120ms",
            "x-ratelimit-reset-tokens": "1s",
        }

    def end(self, outcome: Outcome) -> None:
        """Say how it ended; what was said first stands."""
        if self.outcome == "open":
            self.outcome = outcome


class Record:
    """The exchanges in order of arrival (the newest `keep` of them), and counts over all."""

    def __init__(self, *, keep: int = 10_000) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=keep)
        self.most_open = 0
        self._counts: Counter[str] = Counter()
        self._open: set[Exchange] = set()
        self._changes = Changes()

    @property
    def open(self) -> int:
        """How many exchanges are under way now."""
        return len(self._open)

    @property
    def last(self) -> Exchange:
        """The newest exchange."""
        return self.exchanges[-1]

    def of(self, endpoint: Endpoint) -> list[Exchange]:
        """Return the exchanges of one endpoint."""
        return [exchange for exchange in self.exchanges if exchange.endpoint == endpoint]

    def requests(self, endpoint: Endpoint | None = None) -> int:
        """Return how many requests came, in all or at one endpoint."""
        return self._counts.total() if endpoint is None else self._counts[endpoint]

    def began(self, exchange: Exchange) -> None:
        """Add an exchange that has just begun."""
        self.exchanges.append(exchange)
        self._counts[exchange.endpoint] += 1
        self._open.add(exchange)
        self.most_open = max(self.most_open, len(self._open))
        self.changed()

    def ended(self, exchange: Exchange, outcome: Outcome) -> None:
        """Mark an exchange as over."""
        exchange.end(outcome)
        self._open.discard(exchange)
        self.changed()

    def stop(self) -> None:
        """Mark what is open as stopped by the server."""
        for exchange in self._open:
            exchange.end("stopped")

    def changed(self) -> None:
        """Wake everybody who waits for something to be true."""
        self._changes.changed()

    async def until(
        self,
        true: Callable[["Record"], bool] = lambda record: True,
        *,
        requests: int = 0,
        endpoint: Endpoint | None = None,
        left: int = 0,
        open_: int | None = None,
        seconds: float = 60,
    ) -> None:
        """Wait until `true(record)` and all of the numbers hold.

        At least `requests` requests came (at `endpoint`), at least `left` of all were left by the
        client, exactly `open_` are under way. Raises `TimeoutError` saying how things stand.
        """

        def holds() -> bool:
            return (
                self.requests(endpoint) >= requests
                and sum(each.outcome == "left" for each in self.exchanges) >= left
                and open_ in {None, self.open}
                and true(self)
            )

        await self._changes.until(holds, seconds=seconds, standing=self)

    def summary(self) -> dict[str, Any]:
        """Return the counts as JSON, for a benchmark that runs elsewhere."""
        return {"requests": dict(self._counts), "open": self.open, "most_open": self.most_open}

    def __str__(self) -> str:
        outcomes = Counter(exchange.outcome for exchange in self.exchanges)
        return f"{dict(self._counts)} requests, {dict(outcomes)}"

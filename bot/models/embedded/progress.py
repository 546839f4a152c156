"""How far a fetch has come, said often enough for a bar and seldom enough to cost nothing."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_BETWEEN_REPORTS = 0.1
_SPEED_OVER = 5.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a fetch stands, in bytes. `total` is 0 for a line that stands without a bar."""

    text: str
    done: int = 0
    total: int = 0
    bytes_per_second: float = 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at the present speed, None while nobody can tell."""
        if self.total <= 0 or self.bytes_per_second <= 0:
            return None
        return max(0, self.total - self.done) / self.bytes_per_second


Report = Callable[[Progress], None]


class Meter:
    """Turns byte counts into reports with a speed taken over the last few seconds."""

    def __init__(
        self, report: Report, *, total: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._report = report
        self._total = total
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self._reported = float("-inf")
        self._text = ""
        self._done = -1

    def begin(self, text: str, done: int) -> None:
        """Start a stretch of work: the speed is counted anew from `done`."""
        self._text = text
        self._seen.clear()
        self._reported = float("-inf")
        self.at(done)

    def at(self, done: int) -> None:
        """Say that `done` bytes are there now."""
        now = self._clock()
        if now - self._reported < _BETWEEN_REPORTS and not self._total <= done != self._done:
            return
        self._done = done
        self._reported = now
        self._report(Progress(self._text, done, self._total, self._speed(now, done)))

    def note(self, text: str) -> None:
        """Say one line that is no bar."""
        self._report(Progress(text))

    def _speed(self, now: float, done: int) -> float:
        # A download that starts over counts backwards: what was seen before means nothing then.
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while now - self._seen[0][0] > _SPEED_OVER and len(self._seen) > 2:
            self._seen.popleft()
        since, before = self._seen[0]
        return (done - before) / (now - since) if now > since else 0.0

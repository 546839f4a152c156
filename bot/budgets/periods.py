"""Hours, days and months of the calendar, in UTC."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Period(StrEnum):
    """How long an allowance is for; the next one begins when it ends."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def begin(self, now: datetime) -> datetime:
        """When the period began that a moment is in."""
        now = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        match self:
            case Period.HOUR:
                return now
            case Period.DAY:
                return now.replace(hour=0)
            case Period.MONTH:
                return now.replace(day=1, hour=0)

    def end(self, now: datetime) -> datetime:
        """When it ends and the next one begins."""
        begin = self.begin(now)
        match self:
            case Period.HOUR:
                return begin + timedelta(hours=1)
            case Period.DAY:
                return begin + timedelta(days=1)
            case Period.MONTH:
                # No month has 32 days, and every one has fewer than 32 + 28.
                return (begin + timedelta(days=32)).replace(day=1)

    def stamp(self, now: datetime) -> str:
        """The period that a moment is in as one word: `2026-11-24T13`, `2026-11-24`, `2026-11`."""
        length = {Period.HOUR: 13, Period.DAY: 10, Period.MONTH: 7}[self]
        return self.begin(now).isoformat()[:length]

    def resumes(self, now: datetime) -> str:
        """When the next one begins, for a sentence: `00:00 UTC`, `1 December, 00:00 UTC`."""
        end = self.end(now)
        clock = f"{end:%H:%M} UTC"
        return f"{end.day} {end:%B}, {clock}" if self is Period.MONTH else clock

    def when(self, now: datetime) -> str:
        """The same with its preposition: `at 00:00 UTC`, `on 1 December, 00:00 UTC`."""
        return f"{'on' if self is Period.MONTH else 'at'} {self.resumes(now)}"

    @property
    def current(self) -> str:
        """The one that is now: `today`."""
        return {"hour": "this hour", "day": "today", "month": "this month"}[self.value]

    @property
    def article(self) -> str:
        """With its article: `an hour`."""
        return f"an {self}" if self is Period.HOUR else f"a {self}"

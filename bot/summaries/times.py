"""Times in people's words: `yesterday`, `2 hours`, `3d`, `monday 14:00`, `2026-11-20`; in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "mo": timedelta(days=30),
    "y": timedelta(days=365),
}
_NAMES = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "m": ("m", "min", "mins", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "d": ("d", "day", "days"),
    "w": ("w", "wk", "week", "weeks"),
    "mo": ("mo", "month", "months"),
    "y": ("y", "yr", "year", "years"),
}
_UNIT = {name: unit for unit, names in _NAMES.items() for name in names}
_NUMBERS = {"": 1.0, "a": 1.0, "an": 1.0, "one": 1.0, "half a": 0.5, "half an": 0.5, "two": 2.0}
_NUMBERS |= {"a couple of": 2.0, "three": 3.0, "a few": 3.0, "four": 4.0, "five": 5.0}
_ONE = (
    r"(?P<count>\d{1,6}(?:[.,]\d{1,3})?|"
    + "|".join(sorted(filter(None, _NUMBERS), key=len, reverse=True))
    + r")?\s*"
)
_PART = re.compile(_ONE + r"(?P<unit>[a-z]+)")
_DURATION = re.compile(r"(?:(?:the|in the|for the)\s+)?(?:last|past|previous)?\s*(.+?)(?:\s+ago)?")
_CLOCK = re.compile(r"(?:at\s+)?(\d{1,2})(?::(\d{2}))?\s*(am|pm|h|uhr|utc)?")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3})[a-z]*\.?,?(?:\s+(\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")
_SPLIT = re.compile(r"\s+(?=(?:at\s+)?\d{1,2}(?::\d{2}|\s*(?:am|pm|h\b|uhr)))|[t](?=\d{2}:)")


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of time that words stand for; a moment begins where it ends."""

    begin: datetime
    end: datetime


def span(words: str, now: datetime) -> Span | None:
    """Read a time, None where the words are none; `now` is when they were said."""
    now = now.astimezone(UTC)
    plain = " ".join(words.lower().split()).removeprefix("since ").removesuffix(" utc")
    if plain == "now":
        return Span(now, now)
    if (length := duration(plain)) is not None:
        try:
            return Span(now - length, now - length)
        except OverflowError:
            return None
    try:
        return _dated(plain, now)
    except (ValueError, OverflowError):
        return None


def foreign(words: str, now: datetime) -> Span | None:
    """Read a time in another language than English: `gestern`, `il y a 3 jours`.

    It takes up to a second and is for a thread.
    """
    # The import alone takes longer than most summaries are asked for.
    import dateparser

    now = now.astimezone(UTC)
    settings = {
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "PREFER_DATES_FROM": "past",
    }
    found = dateparser.parse(words, settings=settings)
    if found is None or found > now:
        return None
    if found.time() == now.time() and found.date() < now.date():
        # A day was said and no hour of it.
        found = datetime.combine(found, time(), UTC)
        return Span(found, found + timedelta(days=1))
    return Span(found, found)


def duration(words: str) -> timedelta | None:
    """Read a length of time: `2 hours`, `3d`, `1h 30m`, `the last week`; None where it is none."""
    found = _DURATION.fullmatch(" ".join(words.lower().split()))
    rest, total = (found[1] if found else ""), timedelta()
    while rest:
        part = _PART.match(rest)
        if part is None or part["unit"] not in _UNIT:
            return None
        count = part["count"] or ""
        number = _NUMBERS[count] if count in _NUMBERS else float(count.replace(",", "."))
        try:
            total += number * _UNITS[_UNIT[part["unit"]]]
        except OverflowError:
            return None
        rest = rest[part.end() :].lstrip(" ,").removeprefix("and ")
    return total or None


def _dated(plain: str, now: datetime) -> Span | None:
    """Read a day, with a time of it or without; a time alone is the last that was."""
    day, *clock = _SPLIT.split(plain, maxsplit=1)
    if clock:
        at, begin = _time(clock[0]), _day(day.rstrip(","), now)
        if at is None or begin is None:
            return None
        moment = datetime.combine(begin, at, UTC)
        return Span(moment, moment)
    if (begin := _day(plain, now)) is not None:
        return Span(begin, begin + timedelta(days=1))
    if (at := _time(plain, alone=True)) is not None:
        moment = datetime.combine(now, at, UTC)
        moment -= timedelta(days=moment > now)
        return Span(moment, moment)
    return None


def _day(plain: str, now: datetime) -> datetime | None:
    """The beginning of a day."""
    today = datetime.combine(now, time(), UTC)
    named = {"today": 0, "yesterday": 1, "the day before yesterday": 2, "day before yesterday": 2}
    if plain in named:
        return today - timedelta(days=named[plain])
    weekday = plain.removeprefix("on ").removeprefix("last ")
    if weekday in _DAYS or (len(weekday) == 3 and any(d.startswith(weekday) for d in _DAYS)):
        index = next(n for n, name in enumerate(_DAYS) if name.startswith(weekday))
        return today - timedelta(days=(today.weekday() - index) % 7 or 7)
    plain = plain.removeprefix("on ")
    if found := _ISO.fullmatch(plain):
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    if found := _POINTS.fullmatch(plain):
        return _past(now, found[3], int(found[2]), int(found[1]))
    if (found := _DAY_MONTH.fullmatch(plain)) and found[2] in _MONTHS:
        return _past(now, found[3], _MONTHS.index(found[2]) + 1, int(found[1]))
    if (found := _MONTH_DAY.fullmatch(plain)) and found[1] in _MONTHS:
        return _past(now, found[3], _MONTHS.index(found[1]) + 1, int(found[2]))
    return None


def _past(now: datetime, year: str | None, month: int, day: int) -> datetime:
    """A date; without a year the last one that was."""
    if year:
        return datetime(int(year) + (2000 if len(year) == 2 else 0), month, day, tzinfo=UTC)
    found = datetime(now.year, month, day, tzinfo=UTC)
    return found if found <= now else datetime(now.year - 1, month, day, tzinfo=UTC)


def _time(plain: str, *, alone: bool = False) -> time | None:
    words = {"noon": time(12), "midnight": time()}
    if plain in words:
        return words[plain]
    found = _CLOCK.fullmatch(plain)
    # A number alone is no time: it may count messages.
    if found is None or (alone and not (found[2] or found[3])):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] in ("am", "pm"):
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None

"""One line of a budget, as people write it and as the program reads it.

What people write is taken in any order and with or without the small words: `50000 tokens a day for
each person`, `person/day/tokens=50000` and `$5 month role 123` are all understood, and kept in the
first form.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.budgets.periods import Period


class Unit(StrEnum):
    """What is counted."""

    TOKENS = "tokens"
    IMAGES = "images"
    MINUTES = "minutes"
    DOLLARS = "dollars"


class Who(StrEnum):
    """Whose spending is counted together."""

    PERSON = "person"
    ROLE = "role"
    CHANNEL = "channel"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be spent of one unit in one period.

    `id` names one person or channel, "" means each of them. That of a role is for each person who
    has it.
    """

    amount: float
    unit: Unit
    period: Period
    who: Who
    id: str = ""

    def __str__(self) -> str:
        return f"{figure(self.amount)} {self.unit} {self.period.article} for {self._whom}"

    @property
    def _whom(self) -> str:
        match self.who:
            case Who.SERVER:
                return "the server"
            case Who.ROLE:
                return f"each person with role {self.id}"
        return f"{self.who} {self.id}" if self.id else f"each {self.who}"

    @property
    def key(self) -> str:
        """What it is about, without the amount: no two lines of a budget share it."""
        return "/".join((self.who, *([self.id] if self.id else []), self.period, self.unit))


EXAMPLE = "50000 tokens a day for each person"

LARGEST = 1_000_000_000_000
_FILLING = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "audio",
        "each",
        "every",
        "for",
        "has",
        "in",
        "most",
        "of",
        "per",
        "the",
        "to",
        "up",
        "who",
        "with",
    ]
)
_UNITS = {
    "token": Unit.TOKENS, "tokens": Unit.TOKENS,
    "image": Unit.IMAGES, "images": Unit.IMAGES,
    "picture": Unit.IMAGES, "pictures": Unit.IMAGES,
    "minute": Unit.MINUTES, "minutes": Unit.MINUTES,
    "dollar": Unit.DOLLARS, "dollars": Unit.DOLLARS, "usd": Unit.DOLLARS,
}  # fmt: skip
_PERIODS = {
    "hour": Period.HOUR, "hourly": Period.HOUR,
    "day": Period.DAY, "daily": Period.DAY,
    "month": Period.MONTH, "monthly": Period.MONTH,
}  # fmt: skip
_WHO = {
    "person": Who.PERSON, "people": Who.PERSON, "user": Who.PERSON, "member": Who.PERSON,
    "role": Who.ROLE, "group": Who.ROLE,
    "channel": Who.CHANNEL,
    "server": Who.SERVER, "workspace": Who.SERVER, "everybody": Who.SERVER,
}  # fmt: skip
_NEEDS = (
    "how much",
    "what is counted (tokens, images, minutes or dollars)",
    "for how long it is (an hour, a day or a month)",
    "for whom it is (each person, a role, each channel or the server)",
)
_MULTIPLES = {"": 1, "k": 1_000, "m": 1_000_000}
_NUMBER = re.compile(r"(\$?)(\d[\d_]*(?:\.\d+)?|\.\d+)([km]?)", re.IGNORECASE)
_MENTION = re.compile(r"<([@#!])([&!]?)(?:subteam\^)?([A-Za-z0-9]+)(?:\|[^>]*)?>")
_MENTIONED = {"@": Who.PERSON, "#": Who.CHANNEL, "!": Who.ROLE}
_HEAD = re.compile(r"\$?\d+")
_TAIL = re.compile(r"\d{3}\b")
_WORDS = re.compile(r"<[^<>\s][^<>]*>|[^\s/=:]+")


def allowance(text: str) -> Allowance:
    """Read one line; raises `ValueError` with a sentence that says what is missing."""
    reading = _Reading(_WORDS.findall(text))
    while reading.words:
        _take(reading, reading.words.pop(0))
    return _whole(reading, text)


@lru_cache(maxsize=1_024)
def allowances(lines: tuple[str, ...]) -> tuple[Allowance, ...]:
    """Read all lines of a budget."""
    return tuple(allowance(line) for line in lines)


def joined(lines: object) -> object:
    """Put together what was parted at the comma of `50,000`."""
    if not isinstance(lines, list | tuple) or not all(isinstance(line, str) for line in lines):
        return lines
    whole: list[str] = []
    for line in lines:
        if whole and _HEAD.fullmatch(whole[-1]) and _TAIL.match(line):
            whole[-1] += line
        else:
            whole.append(line)
    return tuple(whole)


def one_line(text: str) -> str:
    """The line as it is kept; raises `ValueError`."""
    return str(allowance(text))


def no_two_alike(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Raise `ValueError` where two lines are about the same; else return them."""
    known: dict[str, str] = {}
    for line in lines:
        key = allowance(line).key
        if key in known:
            raise ValueError(f"{known[key]!r} and {line!r} are about the same; keep one of them.")
        known[key] = line
    return lines


def figure(amount: float) -> str:
    """The amount as people type it: `50000`, `0.25`."""
    return f"{amount:.6f}".rstrip("0").rstrip(".") if amount % 1 else str(int(amount))


class _Reading:
    """What was found in a line so far."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)
        self.amount: float | None = None
        self.unit: Unit | None = None
        self.period: Period | None = None
        self.who: Who | None = None
        self.id = ""


def _take(reading: _Reading, word: str) -> None:
    """Take in one word, and the id behind the word that needs one."""
    lower = word.lower()
    number = _NUMBER.fullmatch(word)
    mention = _MENTION.fullmatch(word)
    if mention is not None:
        role = mention[2] == "&"
        reading.who, reading.id = Who.ROLE if role else _MENTIONED[mention[1]], mention[3]
    elif lower in _WHO:
        reading.who = _WHO[lower]
        # "person 123", "role 123": what stands behind is an id if it is no word of the line.
        if reading.who is not Who.SERVER and reading.words and _is_id(reading, reading.words[0]):
            reading.id = reading.words.pop(0)
    elif lower in _UNITS:
        reading.unit = _UNITS[lower]
    elif lower in _PERIODS:
        reading.period = _PERIODS[lower]
    elif number is not None and reading.amount is None:
        reading.amount = float(number[2].replace("_", "")) * _MULTIPLES[number[3].lower()]
        reading.unit = Unit.DOLLARS if number[1] else reading.unit
    elif lower not in _FILLING:
        raise ValueError(f"{word[:40]!r} is not understood; a line reads like {EXAMPLE!r}.")


def _is_id(reading: _Reading, word: str) -> bool:
    """Whether the word names one person, role or channel.

    A number does where the amount is known already, or another one follows.
    """
    if _MENTION.fullmatch(word) or word.lower() in _FILLING | _UNITS.keys() | _PERIODS.keys():
        return False
    if not _NUMBER.fullmatch(word):
        return bool(re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", word))
    return reading.amount is not None or any(map(_NUMBER.fullmatch, reading.words[1:]))


def _whole(reading: _Reading, text: str) -> Allowance:
    amount, unit, period, who = reading.amount, reading.unit, reading.period, reading.who
    if amount is None or unit is None or period is None or who is None:
        found = zip(_NEEDS, (amount, unit, period, who), strict=True)
        missing = next(need for need, one in found if one is None)
        raise ValueError(f"{text[:60]!r} does not say {missing}; a line reads like {EXAMPLE!r}.")
    if who is Who.ROLE and not reading.id:
        raise ValueError(f"{text[:60]!r} does not say which role; write its id or mention it.")
    if amount > LARGEST:
        raise ValueError(f"The amount of {text[:60]!r} is more than {LARGEST:,}.")
    return Allowance(amount, unit, period, who, reading.id)

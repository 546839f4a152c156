"""What is summed up: lines, each with its number and where it is from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels import Said

# So that no line can pass for the beginning of another.
_INDENT = "\n    "


@dataclass(frozen=True, slots=True)
class Source:
    """Where a point is from: the address that leads there, and who said it when."""

    link: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of the material; without a number it is one of a document, known as a whole only."""

    text: str
    number: int | None = None
    source: Source | None = None

    def __str__(self) -> str:
        return f"[{self.number}] {self.text}" if self.number is not None else self.text


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: its lines, what to call it, and what to say below about how much it was."""

    name: str
    kind: str
    lines: tuple[Line, ...]
    said: str

    @property
    def sources(self) -> dict[int, Source]:
        """Where each number leads."""
        return {line.number: line.source for line in self.lines if line.number and line.source}


def spoken(messages: Sequence[Said]) -> tuple[Line, ...]:
    """The messages of a channel as lines, with the day where it changes."""
    lines: list[Line] = []
    day = None
    for number, one in enumerate(messages, start=1):
        when = f"{one.at:%d %b %Y} {one.at:%H:%M}" if one.at.date() != day else f"{one.at:%H:%M}"
        day = one.at.date()
        text = _INDENT.join(_words(one).splitlines())
        author = " ".join(one.author.split()) or "somebody"
        source = Source(one.link, f"{author}, {one.at:%H:%M}")
        lines.append(Line(f"{when} {author}: {text}", number, source))
    return tuple(lines)


def written(text: str) -> tuple[Line, ...]:
    """A document as its paragraphs."""
    return tuple(Line(line) for line in text.splitlines() if line.strip())


def stretch(messages: Sequence[Said]) -> str:
    """From when to when they were said."""
    first, last = messages[0].at, messages[-1].at
    return f"{_moment(first)} to {_moment(last)} UTC"


def _moment(moment: datetime) -> str:
    return f"{moment:%d %b %Y %H:%M}"


def _words(one: Said) -> str:
    files = "".join(f" [attached: {file.name}]" for file in one.attachments)
    return one.text.strip() + files

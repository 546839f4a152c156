"""What the lines of a markdown text are: where code, tables and lists begin and end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["blank", "text", "heading", "item", "row", "opening", "code", "closing"]

_FENCE = re.compile(r"[ \t]*(`{3,20}|~{3,20})([^`~\n]*)\n?$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_HEADING = re.compile(r"#{1,6} ")
_ROW = re.compile(r"[ \t]*\|")
_INDENTED = re.compile(r"[ \t]")
_LANGUAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `end` is behind its newline, `fence` opens the code that goes on behind it."""

    start: int
    end: int
    kind: Kind
    fence: str
    indented: bool


def marker(fence: str) -> str:
    """The line that closes the code which that line opens."""
    return fence[: len(fence) - len(fence.lstrip(fence[:1]))] if fence else ""


def scan(text: str, fence: str = "") -> list[Line]:
    """Tell what each line is; `fence` opens the code in which the text begins."""
    lines = []
    start = 0
    for content in _lines(text):
        kind, fence = _kind(content, fence)
        indented = _INDENTED.match(content) is not None
        lines.append(Line(start, start + len(content), kind, fence, indented))
        start += len(content)
    return lines


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _kind(content: str, fence: str) -> tuple[Kind, str]:
    """What a line is, and what opens the code that goes on behind it."""
    found = _FENCE.match(content)
    if fence:
        closes = found is not None and found[1].startswith(marker(fence)) and not found[2].strip()
        return ("closing", "") if closes else ("code", fence)
    if found is not None:
        language = found[2].strip().partition(" ")[0]
        return "opening", found[1] + language[:_LANGUAGE]
    if not content.strip():
        return "blank", ""
    if _ROW.match(content):
        return "row", ""
    if _ITEM.match(content):
        return "item", ""
    return ("heading" if _HEADING.match(content) else "text"), ""


def blocks(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Where code, tables and lists lie, as they should stay together: positions in the text."""
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end > at:
            yield lines[at].start, lines[end - 1].end
        at = max(end, at + 1)


def _end(lines: list[Line], at: int) -> int:
    """The number of the line behind the block that begins at a line; `at` if none begins."""
    first = lines[at].kind
    if first in ("opening", "code"):
        closed = (number for number in range(at, len(lines)) if not lines[number].fence)
        return next(closed, len(lines) - 1) + 1
    if first == "row":
        others = (number for number in range(at, len(lines)) if lines[number].kind != "row")
        return next(others, len(lines))
    return _end_of_list(lines, at) if first == "item" else at


def _end_of_list(lines: list[Line], at: int) -> int:
    end = at
    for number in range(at, len(lines)):
        line = lines[number]
        after_gap = number > at and lines[number - 1].kind == "blank"
        inside = number > end and bool(lines[number - 1].fence)
        belongs = line.kind == "item" or line.indented or (line.kind == "text" and not after_gap)
        if line.kind != "blank" and not inside and not belongs:
            break
        if line.kind != "blank" or inside:
            end = number + 1
    return end

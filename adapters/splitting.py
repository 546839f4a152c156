"""Splits a text into messages of bounded length: at a paragraph, a line, a sentence, a word.

Code that is cut is closed and opened again with its language; code, tables and lists that fit into
one message stay whole.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum

from adapters.lines import Line, blocks, marker, scan

_SENTENCE = re.compile(r"[.!?…][\"'”’)\]*_]*\s+|[。！？]")
_WORD = re.compile(r"\s+")
_JOINER = "\u200d"


class _Rank(IntEnum):
    """How good a place is for a cut; less is better."""

    PARAGRAPH = 0
    LINE = 1
    INSIDE = 2
    SENTENCE = 3
    WORD = 4
    ANYWHERE = 5


def split(text: str, limit: int) -> list[str]:
    """Cut a text into messages of at most `limit` characters; an empty one needs none."""
    pages = Pages(limit)
    pages.add(text)
    return pages.texts


class Pages:
    """The messages of a text that grows; where it was cut once, it stays cut."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._settled: list[str] = []
        self._text = ""
        self._rest = ""
        # Where each message begins, and the line that opened the code in which it does.
        self._starts: list[tuple[int, str]] = []
        # The line that opened the code in which the rest begins.
        self._fence = ""

    @property
    def texts(self) -> list[str]:
        """The messages so far, code closed in each of them; only the last one still grows."""
        last = self._closed(self._rest)
        return [*self._settled, last] if self._rest.strip() else list(self._settled)

    def add(self, text: str) -> None:
        """Take more of the text."""
        self._text += text
        self._rest += text
        # Blank space at the end is not shown, and must not lead to a message of its own.
        while len(self._closed(self._rest)) > self._limit:
            self._settle()

    def with_more(self, text: str) -> "Pages":
        """The same messages with more of the text; these stay as they are."""
        other = Pages(self._limit)
        other._settled, other._starts = list(self._settled), list(self._starts)
        other._text, other._rest, other._fence = self._text, self._rest, self._fence
        other.add(text)
        return other

    def end(self) -> None:
        """Close code that is still open, so that what is added next is not part of it."""
        fence = _open_at(self._rest, self._fence)
        if fence:
            self.add(f"\n{marker(fence)}")

    def cut(self) -> None:
        """End the last message where it is; what is added next begins another one."""
        if self._rest.strip():
            self._starts.append((len(self._text) - len(self._rest), self._fence))
            self._settled.append(self._closed(self._rest))
            self._fence, self._rest = _open_at(self._rest, self._fence), ""

    def since(self, number: int) -> str:
        """The text as it was given from message `number`, 0 first, on; cut code is opened again."""
        starts = [*self._starts, (len(self._text) - len(self._rest), self._fence)]
        start, fence = starts[number]
        return f"{fence}\n{self._text[start:]}" if fence else self._text[start:]

    def _settle(self) -> None:
        """Cut the first message off the rest."""
        lines = scan(self._rest[: 3 * self._limit], self._fence)
        cut = self._cut(lines)
        head, rest = self._rest[:cut], self._rest[cut:]
        at_line = head.endswith("\n")
        if head.strip():
            self._starts.append((len(self._text) - len(self._rest), self._fence))
            self._settled.append(self._closed(head))
        fence = _open_at(head, self._fence)
        # Blank lines in code mean something; elsewhere they only part what is parted already.
        self._rest = rest if fence else rest.lstrip("\n" if at_line else None)
        self._fence = fence

    def _closed(self, body: str) -> str:
        """A message with that body: code that it is cut out of is opened and closed."""
        fence = _open_at(body, self._fence)
        shown = f"{self._fence}\n{body.rstrip()}" if self._fence else body.rstrip()
        return f"{shown}\n{marker(fence)}" if fence else shown

    def _room(self, fence: str) -> int:
        """How many characters of the rest fit where `fence` must be closed behind them."""
        opening = len(self._fence) + 1 if self._fence else 0
        return self._limit - opening - (len(marker(fence)) + 1 if fence else 0)

    def _cut(self, lines: list[Line]) -> int:
        """The best place for the end of the first message; at least one character is taken."""
        whole = self._before_block(lines)
        if whole:
            return whole
        places = list(self._places(lines))
        for enough in (self._limit // 2, 1):
            for rank in _Rank:
                fitting = [end for end, found in places if found is rank and end >= enough]
                if fitting:
                    return max(fitting)
        return self._anywhere(lines)

    def _before_block(self, lines: list[Line]) -> int:
        """Where a block begins that crosses the end of the message and fits into the next one."""
        for start, end in blocks(lines):
            if end > self._room("") and 0 < start <= self._room(""):
                length = len(self._rest[start:end].rstrip())
                if length <= self._limit and self._rest[:start].strip():
                    return start
        return 0

    def _places(self, lines: list[Line]) -> Iterator[tuple[int, _Rank]]:
        """Every place where the message may end, and how good it is."""
        kept = list(blocks(lines))
        for number, line in enumerate(lines):
            if line.start > self._limit:
                return
            if line.kind not in ("opening", "closing", "blank"):
                yield from self._within(line)
            if number + 1 < len(lines) and _length(self._rest, line.end) <= self._room(line.fence):
                rank = _rank(lines, number, kept)
                if rank is not None:
                    yield line.end, rank

    def _within(self, line: Line) -> Iterator[tuple[int, _Rank]]:
        room = min(line.end, self._room(line.fence) + 1)
        for pattern, rank in ((_SENTENCE, _Rank.SENTENCE), (_WORD, _Rank.WORD)):
            for found in pattern.finditer(self._rest, line.start, room):
                text = self._rest[line.start : found.end()]
                if text.strip() and _length(self._rest, found.end()) <= self._room(line.fence):
                    yield found.end(), rank

    def _anywhere(self, lines: list[Line]) -> int:
        """The last place that fits between two letters, as people see them."""
        line = next((line for line in lines if line.end > self._room(line.fence)), lines[-1])
        end = max(1, self._room(line.fence))
        at = end
        while at > max(1, end - 16) and _clings(self._rest, at):
            at -= 1
        return end if _clings(self._rest, at) else at


def _rank(lines: list[Line], number: int, kept: list[tuple[int, int]]) -> _Rank | None:
    """How good it is to cut behind a line; None where it must not be."""
    line, following = lines[number], lines[number + 1]
    if line.fence:
        bare = line.kind == "opening" or following.kind == "closing"
        return None if bare else _Rank.INSIDE
    if any(start < line.end < end for start, end in kept):
        return _Rank.LINE if following.kind in ("item", "row") else _Rank.INSIDE
    before = next((each for each in lines[number::-1] if each.kind != "blank"), line)
    if before.kind == "heading":
        # A heading belongs to what follows it.
        return _Rank.INSIDE
    blank = "blank" in (line.kind, following.kind)
    beside = any(line.end in edges for edges in kept) or following.kind == "heading"
    return _Rank.PARAGRAPH if blank or beside else _Rank.LINE


def _open_at(body: str, fence: str) -> str:
    """The line that opened the code in which a text ends, if it does."""
    if not fence and "```" not in body and "~~~" not in body:
        return ""
    lines = scan(body, fence)
    return lines[-1].fence if lines else fence


def _length(text: str, end: int) -> int:
    """How long the text up to there is without the blank space at its end."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _clings(text: str, at: int) -> bool:
    """Whether the character there belongs to the letter before it."""
    if at >= len(text):
        return False
    here = text[at]
    modifies = 0x1F3FB <= ord(here) <= 0x1F3FF or 0xFE00 <= ord(here) <= 0xFE0F
    return (
        unicodedata.combining(here) != 0
        or modifies
        or here == _JOINER
        or text[at - 1] == _JOINER
        or text[at - 1 : at + 1] == "\r\n"
    )

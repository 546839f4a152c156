"""Long texts in parts that a model can take: at paragraphs, else lines, sentences, or words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Count = Callable[[str], int]

# Where a text may be parted, the best places first; what ends a part stays with it.
_BORDERS = (
    re.compile(r"\n[ \t]*\n\s*"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？])"),
    re.compile(r"\s+"),
)
_GAP = re.compile(r"\s*\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text, and the white space that stands around it in the whole."""

    before: str
    text: str
    after: str


def parted(text: str, *, most: int, count: Count) -> list[Part]:
    """Part a text so that each part has at most `most` tokens; put together it is the text."""
    return [_part(piece) for piece in _gathered(_split(text, 0, most, count), most, count)]


def _split(text: str, level: int, most: int, count: Count) -> Iterator[str]:
    # A token has at least one byte, so that short pieces need not be counted.
    if len(text.encode("utf-8", "surrogatepass")) <= most or count(text) <= most:
        yield text
    elif level == len(_BORDERS):
        # A run without any border is cut anywhere; one character is hardly more than four tokens.
        step = max(1, most // 4)
        yield from (text[at : at + step] for at in range(0, len(text), step))
    else:
        for piece in _pieces(text, _BORDERS[level]):
            yield from _split(piece, level + 1, most, count)


def _pieces(text: str, border: re.Pattern[str]) -> Iterator[str]:
    at = 0
    for found in border.finditer(text):
        if found.end() > at:
            yield text[at : found.end()]
            at = found.end()
    if at < len(text):
        yield text[at:]


def _gathered(pieces: Iterator[str], most: int, count: Count) -> Iterator[str]:
    """Put pieces together as far as they fit, so that there are few parts."""
    part, size = "", 0
    for piece in pieces:
        more = count(piece)
        if part and size + more > most:
            yield part
            part, size = "", 0
        part, size = part + piece, size + more
    if part:
        yield part


def _part(piece: str) -> Part:
    text = piece.lstrip()
    before = piece[: len(piece) - len(text)]
    gap = _GAP.search(text)
    end = gap.start() if gap else len(text)
    return Part(before, text[:end], text[end:])

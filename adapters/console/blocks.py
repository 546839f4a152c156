"""Takes finished pieces out of an answer that is still being written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.console.sections import OpenFence, Section, complete, sections

# A last line of nothing but signs may still become a rule, an item, a fence or bold words.
_UNDECIDED = re.compile(r"[\s>]*(?:[-+*_=~#|:.\s]*|\d{1,9}[.)]?|`{1,2}|(?:`{3,}|~{3,})[^`]*|!?\[?)")


@dataclass(frozen=True, slots=True)
class Fence:
    """The line that opens or closes code; only the one that opens has a language."""

    mark: str
    opens: bool
    language: str = ""
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of the code whose fence was opened before."""

    lines: tuple[str, ...]


Piece = Section | Fence | Code


class Blocks:
    """The pieces of one answer, in order: the same ones whatever chunks it arrives in.

    A piece is finished when no later word can change it. Code is finished line by line, so that
    long code can be read while it is written.
    """

    def __init__(self) -> None:
        self._tail = ""
        self._seen = 0
        self._fence: OpenFence | None = None
        self._spaced = True
        self._number: int | None = None

    def feed(self, text: str) -> None:
        """Append words of the answer."""
        self._tail += text

    def settle(self, *, ended: bool = False) -> list[Piece]:
        """Take out what is finished since the last call; with `ended`, all that is left."""
        pieces: list[Piece] = []
        while True:
            fence = self._fence
            found = self._settle_code(fence, ended) if fence else self._settle_sections(ended)
            if not found:
                return pieces
            pieces += found

    def live(self) -> list[Piece]:
        """What is not finished, as it looks now."""
        head, newline, last = self._tail.rpartition("\n")
        if self._fence:
            hidden = self._fence.may_be_closed_by(last)
            return [] if hidden else [Code((self._fence.inside(last),))]
        if _UNDECIDED.fullmatch(last):
            last = ""
        text = _mended(head + newline + last)
        return list(sections(text, spaced=self._spaced, number=self._number))

    def _settle_sections(self, ended: bool) -> Sequence[Piece]:
        text = self._tail if ended else self._tail[: self._tail.rfind("\n") + 1]
        if len(text) == self._seen and not ended:
            return []
        self._seen = len(text)
        found = sections(text, spaced=self._spaced, number=self._number)
        if not found:
            return []
        last = found[-1]
        done = ended or complete(last, text)
        if last.kind == "fence" and not (done and complete(last, text)):
            return self._open(found, text)
        return self._take(found, text, len(found) if done else len(found) - 1)

    def _take(self, found: Sequence[Section], text: str, count: int) -> list[Piece]:
        """Take the first sections out, and keep what the next one needs to know."""
        if not count:
            return []
        left = found[count:]
        self._spaced = left[0].spaced if left else True
        self._number = left[0].number if left else None
        self._drop(text, left[0].start if left else found[-1].end)
        return [piece for section in found[:count] for piece in _pieces(section, text)]

    def _open(self, found: Sequence[Section], text: str) -> list[Piece]:
        """Take all sections out, the last of which opens code."""
        *before, last = found
        self._fence = OpenFence.of(last, text)
        self._spaced, self._number = True, None
        self._drop(text, last.start + 1)
        pieces = [piece for section in before for piece in _pieces(section, text)]
        opening = Fence(self._fence.mark, True, self._fence.language, last.spaced)
        return [*pieces, opening]

    def _settle_code(self, fence: OpenFence, ended: bool) -> Sequence[Piece]:
        *lines, partial = self._tail.split("\n")
        if ended and partial:
            lines, partial = [*lines, partial], ""
        end = next((at for at, line in enumerate(lines) if fence.closed_by(line)), None)
        code = Code(tuple(map(fence.inside, lines[:end])))
        if end is None and not ended:
            self._tail = partial
            return [code] if code.lines else []
        rest = lines[end + 1 :] if end is not None else []
        self._tail = "\n".join([*rest, partial])
        self._fence, self._seen = None, 0
        return [*([code] if code.lines else []), Fence(fence.mark, False)]

    def _drop(self, text: str, lines: int) -> None:
        """Forget that many lines; `text` is the part of the tail that they were counted in."""
        kept = "\n".join(text.split("\n")[lines:])
        self._tail = kept + self._tail[len(text) :]
        self._seen = 0


def _pieces(section: Section, text: str) -> Sequence[Piece]:
    """Turn closed code into its three pieces; any other section is a piece already."""
    if section.kind != "fence":
        return [section]
    fence = OpenFence.of(section, text)
    lines = tuple(section.tokens[0].content.split("\n")[:-1])
    code = [Code(lines)] if lines else []
    opening = Fence(fence.mark, True, fence.language, section.spaced)
    return [opening, *code, Fence(fence.mark, False)]


def _mended(text: str) -> str:
    """Close the bold words or the code that the last paragraph has begun, for a calmer look."""
    before, gap, last = text.rpartition("\n\n")
    if "```" in last:
        return text
    last = last.rstrip("*_~` \n")
    if last.count("`") % 2:
        last += "`"
    elif last.count("**") % 2:
        last += "**"
    return before + gap + last

"""A long text in the fields of a form, each of which holds only so many characters."""

from collections.abc import Iterable, Iterator
from typing import Literal

Joint = Literal["", "s", "x"]
"""What was between a part and the one before it: a line's end, a space, or nothing."""

_BETWEEN: dict[str, str] = {"": "\n", "s": " ", "x": ""}


def parted(text: str, longest: int) -> Iterator[tuple[Joint, str]]:
    """Yield the text in parts, cut between lines where that is possible."""
    joint: Joint = ""
    while len(text) > longest:
        cut, mark = _cut(text, longest)
        yield joint, text[:cut]
        text, joint = text[cut + len(_BETWEEN[mark]) :], mark
    yield joint, text


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """Return the text that was in parts; fields at the beginning or the end may be empty."""
    found = list(parts)
    while found and not found[-1][1].strip():
        found.pop()
    while found and not found[0][1].strip():
        found.pop(0)
    rest = (f"{_BETWEEN.get(joint, '')}{part}" for joint, part in found[1:])
    return found[0][1] + "".join(rest) if found else ""


def _cut(text: str, longest: int) -> tuple[int, Joint]:
    # A cut further to the front would make too many parts.
    for mark in ("", "s"):
        found = text.rfind(_BETWEEN[mark], longest // 2, longest + 1)
        if found > 0:
            return found, "s" if mark else ""
    return longest, "x"

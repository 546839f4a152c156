"""Cutting material into parts that fit into one request each, counted in tokens."""

from collections.abc import Callable, Sequence

Count = Callable[[str], int]


def parted(lines: Sequence[str], most: int, count: Count) -> list[str]:
    """Put lines together to parts of at most `most` tokens; a longer line is cut.

    It counts every line and is for a thread.
    """
    parts: list[str] = []
    held: list[str] = []
    size = 0
    for line in (piece for whole in lines for piece in _pieces(whole, most, count)):
        # The end of a line is a token of its own at most.
        tokens = count(line) + 1
        if held and size + tokens > most:
            parts.append("\n".join(held))
            held, size = [], 0
        held.append(line)
        size += tokens
    return [*parts, "\n".join(held)] if held else parts


def _pieces(line: str, most: int, count: Count) -> list[str]:
    """The line, or pieces of it that fit; cut at a space where there is one."""
    if len(line) < most or count(line) + 1 <= most:
        return [line]
    middle = len(line) // 2
    space = line.find(" ", middle, middle + 200)
    at = space + 1 if space >= 0 else middle
    return [*_pieces(line[:at], most, count), *_pieces(line[at:], most, count)]

"""Markdown tables for platforms that show none: aligned in code, or as lists where they are wide.

What is aligned is measured in columns, so that CJK and emoji stand where they should.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.widths import width

Side = Literal["left", "right", "center"]

# Wider ones would be broken by the windows that most people have.
_WIDEST = 80
_GAP = "  "
# Nothing here is tried in a second way: texts that are made for it would take minutes.
_DELIMITER = re.compile(r"\s*+\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+")
_BAR = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\[([^\]\n]{1,1000}+)\]\((?:<)?([^)\s>]{1,2000}+)[^)\n]{0,500}+\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKS = re.compile(r"\*\*|__|~~|`+")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its head, its rows with as many cells, and the side that each column keeps to."""

    head: tuple[str, ...]
    sides: tuple[Side, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def begins(head: str, delimiter: str) -> bool:
    """Whether two lines are the beginning of a table."""
    if "|" not in head or "-" not in delimiter or not _DELIMITER.fullmatch(delimiter):
        return False
    return len(_cells(head)) == len(_cells(delimiter))


def goes_on(line: str) -> bool:
    """Whether a line is one more row."""
    return "|" in line and bool(line.strip())


def read(lines: Sequence[str]) -> Table:
    """Read the lines of a table; rows that are too short are filled, what is too much is left."""
    head, delimiter, *rows = lines
    sides = tuple(map(_side, _cells(delimiter)))
    count = len(sides)
    filled = (tuple([*_cells(row), *[""] * count][:count]) for row in rows)
    return Table(tuple(_cells(head)), sides, tuple(filled))


def shown(table: Table, *, longest: int) -> str:
    """The table as text of which no part that belongs together has more than `longest` letters."""
    plain = Table(
        tuple(map(_plain, table.head)),
        table.sides,
        tuple(tuple(map(_plain, row)) for row in table.rows),
    )
    widths = [max(map(width, column)) for column in zip(plain.head, *plain.rows, strict=True)]
    wide = sum(widths) + len(_GAP) * (len(widths) - 1)
    if wide > _WIDEST or 4 * wide > longest:
        return "\n".join(_listed(table.head, row) for row in table.rows) or _bold(table.head)
    return _in_code(plain, widths, longest=longest)


def _in_code(table: Table, widths: Sequence[int], *, longest: int) -> str:
    """One or more blocks of code, each with the head, so that each can stand in its own message."""
    head = _aligned(table.head, widths, table.sides)
    top = f"{head}\n{_GAP.join('-' * columns for columns in widths)}"
    blocks, block = [], top
    for row in table.rows:
        line = _aligned(row, widths, table.sides)
        if block != top and len(block) + len(line) > longest - len("```\n\n```\n"):
            blocks.append(block)
            block = top
        block += f"\n{line}"
    return "\n".join(f"```\n{block}\n```" for block in (*blocks, block))


def _aligned(cells: Sequence[str], widths: Sequence[int], sides: Sequence[Side]) -> str:
    padded = map(_padded, cells, widths, sides)
    return _GAP.join(padded).rstrip()


def _padded(cell: str, columns: int, side: Side) -> str:
    room = max(0, columns - width(cell))
    if side == "left":
        return cell + " " * room
    before = room if side == "right" else room // 2
    return " " * before + cell + " " * (room - before)


def _listed(head: Sequence[str], row: Sequence[str]) -> str:
    """A row of a wide table, with what each of its cells is."""
    first, *others = row
    lines = [f"- **{_unbold(first)}**" if first else f"- **{_unbold(head[0])}**"]
    named = zip(head[1:], others, strict=True)
    lines += [f"  - {name}: {cell}" if name else f"  - {cell}" for name, cell in named if cell]
    return "\n".join(lines)


def _bold(head: Sequence[str]) -> str:
    return ", ".join(f"**{_unbold(name)}**" for name in head)


def _unbold(cell: str) -> str:
    return cell.replace("**", "")


def _side(cell: str) -> Side:
    if cell.startswith(":") and cell.endswith(":"):
        return "center"
    return "right" if cell.endswith(":") else "left"


def _cells(line: str) -> list[str]:
    stripped = line.strip().removeprefix("|")
    if stripped.endswith("|") and not stripped.endswith("\\|"):
        stripped = stripped[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(stripped)]


def _plain(cell: str) -> str:
    """The cell without marks that mean nothing in code."""
    linked = _LINK.sub(lambda found: _linked(found[1], found[2]), _BREAK.sub(" ", cell))
    return _MARKS.sub("", linked)


def _linked(words: str, address: str) -> str:
    return words if words == address else f"{words} ({address})"

"""What a command says, printed once: rendered for a terminal, plain for a pipe, tables aligned."""

import re
import sys
from collections.abc import Iterator
from itertools import zip_longest
from typing import TextIO

from adapters import tables
from adapters.console.blocks import Blocks
from adapters.console.clean import clean
from adapters.console.device import is_screen, size, themed
from adapters.console.render import Renderer
from adapters.widths import width

_WIDEST, _NARROWEST = 80, 8
_GAP = "  "
_MARKS = re.compile(r"\*\*|`+")


def printed(markdown: str, stream: TextIO) -> None:
    """Print it as the stream shows it best."""
    lines = [line for part in _parts(clean(markdown)) for line in _shown(part, stream)]
    # What stands beside a table brings its own distance.
    apart = [line for at, line in enumerate(lines) if line or not at or lines[at - 1]]
    stream.write("\n".join(apart) + "\n")
    stream.flush()


def note(text: str) -> None:
    """Say something beside the answer."""
    sys.stderr.write(clean(text) + "\n")
    sys.stderr.flush()


def _parts(markdown: str) -> Iterator[list[str]]:
    """Its lines, those of a table together and without any others."""
    lines, part = markdown.split("\n"), list[str]()
    at = 0
    while at < len(lines):
        if at + 1 < len(lines) and tables.begins(lines[at], lines[at + 1]):
            end = at + 2
            while end < len(lines) and tables.goes_on(lines[end]):
                end += 1
            if part:
                yield part
            yield lines[at:end]
            at, part = end, []
        else:
            part.append(lines[at])
            at += 1
    if part:
        yield part


def _shown(part: list[str], stream: TextIO) -> list[str]:
    if len(part) > 1 and tables.begins(*part[:2]):
        return aligned(part)
    text = "\n".join(part)
    if not is_screen(stream):
        return part
    blocks = Blocks()
    blocks.feed(text.strip("\n"))
    rendered = Renderer(themed(stream)).finished(blocks.settle(ended=True), size(stream).columns)
    # Empty lines beside a table keep it apart.
    before = [""] if text.startswith("\n") else []
    after = [""] if text.endswith("\n") else []
    return [*before, *(line.shown for line in rendered), *after]


def aligned(lines: list[str]) -> list[str]:
    """The lines of a table with its columns one below the other, none wider than a terminal."""
    table = tables.read(lines)
    rows = [[_plain(cell) for cell in row] for row in (table.head, *table.rows)]
    widths = _widths(list(zip(*rows, strict=True)))
    shown = [line for row in rows for line in _folded(row, widths, table.sides)]
    rule = _GAP.join("-" * columns for columns in widths)
    head = len(_folded(rows[0], widths, table.sides))
    return [*shown[:head], rule, *shown[head:]]


def _widths(columns: list[tuple[str, ...]]) -> list[int]:
    """How wide each column is: as its longest cell, or less, so that all fit into a terminal."""
    widths = [max(map(width, column)) for column in columns]
    words = [max(width(word) for cell in column for word in cell.split(" ")) for column in columns]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > _WIDEST and max(widths) > _NARROWEST:
        # Words are broken only where there is no other way.
        whole = [have if have > least else 0 for have, least in zip(widths, words, strict=True)]
        widest = whole if any(whole) else widths
        widths[widest.index(max(widest))] -= 1
    return widths


def _folded(row: list[str], widths: list[int], sides: tuple[tables.Side, ...]) -> list[str]:
    """A row as so many lines as its longest cell needs."""
    cells = [_wrapped(cell, columns) for cell, columns in zip(row, widths, strict=True)]
    lines = []
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (
            " " * (columns - width(part)) + part
            if side == "right"
            else part + " " * (columns - width(part))
            for part, columns, side in zip(parts, widths, sides, strict=True)
        )
        lines.append(_GAP.join(padded).rstrip())
    return lines


def _wrapped(cell: str, columns: int) -> list[str]:
    """The cell in lines that are at most so wide; parted between words where that is possible."""
    lines, line = [], ""
    for word in cell.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer) <= columns:
            line = longer
            continue
        lines += [line] if line else []
        line = word
        while width(line) > columns:
            fits = next(
                at for at in range(len(line), 0, -1) if width(line[:at]) <= columns or at == 1
            )
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line]


def _plain(cell: str) -> str:
    return _MARKS.sub("", cell)

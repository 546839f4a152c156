"""The terminal: what it can do, and the end of its output, the only lines ever rewritten."""

import os
from collections.abc import Callable, Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console

from adapters.console.markdown import THEME
from adapters.console.render import Line

_FALLBACK = os.terminal_size((80, 24))
_UP = "\x1b[{}A"
_ERASE_TO_LINE_END = "\x1b[K"
_ERASE_BELOW = "\x1b[J"
# With wrapping off a live line is one row, however wide the terminal thinks its letters are.
_WRAP_OFF = "\x1b[?7l"
_WRAP_ON = "\x1b[?7h"


def is_screen(stream: TextIO | None) -> bool:
    """Whether the stream is a terminal on which the cursor can be moved."""
    term = os.environ.get("TERM", "")
    return stream is not None and stream.isatty() and term not in ("", "dumb", "unknown")


def size(stream: TextIO) -> os.terminal_size:
    """Its columns and rows now."""
    try:
        found = os.get_terminal_size(stream.fileno())
    except OSError:
        return _FALLBACK
    return found if found.columns > 0 and found.lines > 0 else _FALLBACK


def themed(stream: TextIO) -> Console:
    """A rich console that knows its colours; it is not what writes to it."""
    return Console(file=stream, theme=THEME, highlight=False)


class Region:
    """Prints lines for good, and keeps a few live ones below them.

    `write` gets each change as one string, so that no half of it is ever seen. `size` tells the
    terminal's columns and rows now. `reflows` says whether the terminal wraps what is on it anew
    when it becomes narrower; most do.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        size: Callable[[], os.terminal_size],
        *,
        reflows: bool,
    ) -> None:
        self._write = write
        self._size = size
        self._reflows = reflows
        self._live: list[Line] = []
        self._columns = 0

    @classmethod
    def of(cls, stream: TextIO) -> "Region":
        """The region at the end of the stream's output."""

        def write(text: str) -> None:
            stream.write(text)
            stream.flush()

        return cls(write, lambda: size(stream), reflows=_reflows())

    @property
    def width(self) -> int:
        """Columns that a line may fill; the last one stays free, so that nothing wraps early."""
        return max(1, self._size().columns - 1)

    def show(self, finished: Sequence[Line], live: Sequence[Line]) -> None:
        """Print the finished lines for good, and replace the live ones below them."""
        columns, rows = self._size()
        shown = list(live[-max(1, rows - 2) :])
        if not finished and shown == self._live and columns == self._columns:
            return
        kept = 0 if finished or columns != self._columns else _in_common(self._live, shown)
        out = [self._back(kept, columns)]
        out += [_over(line, columns) + "\n" for line in finished]
        out.append(_WRAP_OFF)
        out += [_over(line, columns) + "\n" for line in shown[kept:-1]]
        out.append(_ERASE_BELOW + "".join(line.shown for line in shown[kept:][-1:]))
        out.append(_WRAP_ON)
        self._live, self._columns = shown, columns
        self._write("".join(out))

    def _back(self, kept: int, columns: int) -> str:
        """Go to the start of the first live line that is not kept."""
        if not self._live:
            return ""
        wrapped = self._reflows and columns < self._columns
        rows = sum(_rows(line, columns) if wrapped else 1 for line in self._live[kept:])
        return "\r" + (_UP.format(rows - 1) if rows > 1 else "")


def _over(line: Line, columns: int) -> str:
    """Write a line over what is there. A full row has no rest to erase, only a last letter."""
    full = line.plain and cell_len(line.plain) % columns == 0
    return line.shown + ("" if full else _ERASE_TO_LINE_END)


def _in_common(old: Sequence[Line], new: Sequence[Line]) -> int:
    """Count the lines that need not be written again, leaving at least one of both."""
    longest = max(0, min(len(old), len(new)) - 1)
    return next((at for at in range(longest) if old[at] != new[at]), longest)


def _rows(line: Line, columns: int) -> int:
    """Count the rows that a line takes once it is wrapped; a wide letter is never halved."""
    rows, filled = 1, 0
    for letter in line.plain:
        cells = cell_len(letter)
        filled += cells
        if filled > columns:
            rows, filled = rows + 1, cells
    return rows


def _reflows() -> bool:
    """Xterm and screen cut lines off when they become narrower; all others wrap them anew."""
    inside = "TMUX" in os.environ
    return inside or not ("XTERM_VERSION" in os.environ or "STY" in os.environ)

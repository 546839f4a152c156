"""The terminal itself: what it can do, how large it is, and how to write to it."""

import os
from typing import TextIO

from prompt_toolkit.data_structures import Size
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.output.vt100 import Vt100_Output
from rich.console import Console

from adapters.console.markdown import THEME
from adapters.console.region import Region

_FALLBACK = os.terminal_size((80, 24))


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


def region(stream: TextIO) -> Region:
    """The region at the end of its output."""

    def write(text: str) -> None:
        stream.write(text)
        stream.flush()

    return Region(write, lambda: size(stream), reflows=_reflows())


def output(stream: TextIO) -> Output:
    """What the prompt draws on. It never asks where the cursor is: some terminals do not say."""

    def rows_first() -> Size:
        columns, rows = size(stream)
        return Size(rows=rows, columns=columns)

    return Vt100_Output(
        stream,
        rows_first,
        term=os.environ.get("TERM"),
        default_color_depth=ColorDepth.from_env(),
        enable_cpr=False,
    )


def _reflows() -> bool:
    """Xterm and screen cut lines off when they become narrower; all others wrap them anew."""
    inside = "TMUX" in os.environ
    return inside or not ("XTERM_VERSION" in os.environ or "STY" in os.environ)

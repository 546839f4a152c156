"""Shows how far a download is: a bar on a terminal, now and then a line elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from adapters.console.clean import clean_line
from adapters.console.device import Region, is_screen, themed
from adapters.console.render import Renderer
from adapters.console.words import duration, size

if TYPE_CHECKING:
    from bot.models.embedded.progress import Progress, Report

_LINE_EVERY_SECONDS = 10.0
_BAR_COLUMNS = 20
_TOO_NARROW_FOR_A_BAR = 64


@contextmanager
def progress(
    stream: TextIO | None, clock: Callable[[], float] = time.monotonic
) -> Iterator["Report"]:
    """Give what shows each report on the stream while the block runs; a bar is taken away after."""
    if stream is None or not is_screen(stream):
        yield _Lines(stream, clock)
        return
    bar = _Bar(stream)
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """A bar with figures, under a line for each step."""

    def __init__(self, stream: TextIO) -> None:
        self._region = Region.of(stream)
        self._renderer = Renderer(themed(stream))
        self._said = ""

    def __call__(self, progress: "Progress") -> None:
        """Show one report."""
        width = self._region.width
        finished = []
        if progress.text != self._said:
            self._said = progress.text
            finished = self._renderer.words(progress.text, width, "note")
        live = self._renderer.drawn(_row(progress, width), width) if progress.total else []
        self._region.show(finished, live)

    def close(self) -> None:
        """Take the bar away."""
        self._region.show([], [])


class _Lines:
    """A line for each step, and one for where it stands every few seconds."""

    def __init__(self, stream: TextIO | None, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._said = ""
        self._next = 0.0

    def __call__(self, progress: "Progress") -> None:
        """Show one report."""
        now = self._clock()
        if progress.text != self._said:
            self._said = progress.text
            self._write(progress.text)
        elif progress.total and now >= self._next:
            self._write(figures(progress))
        else:
            return
        self._next = now + _LINE_EVERY_SECONDS

    def _write(self, text: str) -> None:
        if self._stream is not None:
            with suppress(OSError):
                self._stream.write(clean_line(text) + "\n")
                self._stream.flush()


def figures(progress: "Progress") -> str:
    """Write size, speed and the time that is left."""
    parts = [f"{size(progress.done)} of {size(progress.total)}"]
    if progress.bytes_per_second > 0:
        parts.append(f"{size(round(progress.bytes_per_second))}/s")
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    return ", ".join(parts)


def _row(progress: "Progress", width: int) -> Table:
    row = Table.grid(padding=(0, 1))
    text = Text(figures(progress), no_wrap=True, overflow="ellipsis")
    if width < _TOO_NARROW_FOR_A_BAR:
        row.add_row(text)
    else:
        bar = ProgressBar(total=progress.total, completed=progress.done, width=_BAR_COLUMNS)
        row.add_row(bar, text)
    return row

"""The end of the output: printed lines stay, live ones are replaced, nothing is doubled."""

import os

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from adapters.console.device import Region, is_screen, themed
from adapters.console.render import Line, Renderer

LINE = st.text("ab 日本é", max_size=12).map(lambda text: Line(text, text))
LINES = st.lists(LINE, max_size=8)


class Window:
    """A terminal of a size that can change, which remembers what scrolls away."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=1_000)
        self.writes: list[str] = []
        self._stream = pyte.Stream(self.screen)

    def region(self, *, reflows: bool = False) -> Region:
        return Region(self._write, self._size, reflows=reflows)

    @property
    def lines(self) -> list[str]:
        rows = [*self.screen.history.top, *map(self.screen.buffer.get, range(self.screen.lines))]
        columns = range(self.screen.columns)
        shown = ["".join(row[c].data for c in columns).rstrip() if row else "" for row in rows]
        while shown and not shown[-1]:
            del shown[-1]
        return shown

    def _write(self, text: str) -> None:
        self.writes.append(text)
        # The terminal driver begins each line at its start.
        self._stream.feed(text.replace("\n", "\r\n"))

    def _size(self) -> os.terminal_size:
        return os.terminal_size((self.screen.columns, self.screen.lines))


def texts(lines: list[Line]) -> list[str]:
    return [line.plain.rstrip() for line in lines]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LINES, LINES), min_size=1, max_size=8))
def test_finished_lines_stay_once_and_in_order(steps: list[tuple[list[Line], list[Line]]]) -> None:
    window = Window(30, 6)
    region = window.region()
    printed: list[Line] = []
    for finished, live in steps:
        region.show(finished, live)
        printed += finished
        # Of the live lines only as many are drawn as can be taken back.
        expected = texts([*printed, *live[-4:]])
        while expected and not expected[-1]:
            del expected[-1]
        assert window.lines == expected


def test_a_line_that_fills_the_row_is_taken_back_like_any_other() -> None:
    window = Window(10, 6)
    region = window.region()
    region.show([], [Line("0123456789", "0123456789"), Line("x", "x")])
    region.show([Line("done", "done")], [])
    assert window.lines == ["done"]


def test_only_what_has_changed_is_written_again() -> None:
    window = Window(30, 10)
    region = window.region()
    lines = [Line(f"line {number}", f"line {number}") for number in range(5)]
    region.show([], [*lines, Line("a", "a")])
    region.show([], [*lines, Line("ab", "ab")])
    assert "line" not in window.writes[-1]
    region.show([], [*lines, Line("ab", "ab")])
    assert len(window.writes) == 2


@pytest.mark.parametrize(("reflows", "rows"), [(True, 3), (False, 1)])
def test_lines_that_a_narrower_terminal_wraps_are_taken_back_whole(
    *, reflows: bool, rows: int
) -> None:
    window = Window(20, 10)
    region = window.region(reflows=reflows)
    text = "日" * 9
    region.show([], [Line(text, text)])
    window.screen.resize(10, 7)
    region.show([], [Line("new", "new")])
    up = f"\x1b[{rows - 1}A" if rows > 1 else ""
    assert window.writes[-1].startswith(f"\r{up}\x1b[?7l")


def test_a_terminal_that_is_gone_or_dumb_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_screen(None)
    master, slave = os.openpty()
    with os.fdopen(master), os.fdopen(slave, "w") as stream:
        monkeypatch.setenv("TERM", "dumb")
        assert not is_screen(stream)
        monkeypatch.setenv("TERM", "xterm")
        assert is_screen(stream)
        monkeypatch.setenv("NO_COLOR", "1")
        red = Renderer(themed(stream)).drawn(Text("x", style="red"), 10)
        assert red == [Line("x", "x")]

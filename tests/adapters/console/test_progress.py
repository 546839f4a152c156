"""How far a download is, where there is no terminal to draw a bar on; and the words around it."""

import io
from pathlib import Path

import pytest

from adapters.console.history import open_history
from adapters.console.progress import progress
from adapters.console.words import duration, size, spent
from bot.messages import Ended, Outcome, Usage
from bot.models.embedded.progress import Progress


def test_elsewhere_each_step_is_a_line_and_now_and_then_one_says_how_far() -> None:
    out, now = io.StringIO(), [0.0]
    with progress(out, lambda: now[0]) as report:
        for second in range(25):
            now[0] = float(second)
            report(Progress("Fetching", second * 1_000_000, 100_000_000, 1_000_000.0))
        report(Progress("Checking\x1b[2J"))
    assert out.getvalue().splitlines() == [
        "Fetching",
        "10.0 MB of 100.0 MB, 1.0 MB/s, 1 min 30 s left",
        "20.0 MB of 100.0 MB, 1.0 MB/s, 1 min 20 s left",
        "Checking[2J",
    ]


def test_nobody_who_listens_is_no_trouble() -> None:
    closed = io.StringIO()
    with progress(closed) as report:
        closed.fileno = lambda: 2  # type: ignore[method-assign]  # closed below
        report(Progress("Fetching"))
    with progress(None) as report:
        report(Progress("Fetching"))


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "1 kB"), (1_499, "1 kB"), (999_999, "1000 kB"), (1.5e6, "1.5 MB"), (1.12e9, "1.12 GB")],
)
def test_sizes_are_written_for_people(count: float, words: str) -> None:
    assert size(int(count)) == words


def test_times_are_written_for_people() -> None:
    assert (duration(59.6), duration(0.4), duration(61)) == ("1 min 0 s", "0 s", "1 min 1 s")


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (None, ""),
        (0.0, "$0.0000"),
        (1234.5, "$1,234.5000"),
        (0.0123, "$0.0123"),
        (3e-5, "$0.00003"),
    ],
)
def test_a_small_cost_is_not_written_as_nothing(cost: float | None, words: str) -> None:
    ended = Ended(Outcome.ANSWERED, usage=Usage(1, 2), cost=cost)
    assert spent(ended) == " · ".join(["1 tokens in, 2 out", *([words] if words else [])])
    assert not spent(Ended(Outcome.ANSWERED))


def test_a_long_history_keeps_its_newest_entries(tmp_path: Path) -> None:
    file = tmp_path / "state" / "history"
    history = open_history(file)
    history.append_string("first")
    with file.open("a") as more:
        more.writelines(f"\n# 2026\n+entry {number}\n" for number in range(80_000))
    entries = list(open_history(file).load_history_strings())
    assert entries[0] == "entry 79999"
    assert file.stat().st_size <= 500_000
    assert "first" not in entries
    assert all(entry.startswith("entry ") for entry in entries)


def test_a_history_that_cannot_be_kept_lasts_as_long_as_the_program(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    history = open_history(tmp_path / "state" / "history")
    history.append_string("kept for now")
    assert history.get_strings() == ["kept for now"]

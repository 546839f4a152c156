from pathlib import Path

from benchmarks.windows import lines, run
from tests.fakes.conversations import Words


async def test_every_figure_is_measured_and_printed(tmp_path: Path) -> None:
    figures = await run(tmp_path, Words(), lengths=(5, 50), builds=10, turns=20)

    assert [one.turns for one in figures.lengths] == [5, 50]
    assert all(one.first_ms > 0 < one.p50_ms <= one.p99_ms for one in figures.lengths)
    assert all(one.tokens > 100 for one in figures.lengths)
    assert figures.overhead > 0
    assert all(0 < one.share < 1 for one in figures.shared)
    assert len(lines(figures)) == 2 + 1 + 3

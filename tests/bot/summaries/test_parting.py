"""Material is cut into parts that fit, and nothing of it gets lost."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.summaries.parting import parted


def words(text: str) -> int:
    return len(text.split())


def letters(text: str) -> int:
    return len(text)


@given(st.lists(st.text(st.characters(categories=["Lu", "Zs"]), max_size=60)), st.integers(8, 50))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_every_part_fits_and_together_they_are_the_whole(lines: list[str], most: int):
    parts = parted(lines, most, letters)
    assert all(letters(part) <= most for part in parts)
    assert "".join("".join(parts).split("\n")) == "".join(lines)


def test_lines_stay_whole_where_they_fit():
    # The end of each line may be a token as well.
    assert parted(["one two", "three", "four five six"], 5, words) == [
        "one two\nthree",
        "four five six",
    ]


def test_nothing_makes_no_part():
    assert parted([], 10, words) == []

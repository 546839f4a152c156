"""Progress is said seldom, with a speed that is true now."""

import pytest

from bot.models.embedded.progress import Meter, Progress
from bot.models.embedded.sizes import in_bytes


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def meter(said: list[Progress], clock: Clock) -> Meter:
    return Meter(said.append, total=1_000, clock=clock)


def test_speed_and_time_left_come_from_the_last_seconds() -> None:
    said: list[Progress] = []
    clock = Clock()
    running = meter(said, clock)
    running.begin("Fetching", 0)
    for second in range(1, 20):
        clock.now = 100 + second
        running.at(second * 10 if second < 10 else 90 + (second - 9) * 50)

    assert said[-1].bytes_per_second == pytest.approx(50)
    assert said[-1].seconds_left == pytest.approx((1_000 - 590) / 50)


def test_reports_come_ten_times_a_second_at_most_and_at_the_end_once() -> None:
    said: list[Progress] = []
    clock = Clock()
    running = meter(said, clock)
    running.begin("Fetching", 0)
    for step in range(1, 1_001):
        clock.now += 0.001
        running.at(step)
    running.at(1_000)

    assert len(said) <= 12
    assert [one.done for one in said].count(1_000) == 1


def test_a_download_that_starts_over_has_no_negative_speed() -> None:
    said: list[Progress] = []
    clock = Clock()
    running = meter(said, clock)
    running.begin("Fetching", 500)
    clock.now += 1
    running.at(0)
    clock.now += 1
    running.at(100)

    assert said[-1].bytes_per_second == pytest.approx(100)


def test_nobody_can_tell_the_time_left_without_a_speed_or_a_whole() -> None:
    assert Progress("Fetching", 0, 1_000, 0).seconds_left is None
    assert Progress("A line").seconds_left is None


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 kB"), (940_000, "940 kB"), (1_117_320_768, "1.1 GB"), (98_362_432, "98 MB")],
)
def test_byte_counts_read_well(count: int, said: str) -> None:
    assert in_bytes(count) == said

"""Spreading requests once they were too many, with a clock of its own."""

from adapters.discord.throttle import Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_requests_begin_freely_until_the_limit_was_hit():
    throttle = Throttle(Clock())

    assert [throttle.wait() for _ in range(200)] == [0.0] * 200


def test_from_then_on_they_begin_evenly_a_little_slower_than_they_passed():
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(50):
        throttle.passed()
    throttle.hit()

    waits = [throttle.wait() for _ in range(43)]

    assert waits == sorted(waits)
    assert 0.9 < waits[-1] < 1.1


def test_the_pace_is_that_of_the_second_before_where_this_one_has_just_begun():
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(50):
        throttle.passed()
    clock.now += 1.01
    throttle.hit()

    assert 0.01 < throttle.wait() < 0.05


def test_it_ends_when_the_limit_was_not_hit_for_a_while():
    clock = Clock()
    throttle = Throttle(clock)
    throttle.hit()
    assert throttle.wait() > 0
    clock.now += 11

    assert throttle.wait() == 0

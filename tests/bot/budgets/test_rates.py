from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.budgets import rates
from bot.budgets.rates import Rates
from bot.errors import OverBudget


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def _takes(limiter: Rates, who: str = "s/p", per_minute: int = 2) -> bool:
    try:
        limiter.hit(who, per_minute)
    except OverBudget:
        return False
    return True


def test_so_many_questions_a_minute_and_no_more():
    limiter = Rates(now=Clock())

    assert [_takes(limiter) for _ in range(4)] == [True, True, False, False]


def test_each_person_has_a_rate_of_their_own():
    limiter = Rates(now=Clock())

    assert [_takes(limiter, who, 1) for who in ("s/p", "s/q", "t/p", "s/p")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_room_comes_when_the_oldest_question_is_a_minute_old():
    clock = Clock()
    limiter = Rates(now=clock)
    limiter.hit("s/p", 2)
    clock.now += 40
    limiter.hit("s/p", 2)
    clock.now += 10

    with pytest.raises(OverBudget, match=r"2 times a minute here. In 10 seconds you can go on"):
        limiter.hit("s/p", 2)
    clock.now += 10
    limiter.hit("s/p", 2)


def test_a_rate_of_one_is_said_as_once():
    limiter = Rates(now=Clock())
    limiter.hit("s/p", 1)

    with pytest.raises(OverBudget, match=r"You may ask once a minute here\. In 60 seconds"):
        limiter.hit("s/p", 1)


@given(st.lists(st.floats(0, 40), max_size=60), st.integers(1, 5))
def test_no_minute_ever_has_more_than_the_rate(waits, rate):
    clock, taken = Clock(), []
    limiter = Rates(now=clock)
    for wait in waits:
        clock.now += wait
        if _takes(limiter, per_minute=rate):
            taken.append(clock.now)

    assert all(later - earlier >= 60 for earlier, later in zip(taken, taken[rate:], strict=False))


def test_only_so_many_people_are_remembered():
    storage = rates._Recent(Clock())
    for number in range(rates._PEOPLE + 10):
        storage.acquire_entry(str(number), 1, 60)

    assert len(storage._hits) == rates._PEOPLE
    assert "0" not in storage._hits

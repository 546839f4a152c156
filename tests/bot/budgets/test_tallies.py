from datetime import datetime, timedelta

from bot.budgets import Period, Who
from bot.budgets.amounts import NOTHING, Amounts
from bot.budgets.payers import Subject
from bot.budgets.tallies import Tallies
from tests.bot.budgets.till import NOON


def _subject(number: int) -> Subject:
    return Subject("s", Who.PERSON, str(number))


async def _five(_: Subject, __: datetime) -> tuple[Amounts, int]:
    return Amounts(tokens=5), 0


async def test_a_sum_begins_with_what_the_store_has_and_goes_on_from_there():
    tallies = Tallies(_five)
    tally = await tallies.warm(_subject(1), Period.DAY, NOON)
    await tallies.warm(_subject(1), Period.MONTH, NOON)

    tally.spend(Amounts(tokens=2), NOON)

    assert tally.spent(Period.DAY, NOON).tokens == 7
    assert tally.spent(Period.DAY, NOON + timedelta(days=1)) == NOTHING
    assert tally.spent(Period.MONTH, NOON + timedelta(days=1)).tokens == 7


async def test_those_that_are_idle_are_forgotten_when_there_are_too_many():
    tallies = Tallies(_five, capacity=3)
    busy = await tallies.warm(_subject(0), Period.DAY, NOON)
    busy.reserve(Amounts(tokens=1))
    for number in range(1, 6):
        await tallies.warm(_subject(number), Period.DAY, NOON)

    assert len(tallies._kept) == 3
    assert tallies.get(_subject(0)) is busy
    assert Period.DAY in tallies.get(_subject(5)).periods


def test_what_is_given_back_leaves_no_rest_of_fractions():
    tally = Tallies(_five).get(_subject(1))
    for _ in range(3):
        tally.reserve(Amounts(dollars=0.1))
    for _ in range(3):
        tally.release(Amounts(dollars=0.1), last=True)

    assert tally.reserved == NOTHING

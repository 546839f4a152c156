import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.budgets.allowance import allowances
from bot.errors import OverBudget
from bot.messages import Usage
from tests.bot.budgets.till import NOON, PLACE, Till, opened, payer, tokens

DAY = "50000 tokens a day for each person"


async def _refusal(till: Till, usage: Usage, *lines: str, **how) -> str:
    with pytest.raises(OverBudget) as refused:
        await till.reserve(usage, *lines, **how)
    return str(refused.value)


async def test_who_has_spent_everything_is_told_until_when(till: Till):
    await till.pay(tokens(50_000), DAY)

    assert await _refusal(till, tokens(1_000), DAY) == (
        "You have used your 50,000 tokens of today; from 00:00 UTC you can go on."
    )


@pytest.mark.parametrize(
    ("line", "usage", "says"),
    [
        ("3 images an hour for each person", Usage(images=1),
         "You have used your 3 images of this hour; from 13:00 UTC you can go on."),
        ("3 images a month for the server", Usage(images=1),
         "This server has used its 3 images of this month; from 1 December, 00:00 UTC it can go on."),  # noqa: E501  # one sentence
        ("3 minutes a day for each channel", Usage(seconds=60),
         "This channel has used its 3 minutes of audio of today; from 00:00 UTC it can go on."),
        ("$0.03 a day for each person", Usage(output=1_000),
         "You have used your $0.0300 of today; from 00:00 UTC you can go on."),
    ],
)  # fmt: skip
async def test_every_unit_is_counted_for_whom_it_is_set(till: Till, line, usage, says):
    for _ in range(3):
        await till.pay(usage, line)

    assert await _refusal(till, usage, line) == says


async def test_what_is_left_is_said_where_it_is_too_little(till: Till):
    await till.pay(tokens(40_000), DAY)

    assert await _refusal(till, tokens(20_000), DAY) == (
        "You have only 10,000 tokens left of your 50,000 tokens of today, and this may need "
        "20,000 tokens; from 00:00 UTC you can go on."
    )


async def test_what_is_more_than_the_whole_budget_promises_no_end(till: Till):
    assert await _refusal(till, tokens(60_000), DAY) == (
        "This may need 60,000 tokens, and your budget is 50,000 tokens a day. Ask for less at "
        "once, or ask an admin for more."
    )


async def test_a_budget_of_nothing_lets_nothing_through(till: Till):
    line = "0 images a day for each person"

    assert "your budget is 0 images a day" in await _refusal(till, Usage(images=1), line)
    await till.reserve(tokens(5), line)


async def test_each_person_has_a_budget_of_their_own_and_the_server_one_for_all(till: Till):
    both = (DAY, "70000 tokens a day for the server")
    await till.pay(tokens(50_000), *both, person="p1")
    await till.pay(tokens(15_000), *both, person="p2")

    assert "This server" in await _refusal(till, tokens(10_000), *both, person="p2")
    await till.reserve(tokens(5_000), *both, person="p3")


async def test_threads_count_for_their_channel_also_after_a_restart(till: Till):
    line = "100 tokens a day for each channel"
    await till.pay(tokens(60), line, place=replace(PLACE, thread="t1"))
    await till.pay(tokens(40), line)
    till.restart()

    assert "This channel" in await _refusal(till, tokens(1), line, place=replace(PLACE, thread="x"))
    await till.reserve(tokens(1), line, place=replace(PLACE, channel="general2"))


async def test_a_role_takes_the_place_of_the_general_budget_and_the_larger_one_counts(till: Till):
    lines = (
        "100 tokens a day for each person",
        "200 tokens a day for each person with role r1",
        "300 tokens a day for each person with role r2",
        "50 tokens a day for person p9",
    )

    await till.reserve(tokens(300), *lines, person="p1", roles=("r1", "r2"))
    await till.reserve(tokens(200), *lines, person="p2", roles=("r1",))
    assert await _refusal(till, tokens(101), *lines, person="p3")
    assert await _refusal(till, tokens(51), *lines, person="p9", roles=("r2",))


async def test_what_was_spent_is_known_right_after_a_restart(till: Till):
    await till.pay(tokens(50_000), DAY)
    till.restart()

    assert "You have used" in await _refusal(till, tokens(1_000), DAY)


async def test_what_a_dead_process_reserved_is_not_reserved_any_more(till: Till):
    await till.reserve(tokens(50_000), DAY)
    till.restart()

    await till.reserve(tokens(50_000), DAY)


async def test_what_was_not_used_is_given_back(till: Till):
    with await till.reserve(tokens(50_000), DAY) as reservation:
        reservation.used("big", tokens(10))

    await till.reserve(tokens(49_990), DAY)


async def test_nothing_is_owed_for_a_request_that_failed(till: Till):
    with pytest.raises(ConnectionError), await till.reserve(tokens(50_000), DAY):
        raise ConnectionError

    await till.reserve(tokens(50_000), DAY)


async def test_the_next_period_begins_with_nothing_spent(till: Till):
    hour = "100 tokens an hour for each person"
    await till.pay(tokens(100), hour)
    till.now = NOON + timedelta(minutes=29, seconds=59)
    assert await _refusal(till, tokens(1), hour)

    till.now = NOON + timedelta(minutes=30)

    await till.reserve(tokens(100), hour)


async def test_what_ends_after_midnight_counts_for_the_new_day_for_which_it_was_held(till: Till):
    till.now = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
    over_midnight = await till.reserve(tokens(30_000), DAY)
    till.now = datetime(2026, 11, 25, 0, 1, tzinfo=UTC)

    waiting = asyncio.create_task(till.reserve(tokens(20_001), DAY))
    await asyncio.sleep(0)
    assert not waiting.done()
    with over_midnight:
        over_midnight.used("big", tokens(30_000))

    with pytest.raises(OverBudget):
        await waiting
    await till.reserve(tokens(20_000), DAY)


async def test_who_waits_for_answers_under_way_goes_on_when_they_need_less(till: Till):
    first = await till.reserve(tokens(40_000), DAY)
    waiting = asyncio.create_task(till.reserve(tokens(40_000), DAY))
    await asyncio.sleep(0)
    assert not waiting.done()

    first.used("big", tokens(100))
    first.end()

    assert (await waiting).worst == tokens(40_000)


async def test_who_waits_is_told_the_end_when_the_answers_under_way_need_it_all(till: Till):
    first = await till.reserve(tokens(50_000), DAY)
    waiting = asyncio.create_task(till.reserve(tokens(40_000), DAY))
    await asyncio.sleep(0)

    first.used("big", tokens(50_000))

    with pytest.raises(OverBudget, match="You have used your 50,000 tokens of today"):
        await waiting


async def test_nobody_waits_for_ever():
    async with opened(wait_seconds=0.02) as till:
        await till.reserve(tokens(50_000), DAY)

        assert "Try again in a moment" in await _refusal(till, tokens(1_000), DAY)


async def test_an_answer_may_become_as_long_as_a_part_of_what_is_left(till: Till):
    asked = Usage(input=1_000, output=128_000)

    first = await till.reserve(asked, DAY, shorten=True)
    second = await till.reserve(asked, DAY, shorten=True)

    assert first.worst == Usage(input=1_000, output=12_250)
    assert second.worst == Usage(input=1_000, output=8_937)
    assert first.short is not None


async def test_an_answer_that_fits_is_not_made_shorter(till: Till):
    reservation = await till.reserve(Usage(input=1_000, output=2_000), DAY, shorten=True)

    assert reservation.worst.output == 2_000
    assert reservation.short is None


async def test_an_answer_that_would_be_too_short_is_refused(till: Till):
    await till.pay(tokens(49_000), DAY)

    assert await _refusal(till, Usage(input=900, output=128_000), DAY, shorten=True) == (
        "You have only 1,000 tokens left of your 50,000 tokens of today, and this may need "
        "1,156 tokens; from 00:00 UTC you can go on."
    )
    last = await till.reserve(Usage(input=700, output=128_000), DAY, shorten=True)
    assert last.worst == Usage(input=700, output=300)


async def test_money_bounds_the_length_of_an_answer_by_the_price_of_the_model(till: Till):
    reservation = await till.reserve(
        Usage(input=10_000, output=128_000), "$0.11 a day for each person", shorten=True
    )

    # 10,000 tokens in cost a cent; a quarter of the ten that are left are 2,500 tokens out.
    assert reservation.worst.output == 2_500


async def test_money_is_reserved_at_the_price_of_the_dearest_model_that_may_answer():
    async with opened(fallbacks=("dear",)) as till:
        line = "$1 a day for each person"

        assert await _refusal(till, Usage(output=2_000), line)
        await till.reserve(Usage(output=1_000), line)


@pytest.mark.parametrize(
    ("model", "each", "times"), [("ear", Usage(seconds=600), 5), ("brush", Usage(images=2), 3)]
)
async def test_money_counts_pictures_and_minutes_where_a_model_charges_for_them(
    till: Till, model, each, times
):
    line = "$0.30 a day for each person"
    for _ in range(times):
        await till.pay(each, line, model=model)

    assert await _refusal(till, each, line, model=model)
    till.restart()
    assert await _refusal(till, each, line, model=model)
    assert not till.told


async def test_a_model_without_a_price_is_not_held_to_money_and_admins_hear_of_it(till: Till):
    await till.pay(Usage(output=10_000_000), "$1 a day for the server", model="own")

    ((server, about, text, stamp),) = till.told
    assert (server, about, stamp) == ("chat/s1", "unpriced/own", "once")
    assert text.startswith("The model own has no known price")


async def test_people_are_warned_once_when_most_of_theirs_is_spent(till: Till):
    lines = ("100 tokens a day for each person",)

    warned = [(await till.pay(tokens(20), *lines)).warnings for _ in range(5)]

    assert warned == [
        [], [], [],
        ["You have used 80 % of your 100 tokens of today; the budget begins anew at 00:00 UTC."],
        [],
    ]  # fmt: skip
    assert not till.told


async def test_admins_are_told_once_a_period_when_most_of_the_servers_is_spent(till: Till):
    for _ in range(10):
        await till.pay(tokens(10), "100 tokens a day for the server")

    ((server, about, text, stamp),) = till.told
    assert (server, about, stamp) == ("chat/s1", "budget/chat/s1/day/tokens", "2026-11-24")
    assert text == (
        "This server has used 80 % of its 100 tokens of today; the budget begins anew at 00:00 UTC."
    )


async def test_a_budget_that_is_set_later_knows_what_was_spent_before(till: Till):
    await till.pay(tokens(60), person="p1")
    unkept = await till.reserve(tokens(30))
    unkept.used("big", tokens(30))
    line = "100 tokens a day for each person"

    # The store has 60, memory 30 more that are not stored yet.
    assert await _refusal(till, tokens(11), line)
    await till.reserve(tokens(10), line)


async def test_what_is_spent_while_a_budget_is_away_counts_when_it_is_back(till: Till):
    line = "100 tokens a day for each person"
    await till.pay(tokens(50), line)
    await till.pay(tokens(50))

    assert await _refusal(till, tokens(1), line)


async def test_the_store_is_asked_once_for_each_sum(till: Till):
    lines = (DAY, "1000 tokens an hour for the server")
    await till.pay(tokens(1), *lines)
    asked = till.ledger.total_until_now
    till.ledger.total_until_now = None  # type: ignore[assignment]  # whoever asks fails

    await till.pay(tokens(1), *lines)

    till.ledger.total_until_now = asked  # type: ignore[method-assign]


async def test_what_another_program_spent_is_taken_in_once(tmp_path: Path):
    url, line = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", "100 tokens a day for the server"
    async with opened(url) as till, opened(url) as other:
        await till.budgets.follow()
        await till.pay(tokens(10), line)
        await other.pay(tokens(75), line, person="p2")
        await till.pay(tokens(1), line)

        for _ in range(2):
            await till.budgets.follow()
        assert await _refusal(till, tokens(15), line)
        (standing,) = await till.budgets.standings(payer(), allowances((line,)))
        assert standing.spent == 86
        assert not till.told
        # Most was spent elsewhere, and admins are told all the same.
        await till.pay(tokens(1), line)
        assert ["has used 87 %" in told[2] for told in till.told] == [True]


async def test_what_another_program_spent_counts_for_its_person_channel_and_period(tmp_path: Path):
    url, lines = (
        f"sqlite+aiosqlite:///{tmp_path / 'a.db'}",
        (DAY, "900 tokens an hour for each channel"),
    )
    async with opened(url) as till, opened(url) as other:
        await till.budgets.follow()
        for person in ("p1", "p2"):
            await till.pay(tokens(1), *lines, person=person)
        other.now = NOON - timedelta(hours=2)
        await other.pay(tokens(10), person="p1", place=replace(PLACE, thread="t"))
        other.now = NOON
        await other.pay(tokens(20), person="p1", place=replace(PLACE, channel="other"))
        await other.pay(tokens(40), person="p1", place=replace(PLACE, thread="t"))
        await till.budgets.follow()

        def spent(of: str) -> object:
            return till.budgets.standings(payer(person=of), allowances(lines))

        mine, theirs = await spent("p1"), await spent("p2")  # type: ignore[misc]
        assert [one.spent for one in mine] == [71, 42]
        assert [one.spent for one in theirs] == [1, 42]


async def test_a_sum_that_is_read_while_others_are_followed_lacks_nothing(tmp_path: Path):
    url, line = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", "1000 tokens a day for the server"
    async with opened(url) as till, opened(url) as other:
        await till.budgets.follow()
        read, times = till.ledger.total_until_now, count()

        async def slow(**which: Any) -> Any:
            found = await read(**which)
            if next(times) == 0:
                # The store has been read; now another program spends, and that is followed.
                await other.pay(tokens(5))
                await till.budgets.follow()
            return found

        till.ledger.total_until_now = slow  # type: ignore[method-assign]
        (standing,) = await till.budgets.standings(payer(), allowances((line,)))
        assert standing.spent == 5


async def test_what_is_used_or_kept_while_the_store_is_read_counts_once(till: Till):
    line = "1000 tokens a day for the server"
    await till.pay(tokens(10))
    with await till.reserve(tokens(7)) as early:
        early.used("big", tokens(7))
    read, times = till.ledger.total_until_now, count()

    async def slow(**which: Any) -> Any:
        found = await read(**which)
        if next(times) == 0:
            # The store has been read; now one more is kept, and another is used and kept.
            await till.keep(early, "big", tokens(7))
            await till.pay(tokens(3))
        return found

    till.ledger.total_until_now = slow  # type: ignore[method-assign]
    (standing,) = await till.budgets.standings(payer(), allowances((line,)))

    assert standing.spent == 20


async def test_two_hundred_at_once_never_spend_more_than_there_is(tmp_path: Path):
    line = "100000 tokens a day for the server"
    async with opened(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", wait_seconds=20) as till:

        async def ask(number: int) -> int:
            usage = Usage(input=100, output=200 + 7 * (number % 100))
            worst = Usage(input=100, output=2_000)
            who = {"person": f"p{number % 20}"}
            try:
                with await till.reserve(worst, line, shorten=True, **who) as reservation:
                    await asyncio.sleep(0.001)
                    usage = replace(usage, output=min(usage.output, reservation.worst.output))
                    reservation.used("big", usage)
                await till.keep(reservation, "big", usage, **who)
            except OverBudget:
                return 0
            return usage.input + usage.output

        spent = await asyncio.gather(*(ask(number) for number in range(300)))

        total = await till.store.spendings.total(server=PLACE.server_key)
        assert total.usage.input + total.usage.output == sum(spent)
        assert 97_000 < sum(spent) <= 100_000
        (standing,) = await till.budgets.standings(payer(), allowances((line,)))
        assert (standing.spent, standing.reserved) == (sum(spent), 0)

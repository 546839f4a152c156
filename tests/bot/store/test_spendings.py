from datetime import timedelta
from typing import Any, get_args

import pytest

from bot.messages import Usage
from bot.store import Side, Spending, Store, Total, Which
from tests.bot.store.samples import NOON, a_spending

HOUR = timedelta(hours=1)


async def spent(store: Store, *spendings: Spending) -> None:
    for spending in spendings:
        await store.spendings.add(spending)


async def test_nothing_spent_is_a_total_of_nothing(store: Store) -> None:
    assert await store.spendings.total() == Total(Usage(), 0.0, 0, 0)


async def test_a_total_sums_tokens_and_cost_and_says_what_has_no_price(store: Store) -> None:
    usage = Usage(input=10, output=4, cached=2, reasoning=1)
    await spent(
        store,
        a_spending(usage=usage, cost=0.5),
        a_spending(usage=usage, cost=None),
        a_spending(usage=usage, cost=0.25),
    )

    assert await store.spendings.total() == Total(Usage(30, 12, 6, 3), 0.75, 3, 1)


@pytest.mark.parametrize(
    "which",
    [
        {"server": "s2"},
        {"channel": "s2/c2"},
        {"person": "p2"},
        {"model": "other"},
        {"kind": "summary"},
        {"since": NOON + HOUR},
        {"until": NOON},
        {"server": "s2", "person": "p2", "since": NOON, "until": NOON + 2 * HOUR},
    ],
)
async def test_a_total_counts_only_what_matches_all_that_is_given(
    store: Store, which: Which
) -> None:
    fields = {
        "server": "s2",
        "channel": "s2/c2",
        "person": "p2",
        "model": "other",
        "kind": "summary",
        "at": NOON - HOUR if which == {"until": NOON} else NOON + HOUR,
    }
    await spent(store, a_spending(), a_spending(), a_spending(**fields))

    assert (await store.spendings.total(**which)).count == 1


async def test_a_period_has_its_beginning_but_not_its_end(store: Store) -> None:
    await spent(store, a_spending(at=NOON), a_spending(at=NOON + HOUR))

    total = await store.spendings.total(since=NOON, until=NOON + HOUR)

    assert total.count == 1


async def test_what_was_spent_is_sorted_by_any_side_dearest_first(store: Store) -> None:
    await spent(
        store,
        a_spending(person="p1", cost=0.1),
        a_spending(person="p2", cost=0.5),
        a_spending(person="p1", cost=0.2),
        a_spending(person="p3", cost=None),
    )

    by = await store.spendings.by("person")

    assert list(by) == ["p2", "p1", "p3"]
    assert [(total.cost, total.count, total.unpriced) for total in by.values()] == [
        (0.5, 1, 0),
        (pytest.approx(0.3), 2, 0),
        (0.0, 1, 1),
    ]


@pytest.mark.parametrize("side", get_args(Side))
async def test_every_side_can_be_sorted_by_and_narrowed(store: Store, side: Side) -> None:
    await spent(store, a_spending(**{side: "a"}), a_spending(**{side: "b"}))
    narrowed: Any = {side: "b"}

    assert set(await store.spendings.by(side)) == {"a", "b"}
    assert set(await store.spendings.by(side, **narrowed)) == {"b"}


async def test_what_was_spent_in_threads_is_within_their_channel(store: Store) -> None:
    for channel in ("s/c", "s/c/t1", "s/c2", "s/c2/t", "s/c_"):
        await spent(store, a_spending(channel=channel))

    assert (await store.spendings.total(within="s/c")).count == 2
    assert (await store.spendings.total(within="s/c_")).count == 1


@pytest.mark.parametrize(
    ("part", "parts"),
    [
        ("hour", [("2026-03-01T12", 2), ("2026-03-01T13", 1), ("2026-04-01T12", 1)]),
        ("day", [("2026-03-01", 3), ("2026-04-01", 1)]),
        ("month", [("2026-03", 3), ("2026-04", 1)]),
    ],
)
async def test_sums_are_parted_by_time_in_order(store: Store, part: Any, parts: Any) -> None:
    for hours in (0, 0, 1, 31 * 24):
        await spent(store, a_spending(at=NOON + hours * HOUR))

    found = await store.spendings.over_time("model", part)

    assert [(moment, total.count) for (moment, _), total in found.items()] == parts
    assert {model for _, model in found} == {"gpt-x"}


async def test_lines_come_newest_first_and_whole(store: Store) -> None:
    usage = Usage(input=5, images=2, seconds=1.5)
    lines = [a_spending(person=f"p{number}", usage=usage) for number in range(3)]
    await spent(store, *lines)

    assert await store.spendings.lines(2) == [lines[2], lines[1]]


async def test_pictures_and_sound_are_summed_up_as_well(store: Store) -> None:
    await spent(store, *[a_spending(usage=Usage(images=2, seconds=1.25))] * 2)

    assert (await store.spendings.total()).usage == Usage(images=4, seconds=2.5)

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

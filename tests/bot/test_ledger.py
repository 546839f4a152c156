from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.schema import ModelCard, Prices
from bot.ledger import Ledger
from bot.messages import Message, Person, Place, Usage
from bot.store import Store

TABLE: Mapping[str, ModelCard] = {
    "big": ModelCard(prices=Prices(input=2, cached=0.5, output=8)),
    "plain": ModelCard(prices=Prices(input=2, output=8)),
    "free": ModelCard(prices=Prices(input=0, output=0)),
    "unpriced": ModelCard(),
}
PLACE = Place("console", "local", "terminal")
MESSAGE = Message("m1", PLACE, Person("p1", "Dana"), "Hello", datetime.now(UTC))
MILLION = 1_000_000
TOKENS = st.integers(min_value=0, max_value=10**9)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await Store.open("sqlite+aiosqlite://")
    yield store
    await store.close()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return Ledger(TABLE, store)


@pytest.mark.parametrize(
    ("model", "usage", "cost"),
    [
        ("big", Usage(input=MILLION), 2),
        ("big", Usage(output=MILLION), 8),
        ("big", Usage(input=MILLION, output=MILLION, cached=MILLION // 2), 1 + 0.25 + 8),
        ("big", Usage(output=MILLION, reasoning=MILLION // 2), 8),
        ("plain", Usage(input=MILLION, cached=MILLION // 2), 2),
        ("big", Usage(input=MILLION, cached=2 * MILLION), 0.5),
        ("big", Usage(), 0),
        ("free", Usage(input=MILLION, output=MILLION), 0),
        ("unpriced", Usage(input=MILLION), None),
        ("nobody-knows", Usage(input=MILLION), None),
        ("big-2026-01-31", Usage(input=MILLION), 2),
        ("big-mini", Usage(input=MILLION), None),
    ],
)
async def test_a_request_costs_what_the_table_says(
    ledger: Ledger, model: str, usage: Usage, cost: float | None
) -> None:
    assert ledger.cost(model, usage) == (cost if cost is None else pytest.approx(cost))


@given(TOKENS, TOKENS, TOKENS)
def test_cached_tokens_never_make_a_request_dearer_or_worth_less_than_nothing(
    read: int, cached: int, written: int
) -> None:
    ledger = Ledger(TABLE, store=None)  # type: ignore[arg-type]  # prices need none

    full = ledger.cost("big", Usage(input=read, output=written))
    less = ledger.cost("big", Usage(input=read, output=written, cached=cached))

    assert full is not None
    assert less is not None
    assert 0 <= less <= full + 1e-9


async def test_a_spending_says_who_where_what_for_and_when(ledger: Ledger) -> None:
    before = datetime.now(UTC)

    spending = ledger.spending(MESSAGE, "big", "chat", Usage(input=MILLION))

    assert (spending.server, spending.channel, spending.person) == (
        "console/local",
        "console/local/terminal",
        "p1",
    )
    assert (spending.model, spending.kind, spending.cost) == ("big", "chat", 2)
    assert before <= spending.at <= datetime.now(UTC)


async def test_the_ledger_sums_up_what_the_store_keeps(ledger: Ledger, store: Store) -> None:
    for model in ("big", "unpriced"):
        spending = ledger.spending(MESSAGE, model, "chat", Usage(input=MILLION, output=5))
        await store.spendings.add(spending)

    total = await ledger.total(server=PLACE.server_key, person="p1")
    by_model = await ledger.by("model", channel=PLACE.key)

    assert (total.usage, total.count, total.unpriced) == (Usage(2 * MILLION, 10), 2, 1)
    assert total.cost == pytest.approx(2.00004)
    assert list(by_model) == ["big", "unpriced"]

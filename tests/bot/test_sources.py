"""What the window asks of a store, checked on the real one and on the one that tests use."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.config.schema import Window as Shares
from bot.memory import Memory
from bot.messages import Outcome, Place
from bot.models import Utterance
from bot.store import Store
from bot.turn import Turn
from bot.window import Budget
from bot.window.source import FoldingStore
from tests.fakes.conversations import DANA, HERE, FakeConversations, Words, turn

ELSEWHERE = Place("test", "server", "channel", "thread")
Keep = Callable[[Turn], Awaitable[None]]


@pytest.fixture(name="source", params=["fake", "real"])
async def _source(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[FoldingStore, Keep]]:
    if request.param == "fake":
        fake = FakeConversations()

        async def append(one: Turn) -> None:
            fake.turns.all.append(one)

        yield fake, append
        return
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'causerie.db'}")

    async def remember(one: Turn) -> None:
        await store.remember(
            one,
            message_key=one.message_id,
            outcome=one.outcome,
            spendings=(),
            screenings=(),
        )

    yield store, remember
    await store.close()


async def test_the_newest_turns_come_oldest_first_and_can_be_paged(
    source: tuple[FoldingStore, Keep],
) -> None:
    store, keep = source
    for number in range(1, 8):
        await keep(turn(number, f"q{number}", place=ELSEWHERE if number == 3 else HERE))

    newest = await store.turns.newest(HERE, 3)
    older = await store.turns.newest(HERE, 3, before=newest[0].id)
    oldest = await store.turns.newest(HERE, 3, before=older[0].id)

    pages = [[one.question for one in page] for page in (newest, older, oldest)]
    assert pages == [["q5", "q6", "q7"], ["q1", "q2", "q4"], []]


async def test_a_summary_is_kept_replaced_and_cleared(source: tuple[FoldingStore, Keep]) -> None:
    store, _ = source
    assert await store.summaries.get(HERE) is None

    await store.summaries.put(HERE, "first", 1, 3)
    await store.summaries.put(HERE, "second", 2, 5)
    kept = await store.summaries.get(HERE)
    assert kept is not None
    assert (kept.text, kept.tokens, kept.upto) == ("second", 2, 5)
    assert await store.summaries.get(ELSEWHERE) is None

    await store.summaries.clear(HERE)
    assert await store.summaries.get(HERE) is None


async def test_a_window_is_loaded_over_several_pages_up_to_the_summary(
    source: tuple[FoldingStore, Keep],
) -> None:
    store, keep = source
    for number in range(1, 202):
        outcome = Outcome.FAILED if number % 10 == 0 else Outcome.ANSWERED
        await keep(turn(number, f"q{number} ?", outcome=outcome))
    await store.summaries.put(HERE, "the beginning", 2, 11)

    window = await Memory(store, Words(), Shares()).window(
        HERE,
        system="be kind",
        question=Utterance("user", "and now"),
        person=DANA,
        direct=True,
        budget=Budget(100_000, 0, 100),
        model="model",
    )

    asked = [one.text for one in window.prompt if one.role == "user"]
    assert asked[0].endswith("the beginning")
    assert asked[1:-1] == [f"q{number} ?" for number in range(12, 202) if number % 10]

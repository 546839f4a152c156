"""What the bot kept of a conversation is read like the history of a platform."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.messages import Outcome, Place
from bot.retelling import Retelling
from bot.store import Store
from bot.turn import Turn

PLACE = Place("console", "local", "terminal")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def turn(number: int) -> Turn:
    asked = NOON + timedelta(minutes=number)
    return Turn(
        place=PLACE,
        message_id=f"m{number}",
        person_id="1",
        person_name="Dana",
        question=f"Q{number}",
        answer=f"A{number}" if number != 2 else "",
        question_tokens=1,
        answer_tokens=1,
        outcome=Outcome.ANSWERED,
        model="m",
        asked_at=asked,
        answered_at=asked + timedelta(seconds=10),
    )


@pytest.fixture(name="retelling")
async def _retelling(tmp_path: Path) -> AsyncIterator[Retelling]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'kept.db'}")
    for number in range(1, 5):
        await store.remember(
            turn(number),
            message_key=f"console/m{number}",
            outcome=Outcome.ANSWERED,
            spendings=[],
            screenings=[],
        )
    yield Retelling(store)
    await store.close()


@pytest.mark.parametrize(
    ("bounds", "texts"),
    [
        ({}, ["Q1", "A1", "Q2", "Q3", "A3", "Q4", "A4"]),
        ({"newest": 3}, ["A3", "Q4", "A4"]),
        ({"after": NOON + timedelta(minutes=3)}, ["A3", "Q4", "A4"]),
        ({"before": NOON + timedelta(minutes=2)}, ["Q1", "A1"]),
        ({"after": "m3"}, ["A3", "Q4", "A4"]),
        ({"after": "m1-answer", "before": "m4"}, ["Q2", "Q3", "A3"]),
        ({"before": "m3", "newest": 2}, ["A1", "Q2"]),
    ],
)
async def test_what_lies_between_is_given_oldest_first(retelling, bounds, texts):
    assert [one.text async for one in retelling.history(PLACE, **bounds)] == texts


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("bounds", [{}, {"newest": 3}, {"before": "m3"}, {"after": "m2"}])
async def test_it_is_the_same_over_many_pages(retelling, page, bounds):
    whole = [one.text async for one in retelling.history(PLACE, **bounds)]
    paged = Retelling(retelling._store, page=page)
    assert [one.text async for one in paged.history(PLACE, **bounds)] == whole


async def test_one_message_is_found_by_its_id(retelling):
    assert (await retelling.message(PLACE, "m3")).text == "Q3"
    assert (await retelling.message(PLACE, "m3-answer")).author == "Causerie"
    assert await retelling.message(PLACE, "m2-answer") is None
    assert await retelling.message(PLACE, "m9") is None

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreFull
from bot.messages import Outcome
from bot.store import Store
from tests.bot.store.samples import PLACE, a_message, a_screened, a_spending, a_turn, kept

SERVER = PLACE.server_key


async def remembered(store: Store, name: str = "m1", **fields: object) -> int:
    return await store.remember(
        a_turn(name, **fields),
        message_key=a_message(name).key,
        outcome=Outcome.ANSWERED,
        spendings=[a_spending(), a_spending(kind="summary")],
        screenings=[a_screened(), a_screened(direction="out")],
    )


async def left_unfinished(url: str, store: Store) -> list[str]:
    await store.close()
    other = await Store.open(url)
    left = await other.taken.unanswered("console")
    await other.close()
    return [recovered.message.id for recovered in left]


async def test_all_that_a_message_came_to_is_kept(store: Store) -> None:
    turn_id = await remembered(store)

    assert await store.turns.newest(PLACE, 9) == [replace(a_turn(), id=turn_id)]
    assert (await store.spendings.total()).count == 2
    assert len(await store.screenings.newest(SERVER, 9)) == 2


async def test_remembering_finishes_the_message(file_url: str) -> None:
    store = await Store.open(file_url)
    await store.taken.take(a_message("m1"))
    await store.taken.take(a_message("m2"))
    await remembered(store, "m1")

    assert await left_unfinished(file_url, store) == ["m2"]


async def test_a_message_without_a_turn_gets_no_id(store: Store) -> None:
    turn_id = await store.remember(
        None,
        message_key=a_message().key,
        outcome=Outcome.REFUSED,
        spendings=[],
        screenings=[a_screened()],
    )

    assert turn_id == 0
    assert await store.turns.count(PLACE) == 0
    assert await store.screenings.newest(SERVER, 9) == [a_screened()]


async def test_a_turn_can_take_the_place_of_another(store: Store) -> None:
    old, other = await kept(store, a_turn("m1"), a_turn("m2"))

    new = await store.remember(
        a_turn("m3"),
        message_key="console/m3",
        outcome=Outcome.ANSWERED,
        spendings=[],
        screenings=[],
        replaces=old,
    )

    assert [turn.id for turn in await store.turns.newest(PLACE, 9)] == [other, new]


async def test_a_failure_in_the_middle_leaves_nothing_half_stored(file_url: str) -> None:
    store = await Store.open(file_url)
    await store.taken.take(a_message())

    # The screenings come last; this one cannot be kept.
    with pytest.raises(ValueError, match="offset"):
        await store.remember(
            a_turn(),
            message_key=a_message().key,
            outcome=Outcome.ANSWERED,
            spendings=[a_spending()],
            screenings=[a_screened(at=a_screened().at.replace(tzinfo=None))],
        )

    assert await store.turns.count(PLACE) == 0
    assert (await store.spendings.total()).count == 0
    assert await left_unfinished(file_url, store) == ["m1"]


async def test_a_failure_takes_nothing_from_what_is_stored_at_the_same_time(store: Store) -> None:
    bad = replace(a_turn("bad"), asked_at=a_turn().asked_at.replace(tzinfo=None))
    tasks = [
        store.remember(
            turn,
            message_key=turn.message_id,
            outcome=turn.outcome,
            spendings=[a_spending()],
            screenings=[],
        )
        for turn in [a_turn("m1"), a_turn("m2"), bad, a_turn("m3")]
    ]

    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert isinstance(results[2], ValueError)
    stored = await store.turns.newest(PLACE, 9)
    assert [turn.id for turn in stored] == [results[0], results[1], results[3]]
    assert (await store.spendings.total()).count == 3


async def test_a_full_disk_stores_nothing_half_and_passes_when_there_is_room(
    file_url: str,
) -> None:
    store = await Store.open(file_url)
    await store.taken.take(a_message())
    await _limit(store, 1)

    # Small enough for the turn to fit where its spendings do not.
    results = await asyncio.gather(
        *(remembered(store, f"m{number}", answer="a" * 2_000) for number in range(2, 40)),
        return_exceptions=True,
    )
    assert any(isinstance(result, StoreFull) for result in results)
    ids = [result for result in results if isinstance(result, int)]
    assert [turn.id for turn in await store.turns.newest(PLACE, 99)] == ids
    assert (await store.spendings.total()).count == 2 * len(ids)
    with pytest.raises(StoreFull, match="no space left"):
        await remembered(store, "m1", answer="a" * 10_000)

    await _limit(store, 1_000_000)
    await remembered(store, "m50", answer="a" * 10_000)
    assert await store.turns.count(PLACE) == len(ids) + 1
    assert await left_unfinished(file_url, store) == ["m1"]


async def _limit(store: Store, pages: int) -> None:
    """Let the database grow no further than that, or not at all when it is larger already."""
    await store._database.write(
        lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    )


async def test_what_was_remembered_survives_the_process(file_url: str, file: Path) -> None:
    store = await Store.open(file_url)
    await remembered(store)
    await store.close()

    store = await Store.open(file_url)
    assert await store.turns.count(PLACE) == 1
    await store.close()
    assert [left.name for left in file.parent.iterdir() if left.is_file()] == [file.name]


async def test_a_summary_that_told_of_a_turn_goes_when_another_takes_its_place(
    store: Store,
) -> None:
    one, _ = await kept(store, a_turn("m1"), a_turn("m2"))
    await store.summaries.put(PLACE, "Of dogs.", 3, one)

    for replaced, told in ((one + 1, True), (one, False)):
        await store.remember(
            None,
            message_key="console/m9",
            outcome=Outcome.REFUSED,
            spendings=[],
            screenings=[],
            replaces=replaced,
        )
        assert (await store.summaries.get(PLACE) is not None) is told
    assert await store.turns.count() == 0

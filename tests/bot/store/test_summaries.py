from dataclasses import replace

from bot.store import Store, Summary
from tests.bot.store.samples import PLACE


async def test_a_place_has_no_summary_before_one_is_written(store: Store) -> None:
    assert await store.summaries.get(PLACE) is None


async def test_a_new_summary_takes_the_place_of_the_old(store: Store) -> None:
    await store.summaries.put(PLACE, "Dana has a dog.", 5, 10)
    await store.summaries.put(PLACE, "Dana's dog is Rex.", 6, 20)

    assert await store.summaries.get(PLACE) == Summary("Dana's dog is Rex.", 6, 20)


async def test_clearing_a_summary_leaves_those_of_other_places(store: Store) -> None:
    thread = replace(PLACE, thread="t1")
    await store.summaries.put(PLACE, "Here.", 1, 1)
    await store.summaries.put(thread, "There.", 1, 1)

    await store.summaries.clear(PLACE)

    assert await store.summaries.get(PLACE) is None
    assert await store.summaries.get(thread) == Summary("There.", 1, 1)

"""Edited and deleted messages, and channels that are gone."""

from dataclasses import replace

import pytest

from bot.messages import Outcome, Place
from bot.store import Lost, Store
from tests.bot.store.samples import DANA, PLACE, a_message, a_screened, a_turn, kept

THREAD = replace(PLACE, thread="t1")
OTHER = replace(PLACE, channel="c2")
# Its key begins as the key of the place does.
LIKE = replace(PLACE, channel="terminal2")


async def turns(store: Store, *places: Place) -> list[str]:
    return [turn.message_id for place in places for turn in await store.turns.newest(place, 99)]


async def left_open(url: str, store: Store) -> list[str]:
    await store.close()
    other = await Store.open(url)
    left = await other.taken.unanswered("console")
    await other.close()
    return [recovered.message.id for recovered in left]


async def test_deleted_messages_take_their_turns_with_them(store: Store) -> None:
    one, _, three, _ = await kept(
        store, a_turn("m1"), a_turn("m2"), a_turn("m3", place=THREAD), a_turn("m4", place=OTHER)
    )

    lost = await store.past.delete(PLACE, ["m1", "m3", "m4", "m9"])

    assert lost == [Lost(PLACE, "m1", one), Lost(THREAD, "m3", three)]
    assert await turns(store, PLACE, THREAD, OTHER) == ["m2", "m4"]


@pytest.mark.parametrize(("upto", "told"), [(1, False), (2, False), (0, True)])
async def test_a_summary_that_tells_of_a_deleted_message_goes(
    store: Store, upto: int, told: bool
) -> None:
    one, two = await kept(store, a_turn("m1"), a_turn("m2"))
    await store.summaries.put(PLACE, "Of dogs.", 3, {0: one - 1, 1: one, 2: two}[upto])
    await store.summaries.put(THREAD, "Of cats.", 3, two)

    await store.past.delete(PLACE, ["m1"])

    assert (await store.summaries.get(PLACE) is not None) is told
    assert await store.summaries.get(THREAD) is not None


async def test_a_message_that_is_deleted_while_it_waits_is_not_answered_later(
    file_url: str,
) -> None:
    store = await Store.open(file_url)
    await store.taken.take(a_message("m1"))
    await store.taken.take(a_message("m2"))

    assert await store.past.delete(PLACE, ["m1"]) == []

    assert not await store.taken.unfinished("console/m1")
    assert await left_open(file_url, store) == ["m2"]


async def test_a_message_that_failed_and_is_deleted_is_not_asked_again(store: Store) -> None:
    await store.taken.take(a_message())
    await store.taken.finish(a_message().key, Outcome.FAILED, failed_in=PLACE)

    await store.past.delete(PLACE, ["m1"])

    assert await store.failed.newest(PLACE) is None


async def test_opinions_of_a_deleted_answer_go_too(store: Store) -> None:
    one, two = await kept(store, a_turn("m1"), a_turn("m2"))
    for answer in (one, two):
        await store.feedback.give(answer, DANA.id, good=True)

    await store.past.delete(PLACE, ["m1"])

    assert [opinion.answer_id for opinion in await store.feedback.newest(9)] == [two]


async def test_very_many_messages_can_be_deleted_at_once(store: Store) -> None:
    names = [f"m{number}" for number in range(1_200)]
    await kept(store, *(a_turn(name) for name in names))

    assert len(await store.past.delete(PLACE, names)) == len(names)
    assert await store.turns.count() == 0


async def test_new_words_take_the_place_of_the_old_ones_with_the_decision_about_them(
    store: Store,
) -> None:
    one, _ = await kept(store, a_turn("m1"), a_turn("m2"))
    await store.summaries.put(PLACE, "Of dogs.", 3, one)

    turn = a_turn("m1", id=one)
    assert await store.past.rewrite(turn, "What is my cat called?", 7, screenings=[a_screened()])

    first, second = await store.turns.newest(PLACE, 5)
    assert (first.question, first.question_tokens) == ("What is my cat called?", 7)
    assert second.question == "What is my dog called?"
    assert await store.summaries.get(PLACE) is None
    assert len(await store.screenings.newest(PLACE.server_key, 9)) == 1


async def test_words_of_a_turn_that_is_gone_are_not_kept(store: Store) -> None:
    assert not await store.past.rewrite(a_turn(id=9), "What?", 1, screenings=[])
    assert await store.turns.count() == 0


async def everything_in(store: Store, *places: Place) -> None:
    """Have a turn, a summary, a mark, a failed message and a waiting one in each place."""
    for number, place in enumerate(places):
        (turn,) = await kept(store, a_turn(f"turn{number}", place=place))
        await store.summaries.put(place, "Of dogs.", 3, turn)
        await store.seen.put({place: "1"})
        for name in ("failed", "open"):
            await store.taken.take(a_message(f"{name}{number}", place=place))
        await store.taken.finish(f"console/failed{number}", Outcome.FAILED, failed_in=place)


async def what_is_left(store: Store, place: Place) -> list[object]:
    return [
        await store.turns.count(place),
        await store.summaries.get(place),
        (await store.seen.of("console")).get(place),
        await store.failed.newest(place),
    ]


async def test_of_a_channel_that_is_gone_nothing_is_left_in_it_and_its_threads(
    file_url: str,
) -> None:
    store = await Store.open(file_url)
    await everything_in(store, PLACE, THREAD, OTHER, LIKE)

    await store.past.erase(PLACE)

    for place in (PLACE, THREAD):
        assert await what_is_left(store, place) == [0, None, None, None]
    for place in (OTHER, LIKE):
        assert all(await what_is_left(store, place))
    assert await left_open(file_url, store) == ["open2", "open3"]


async def test_of_a_thread_that_is_gone_nothing_is_left_and_its_channel_stays(
    store: Store,
) -> None:
    await everything_in(store, PLACE, THREAD)

    await store.past.erase(THREAD)

    assert await what_is_left(store, THREAD) == [0, None, None, None]
    assert all(await what_is_left(store, PLACE))


async def test_names_with_signs_of_patterns_erase_nothing_else(store: Store) -> None:
    odd, even = replace(PLACE, channel="c_1%"), replace(PLACE, channel="cx1y", thread="t")
    await everything_in(store, odd, even)

    await store.past.erase(odd)

    assert all(await what_is_left(store, even))

"""How far each place was read, what is thought of answers, and which servers were left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Place
from bot.store import Store
from bot.store.seen import age
from tests.bot.store.samples import PLACE, a_turn, kept

THREAD = replace(PLACE, thread="t1")
SLACK = Place("slack", "w", "c")


async def test_marks_are_kept_for_each_place_and_platform(store: Store) -> None:
    await store.seen.put({PLACE: "5", THREAD: "7", SLACK: "1712345678.000100"})

    assert await store.seen.of("console") == {PLACE: "5", THREAD: "7"}
    assert await store.seen.of("slack") == {SLACK: "1712345678.000100"}


async def test_a_mark_never_moves_back(store: Store) -> None:
    await store.seen.put({PLACE: "99", THREAD: "7"})

    await store.seen.put({PLACE: "98", THREAD: "8"})
    assert await store.seen.of("console") == {PLACE: "99", THREAD: "8"}

    await store.seen.put({PLACE: "100"})
    assert await store.seen.of("console") == {PLACE: "100", THREAD: "8"}


async def test_nothing_is_written_for_no_marks(store: Store) -> None:
    await store.seen.put({})

    assert await store.seen.of("console") == {}


@given(st.integers(0, 10**20), st.integers(0, 10**20))
def test_ids_are_compared_as_the_numbers_they_are(one: int, other: int) -> None:
    assert (age(str(one)) < age(str(other))) is (one < other)


async def test_each_person_has_one_opinion_of_an_answer_and_may_change_it(store: Store) -> None:
    (answer,) = await kept(store, a_turn())

    assert await store.feedback.give(answer, "p1", good=True)
    assert not await store.feedback.give(answer, "p1", good=True)
    assert await store.feedback.give(answer, "p1", good=False)
    assert await store.feedback.give(answer, "p2", good=True)

    opinions = await store.feedback.newest(9)
    assert {(one.person_id, one.good) for one in opinions} == {("p1", False), ("p2", True)}
    assert len(await store.feedback.newest(1)) == 1


async def test_there_is_no_opinion_of_an_answer_that_is_gone(store: Store) -> None:
    assert not await store.feedback.give(7, "p1", good=True)
    assert await store.feedback.newest(9) == []


async def test_the_clock_of_a_server_starts_when_it_was_first_left(store: Store) -> None:
    before = datetime.now(UTC)
    assert await store.servers.left(PLACE.server_key)
    after = datetime.now(UTC)
    assert not await store.servers.left(PLACE.server_key)

    (left,) = (await store.servers.gone(before=after + timedelta(seconds=1))).values()
    assert before <= left <= after
    assert await store.servers.gone(before=before) == {}


async def test_the_clock_of_a_server_stops_when_the_bot_is_back(store: Store) -> None:
    await store.servers.left(PLACE.server_key)

    assert await store.servers.back(PLACE.server_key)
    assert not await store.servers.back(PLACE.server_key)

    assert await store.servers.gone(before=datetime.now(UTC) + timedelta(days=1)) == {}

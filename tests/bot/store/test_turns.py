from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from bot.messages import Outcome, Place
from bot.store import Store
from tests.bot.store.samples import NOON, PLACE, a_turn, kept

THREAD = replace(PLACE, thread="t1")


async def test_a_turn_comes_back_as_it_was(store: Store) -> None:
    turn = a_turn(place=THREAD, outcome=Outcome.CUT)
    (turn_id,) = await kept(store, turn)

    assert await store.turns.newest(THREAD, 10) == [replace(turn, id=turn_id)]


async def test_the_newest_turns_come_oldest_first(store: Store) -> None:
    await kept(store, a_turn("m1"), a_turn("m2"), a_turn("m3"))

    newest = await store.turns.newest(PLACE, 2)

    assert [turn.message_id for turn in newest] == ["m2", "m3"]


async def test_older_turns_are_found_before_an_id(store: Store) -> None:
    ids = await kept(store, a_turn("m1"), a_turn("m2"), a_turn("m3"))

    older = await store.turns.newest(PLACE, 5, before=ids[2])

    assert [turn.message_id for turn in older] == ["m1", "m2"]


async def test_the_turns_of_a_thread_are_not_those_of_its_channel(store: Store) -> None:
    await kept(store, a_turn("m1"), a_turn("m2", place=THREAD))

    assert [turn.message_id for turn in await store.turns.newest(PLACE, 5)] == ["m1"]
    assert [turn.message_id for turn in await store.turns.newest(THREAD, 5)] == ["m2"]


async def test_moments_come_back_in_utc_whatever_they_went_in_with(store: Store) -> None:
    eastern = timezone(timedelta(hours=-5))
    await kept(store, a_turn(asked_at=datetime(2026, 3, 1, 7, 0, tzinfo=eastern)))

    (turn,) = await store.turns.newest(PLACE, 1)

    assert turn.asked_at == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert turn.asked_at.tzinfo is UTC


async def test_text_that_no_database_takes_is_kept_readable(store: Store) -> None:
    await kept(store, a_turn(question="a\0b \ud83d\ude00 \ud800!", answer="é 中文 🙂"))

    (turn,) = await store.turns.newest(PLACE, 1)

    assert turn.question == "a\ufffdb 😀 \ufffd!"
    assert turn.answer == "é 中文 🙂"


async def test_clearing_a_place_leaves_the_others(store: Store) -> None:
    await kept(store, a_turn("m1"), a_turn("m2"), a_turn("m3", place=THREAD))

    assert await store.turns.clear(PLACE) == 2

    assert await store.turns.count(PLACE) == 0
    assert await store.turns.count(THREAD) == 1


async def test_the_id_of_a_turn_that_is_gone_never_comes_back(store: Store) -> None:
    (before,) = await kept(store, a_turn("m1"))
    await store.turns.clear(PLACE)

    (after,) = await kept(store, a_turn("m2"))

    assert after > before


async def test_a_turn_is_found_by_its_message_in_whatever_thread_of_the_channel(
    store: Store,
) -> None:
    await kept(store, a_turn("m1"), a_turn("m2", place=THREAD))

    found = await store.turns.of_message(PLACE, "m2")

    assert found is not None
    assert found.place == THREAD
    assert await store.turns.of_message(PLACE, "m3") is None
    assert await store.turns.of_message(replace(PLACE, channel="other"), "m1") is None


async def test_a_person_gets_their_turns_from_everywhere_on_the_platform(store: Store) -> None:
    elsewhere = Place("console", "other", "c2")
    await kept(
        store,
        a_turn("m1"),
        a_turn("m2", place=elsewhere, asked_at=NOON),
        a_turn("m3", person_id="p2"),
        a_turn("m4", place=Place("slack", "w", "c")),
    )

    turns = await store.turns.of_person("p1", "console")

    assert [(turn.message_id, turn.place) for turn in turns] == [("m1", PLACE), ("m2", elsewhere)]
    assert [t.message_id for t in await store.turns.of_person("p1", "console", server="other")] == [
        "m2"
    ]


async def test_a_persons_turns_can_be_read_in_parts(store: Store) -> None:
    await kept(store, a_turn("m1"), a_turn("m2"), a_turn("m3"))

    first = await store.turns.of_person("p1", "console", limit=2)
    rest = await store.turns.of_person("p1", "console", limit=2, after=first[-1].id)

    assert [turn.message_id for turn in first + rest] == ["m1", "m2", "m3"]


async def test_people_are_called_as_when_they_last_asked(store: Store) -> None:
    await kept(
        store,
        a_turn("m1", person_name="Dan"),
        a_turn("m2", person_name="Dana"),
        a_turn("m3", person_id="p2", person_name="Sam"),
        a_turn("m4", person_id="p3", person_name="Not asked for"),
    )

    assert await store.turns.names("console", ["p1", "p2", "p9"]) == {"p1": "Dana", "p2": "Sam"}
    assert await store.turns.names("discord", ["p1"]) == {}

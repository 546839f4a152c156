"""The items of the desks: decided once, appealed once, and gone with what they are about."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.messages import Place
from bot.screening import Action, Verdict
from bot.store import Done, Flag, State, Store
from tests.bot.store.samples import DANA, NOON

PLACE = Place("chat", "s1", "general")
THREAD = replace(PLACE, thread="t1")
DESK = Place("chat", "s1", "desk", "t9")
VERDICT = Verdict(
    Action.REFUSE, "model", ("hate/threatening",), {"hate/threatening": 0.5}, flags=("hate",)
)


def a_flag(message_id: str = "m1", **fields: Any) -> Flag:
    flag = Flag(
        place=PLACE,
        message_id=message_id,
        person_id=DANA.id,
        person_name=DANA.name,
        text="some words",
        link="https://chat.example/m1",
        direction="in",
        verdict=VERDICT,
        done=Done.NOTED,
        state=State.OPEN,
        at=NOON,
    )
    return replace(flag, **fields)


async def states(store: Store, *numbers: int) -> Mapping[int, State]:
    found = [await store.flags.get(number) for number in numbers]
    return {flag.id: flag.state for flag in found if flag}


async def test_an_item_comes_back_as_it_was_kept(store: Store) -> None:
    flag = a_flag(remark="no right", place=THREAD)

    number = await store.flags.add(flag)

    assert await store.flags.get(number) == replace(flag, id=number)
    assert await store.flags.get(number + 1) is None


async def test_it_is_decided_by_the_first_and_taken_back_by_nobody_else(store: Store) -> None:
    number = await store.flags.add(a_flag())

    decided = await asyncio.gather(
        *(store.flags.decide(number, state, by="9", at=NOON) for state in list(State)[2:])
    )
    first = await store.flags.get(number)

    assert decided.count(True) == 1
    assert first is not None
    assert first.decided_by == "9"
    assert not await store.flags.decide(number, State.APPROVED, by="8", at=NOON)
    other = State.UPHELD if first.state is State.APPROVED else State.APPROVED
    await store.flags.reopen(number, other)
    assert await states(store, number) == {number: first.state}
    await store.flags.reopen(number, first.state)
    assert await states(store, number) == {number: State.OPEN}


async def test_it_is_appealed_once_and_shown_anew(store: Store) -> None:
    number = await store.flags.add(a_flag())
    flag = await store.flags.get(number)
    assert flag is not None
    assert await store.flags.show(flag, DESK, "d1")
    assert await store.flags.waiting("chat/s1", limit=9) == []

    assert await store.flags.appeal(number, text="why", at=NOON)
    assert not await store.flags.appeal(number, text="again", at=NOON)

    (waiting,) = await store.flags.waiting("chat/s1", limit=9)
    assert (waiting.appeal, waiting.state, waiting.shown_as) == ("why", State.OPEN, None)
    # What was read before the appeal is not how it stands now.
    assert not await store.flags.show(flag, DESK, "d1")
    assert await store.flags.show(waiting, DESK, "d2")


async def test_those_that_wait_are_open_and_nowhere_shown(store: Store) -> None:
    await store.flags.add(a_flag("m1", state=State.QUIET))
    await store.flags.add(a_flag("m2", place=Place("chat", "s2", "general")))
    number = await store.flags.add(a_flag("m3"))

    assert [flag.id for flag in await store.flags.waiting("chat/s1", limit=9)] == [number]
    assert sorted(await store.flags.servers_waiting()) == ["chat/s1", "chat/s2"]
    assert await store.flags.count_open("chat/s1") == 1
    assert await store.flags.count_open("chat/s1", person_id="another") == 0


async def test_those_of_a_person_are_of_one_platform(store: Store) -> None:
    await store.flags.add(a_flag("m1", place=Place("chat_2", "s1", "general")))
    await store.flags.add(a_flag("m2", person_id="another"))
    mine = [await store.flags.add(a_flag(f"m{n}")) for n in range(3, 6)]

    found = await store.flags.of_person("chat/", DANA.id, limit=2)

    assert [flag.id for flag in found] == mine[1:]


async def test_what_is_kept_for_an_appeal_is_bounded_and_ends(store: Store) -> None:
    quiet = [
        await store.flags.add(a_flag(f"m{n}", state=State.QUIET, at=NOON + timedelta(days=n)))
        for n in range(4)
    ]
    opened = await store.flags.add(a_flag("m9"))

    await store.flags.drop_quiet("chat/s1", DANA.id, but=3)
    assert set(await states(store, *quiet, opened)) == {*quiet[1:], opened}
    await store.flags.prune(NOON + timedelta(days=2, hours=1))
    assert set(await states(store, *quiet, opened)) == {quiet[3], opened}


@pytest.mark.parametrize(
    ("done", "state", "kept"),
    [
        (Done.NOTED, State.OPEN, False),
        (Done.REFUSED, State.QUIET, False),
        (Done.NOTED, State.APPROVED, False),
        (Done.DELETED, State.OPEN, True),
        (Done.TIMED_OUT, State.UPHELD, True),
        (Done.NOTED, State.DELETED, True),
    ],
)
async def test_words_go_with_their_message_unless_the_moderation_took_it(
    store: Store, done: Done, state: State, kept: bool
) -> None:
    number = await store.flags.add(a_flag(done=done, state=state, place=THREAD))
    other = await store.flags.add(a_flag("m2"))
    elsewhere = await store.flags.add(a_flag(place=Place("chat", "s1", "general_")))

    await store.past.delete(PLACE, ["m1"])

    texts = {}
    for one in (number, other, elsewhere):
        flag = await store.flags.get(one)
        texts[one] = flag.text if flag else None
    assert texts == {
        number: "some words" if kept else "",
        other: "some words",
        elsewhere: "some words",
    }


async def test_items_go_with_their_channel(store: Store) -> None:
    here = await store.flags.add(a_flag(done=Done.DELETED))
    there = await store.flags.add(a_flag(place=THREAD))
    other = await store.flags.add(a_flag(place=Place("chat", "s1", "general2")))

    await store.past.erase(PLACE)

    assert set(await states(store, here, there, other)) == {other}

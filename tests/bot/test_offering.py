"""Buttons: what they stand for is kept, and nobody can make one up."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.attached import Attached
from bot.errors import InputError, NotPermitted
from bot.messages import Attachment, Choice, Choices, Message, Person, Place, Quote
from bot.offering import Offering
from bot.store import Store

PLACE = Place("chat", "s1", "general")
DANA = Person("u1", "Dana")
SAM = Person("u2", "Sam")
CHOICES = Choices(
    "Go on?",
    (
        Choice("Yes", command="image", options={"prompt": "a fox", "count": 2}, approved=True),
        Choice("No", "never mind"),
    ),
)


async def _picture() -> bytes:
    return b"a picture"


ASKED = Message(
    "m1",
    PLACE,
    DANA,
    "draw",
    datetime(2026, 11, 24, tzinfo=UTC),
    attachments=(Attachment("a.png", "image/png", 9, "there", read=_picture),),
    quotes=(Quote("Sam", "hello", "m0", "u2", "https://chat.example/m0"),),
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'causerie.db'}"


@pytest.fixture
async def offering(url: str) -> AsyncIterator[Offering]:
    store = await Store.open(url)
    yield Offering(store, Attached())
    await store.close()


async def pressed(
    offering: Offering, offer_id: int | None, number: int, *, by: Person = DANA
) -> Message:
    assert offer_id is not None
    return await offering.pick(
        offer_id, number, message_id="press", place=PLACE, person=by, direct=False
    )


async def test_a_pressed_button_sends_its_command_in_the_name_of_who_pressed(
    offering: Offering,
) -> None:
    put = await offering.put(CHOICES, ASKED)
    sent = await pressed(offering, put.id, 0)
    assert (sent.command, sent.options, sent.approved) == (
        "image",
        {"prompt": "a fox", "count": 2},
        True,
    )
    assert (sent.person, sent.id, sent.quotes) == (DANA, "press", ASKED.quotes)
    assert await sent.attachments[0].read() == b"a picture"


async def test_what_comes_of_a_private_question_stays_private(offering: Offering) -> None:
    put = await offering.put(CHOICES, replace(ASKED, private=True))
    assert (await pressed(offering, put.id, 0)).private


async def test_what_comes_of_a_question_for_all_is_for_all(offering: Offering) -> None:
    put = await offering.put(replace(CHOICES, for_all=True), replace(ASKED, private=True))
    assert not (await pressed(offering, put.id, 0)).private


async def test_a_button_works_after_a_restart(url: str) -> None:
    before = await Store.open(url)
    put = await Offering(before, Attached()).put(CHOICES, ASKED)
    await before.close()
    after = await Store.open(url)
    sent = await pressed(Offering(after, Attached()), put.id, 1)
    await after.close()
    assert (sent.text, sent.command, sent.approved) == ("never mind", "chat", False)


async def test_of_two_presses_at_once_one_counts(offering: Offering) -> None:
    put = await offering.put(CHOICES, ASKED)
    both = (pressed(offering, put.id, 0), pressed(offering, put.id, 1))
    came = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["InputError", "Message"]


async def test_nobody_else_presses_a_button(offering: Offering) -> None:
    put = await offering.put(CHOICES, ASKED)
    with pytest.raises(NotPermitted):
        await pressed(offering, put.id, 0, by=SAM)
    assert (await pressed(offering, put.id, 0)).command == "image"


async def test_a_button_for_all_is_pressed_by_everybody_and_again(offering: Offering) -> None:
    put = await offering.put(replace(CHOICES, for_all=True), ASKED)
    for person in (SAM, DANA, SAM):
        assert (await pressed(offering, put.id, 0, by=person)).person == person


@pytest.mark.parametrize("number", [-1, 2])
async def test_a_number_that_was_not_offered_is_refused(offering: Offering, number: int) -> None:
    put = await offering.put(CHOICES, ASKED)
    with pytest.raises(InputError):
        await pressed(offering, put.id, number)


async def test_a_button_that_was_never_made_is_refused(offering: Offering) -> None:
    with pytest.raises(InputError):
        await pressed(offering, 99, 0)


async def test_a_button_does_nothing_on_another_server(offering: Offering) -> None:
    put = await offering.put(replace(CHOICES, for_all=True), ASKED)
    assert put.id is not None
    elsewhere = replace(PLACE, server="s2")
    with pytest.raises(InputError):
        await offering.pick(
            put.id, 0, message_id="press", place=elsewhere, person=DANA, direct=False
        )


async def test_who_has_the_same_id_on_another_platform_presses_nothing(offering: Offering) -> None:
    put = await offering.put(CHOICES, ASKED)
    assert put.id is not None
    with pytest.raises(InputError):
        await offering.pick(
            put.id,
            0,
            message_id="press",
            place=replace(PLACE, platform="other", server="dm-1"),
            person=DANA,
            direct=True,
        )

"""Messages that were not answered, and may be asked again until a newer one has a turn."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.messages import Attachment, Outcome, Person, Quote
from bot.store import Store
from tests.bot.store.samples import DANA, PLACE, a_message, a_turn, kept

THREAD = replace(PLACE, thread="t1")
BOB = Person("p2", "Bob")


async def failed(store: Store, *names: str, **fields: object) -> None:
    """Take messages that get no answer, one after the other."""
    for name in names:
        message = a_message(name, **fields)
        await store.taken.take(message)
        await store.taken.finish(message.key, Outcome.FAILED, failed_in=message.place)


async def newest(store: Store, **of_person: str) -> str | None:
    failure = await store.failed.newest(PLACE, **of_person)
    return failure.message.id if failure else None


async def test_the_newest_message_that_failed_is_kept_whole(store: Store) -> None:
    fields = {
        "quotes": (Quote("Bob", "Look."),),
        "attachments": (Attachment("a.png", "image/png", 3, "/a.png"),),
    }
    await failed(store, "m1", "m2", **fields)

    failure = await store.failed.newest(PLACE)

    assert failure is not None
    assert failure.message == a_message("m2", **fields)
    assert not await store.taken.take(a_message("m2"))


async def test_who_failed_there_gets_their_own_message_and_others_the_newest(store: Store) -> None:
    await failed(store, "m1", "m2", person=DANA)
    await failed(store, "m3", person=BOB)

    assert await newest(store, of_person=DANA.id) == "m2"
    assert await newest(store, of_person="p3") == "m3"


async def test_places_and_their_threads_keep_their_failures_apart(store: Store) -> None:
    await failed(store, "m1", place=THREAD)

    assert await newest(store) is None


async def test_what_ended_otherwise_is_not_kept(store: Store) -> None:
    for outcome in (Outcome.ANSWERED, Outcome.REFUSED, Outcome.FAILED):
        message = a_message(outcome.value)
        await store.taken.take(message)
        await store.taken.finish(message.key, outcome)

    assert await newest(store) is None


async def test_a_turn_that_was_asked_later_puts_an_end_to_it(store: Store) -> None:
    await kept(store, a_turn("m0", asked_at=datetime.now(UTC)))
    await failed(store, "m1")
    now = datetime.now(UTC)
    await failed(store, "m2")
    await kept(store, a_turn("m3", place=THREAD, asked_at=datetime.now(UTC)))
    await kept(store, a_turn("m4", asked_at=now))
    assert await newest(store) == "m2"
    assert not await store.taken.reword(a_message("m1"))

    await kept(store, a_turn("m5", asked_at=datetime.now(UTC)))

    assert await newest(store) is None


async def test_a_message_fails_together_with_all_that_it_came_to(store: Store) -> None:
    await store.taken.take(a_message())

    await store.remember(
        None,
        message_key=a_message().key,
        outcome=Outcome.FAILED,
        spendings=[],
        screenings=[],
        failed_in=PLACE,
    )

    assert await newest(store) == "m1"


async def test_only_the_last_twenty_of_a_place_are_kept(store: Store) -> None:
    await failed(store, *(f"m{number}" for number in range(25)))

    left = [n for n in range(25) if await store.taken.reword(a_message(f"m{n}"))]
    assert left == list(range(5, 25))


async def test_a_place_can_forget_what_failed_there(store: Store) -> None:
    await failed(store, "m1")

    await store.failed.clear(PLACE)

    assert await newest(store) is None
    assert await store.taken.known(a_message("m1").key)


async def test_a_failed_message_that_is_edited_has_its_new_words(store: Store) -> None:
    await failed(store, "m1")

    assert await store.taken.reword(a_message("m1", text="Better?"))
    assert not await store.taken.reword(a_message("m2", text="Better?"))

    failure = await store.failed.newest(PLACE)
    assert failure is not None
    assert failure.message.text == "Better?"


async def test_an_edit_that_says_nothing_of_what_the_message_answers_to_leaves_that(
    store: Store,
) -> None:
    quotes = (Quote("Bob", "Look."),)
    await failed(store, "m1", quotes=quotes)

    edited = a_message("m1", text="Better?", place=THREAD, direct=True)
    assert await store.taken.reword(edited)

    failure = await store.failed.newest(PLACE)
    assert failure is not None
    assert failure.message == a_message("m1", text="Better?", quotes=quotes)


async def test_one_message_that_must_not_be_asked_again_is_forgotten(store: Store) -> None:
    await failed(store, "m1", "m2")

    await store.failed.drop(a_message("m2").key)

    assert await newest(store) == "m1"
    assert await store.taken.known(a_message("m2").key)


async def test_a_message_that_is_taken_again_is_open_until_it_ends_again(store: Store) -> None:
    await failed(store, "m1")
    assert not await store.taken.unfinished(a_message().key)

    assert await store.taken.take_again(a_message("m1", text="Better?"))
    assert await store.taken.unfinished(a_message().key)
    assert await newest(store) is None
    assert not await store.taken.take_again(a_message())

    await store.taken.finish(a_message().key, Outcome.ANSWERED)
    assert await store.taken.known(a_message().key)


async def test_a_message_that_nobody_knows_can_be_taken_again(store: Store) -> None:
    assert await store.taken.take_again(a_message())
    assert await store.taken.unfinished(a_message().key)
    assert not await store.taken.known("console/m2")

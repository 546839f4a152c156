"""What is on its way, and what is edited and deleted meanwhile."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import QueueFull
from bot.lanes import Lanes
from bot.messages import Message
from bot.underway import Pending, Underway
from tests.bot.talking import PLACE, message

THREAD = replace(PLACE, thread="t1")


def underway(queue: int = 10) -> Underway:
    return Underway(Lanes(queue=queue, at_once=10, at_once_per_server=10))


def claimed(way: Underway, asked: Message, *, begun: bool = False, queues: bool = True) -> Pending:
    pending = way.enter(asked, queues=queues)
    pending.claimed.set()
    pending.begun = begun
    return pending


async def test_a_place_is_idle_when_all_have_left():
    way = underway()
    pending = claimed(way, message("Hello?"))
    assert not way.is_idle(PLACE)
    assert way.is_idle(THREAD)

    way.leave(pending)

    assert way.is_idle(PLACE)


async def test_what_does_not_queue_takes_no_place():
    way = underway(queue=1)
    claimed(way, message("", command="help"), queues=False)
    assert way.is_idle(PLACE)

    claimed(way, message("Hello?"))
    with pytest.raises(QueueFull):
        way.enter(message("Hello?"), queues=True)


async def test_only_what_waits_gets_new_words():
    way, asked = underway(), message("My cat is Tom.")
    edited = replace(asked, text="My cow is Bella.", place=THREAD)
    pending = way.enter(asked, queues=True)
    assert not way.reword(edited)

    pending.claimed.set()
    assert way.reword(edited)
    assert pending.message == replace(asked, text="My cow is Bella.")

    pending.begun = True
    assert not way.reword(asked)
    way.leave(pending)
    assert not way.reword(asked)


async def test_one_waits_for_a_message_until_it_is_claimed_and_then_until_it_ends():
    way, asked = underway(), message("Hello?")
    pending = way.enter(asked, queues=True)
    assert way.is_written(asked)

    waiting = asyncio.create_task(way.moved(asked))
    await asyncio.sleep(0)
    assert not waiting.done()
    pending.claimed.set()
    await waiting

    pending.begun = True
    waiting = asyncio.create_task(way.moved(asked))
    await asyncio.sleep(0)
    assert not waiting.done()
    way.leave(pending)
    await waiting
    assert not way.is_written(asked)
    await way.moved(asked)


@pytest.mark.parametrize(
    ("command", "begun", "queues", "writes"),
    [
        ("retry", True, True, True),
        ("continue", True, True, True),
        ("retry", False, True, False),
        ("chat", True, True, False),
        ("help", True, False, False),
    ],
)
async def test_another_message_may_write_a_turn_when_it_is_a_command_under_way(
    command, begun, queues, writes
):
    way = underway()
    claimed(way, message("", command=command, place=THREAD), begun=begun, queues=queues)

    assert way.is_written(message("Hello?")) is writes
    assert not way.is_written(message("Hello?", place=replace(PLACE, channel="other")))


async def test_what_is_deleted_is_lost_to_all_that_is_under_way_in_the_channel():
    way, asked = underway(), message("Hello?")
    here, there = claimed(way, asked), claimed(way, message("Hello?", place=THREAD))
    other = claimed(way, message("Hello?", place=replace(PLACE, channel="other")))

    way.delete(THREAD, [asked.id])

    assert here.gone
    assert not there.gone
    assert there.lost(asked.id)
    assert not other.lost(asked.id)
    assert not claimed(way, message("Hello?")).lost(asked.id)


async def test_a_thread_that_goes_leaves_its_channel_alone_and_a_channel_takes_its_threads():
    way = underway()
    here, there = claimed(way, message("1")), claimed(way, message("2", place=THREAD))

    way.erase(THREAD)
    assert (here.gone, there.gone) == (False, True)

    way.erase(PLACE)
    assert here.lost("anything")

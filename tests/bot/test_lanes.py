"""Lanes: order within a place, places side by side, bounds, a fair share between servers."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import QueueFull
from bot.lanes import Lanes, Ticket
from bot.messages import Place


def place(channel: str, server: str = "s") -> Place:
    return Place("test", server, channel)


def lanes(queue: int = 50, at_once: int = 100, at_once_per_server: int = 100) -> Lanes:
    return Lanes(queue=queue, at_once=at_once, at_once_per_server=at_once_per_server)


async def test_messages_of_one_place_run_one_at_a_time_in_order_of_arrival():
    rooms = lanes()
    done: list[int] = []

    async def answer(number: int, ticket: Ticket) -> None:
        await ticket.turn()
        await asyncio.sleep(0)
        done.append(number)
        ticket.leave()

    tickets = [rooms.join(place("a")) for _ in range(5)]
    waiting = [ticket.waits for ticket in tickets]
    await asyncio.gather(*(answer(i, t) for i, t in reversed(list(enumerate(tickets)))))

    assert waiting == [False, True, True, True, True]
    assert done == [0, 1, 2, 3, 4]


async def test_a_lane_is_idle_while_nobody_has_a_ticket():
    rooms = lanes()
    ticket = rooms.join(place("a"))

    assert (rooms.is_idle(place("a")), rooms.is_idle(place("b"))) == (False, True)
    ticket.leave()
    assert rooms.is_idle(place("a"))


async def test_different_places_run_side_by_side():
    rooms = lanes()
    assert not any(rooms.join(place(channel)).waits for channel in "abcd")


async def test_a_full_lane_refuses_and_says_how_many_wait():
    rooms = lanes(queue=2)
    rooms.join(place("a"))
    rooms.join(place("a"))

    with pytest.raises(QueueFull) as caught:
        rooms.join(place("a"))

    assert caught.value.waiting == 2


async def test_whoever_gives_up_waiting_lets_the_next_one_in():
    rooms = lanes()
    first, second, third = (rooms.join(place("a")) for _ in range(3))
    second.leave()
    first.leave()

    assert not third.waits


async def test_a_freed_slot_goes_to_another_server_before_the_busy_one_again():
    rooms = lanes(at_once=1)
    running = rooms.join(place("a", "busy"))
    second = rooms.join(place("b", "busy"))
    third = rooms.join(place("c", "busy"))
    other = rooms.join(place("a", "quiet"))

    order = []
    for _ in range(3):
        running.leave()
        running = next(t for t in (second, third, other) if not t.waits and t not in order)
        order.append(running)

    assert order == [second, other, third]


async def test_one_server_never_has_more_than_its_share_running():
    rooms = lanes(at_once=10, at_once_per_server=2)
    tickets = [rooms.join(place(str(i))) for i in range(5)]
    assert [t.waits for t in tickets] == [False, False, True, True, True]
    assert not rooms.join(place("x", "other")).waits


async def test_nothing_is_kept_of_lanes_that_are_empty():
    rooms = lanes()
    for i in range(100):
        rooms.join(place(str(i), f"server {i}")).leave()
    assert not rooms._lanes
    assert not rooms._running
    assert not rooms._ready


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=40),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_bounds_hold_and_everybody_is_served(steps, at_once, per_server):
    async def run() -> None:
        rooms = lanes(at_once=at_once, at_once_per_server=per_server)
        active: dict[str, int] = {}
        served = 0

        async def answer(ticket: Ticket) -> None:
            nonlocal served
            try:
                await ticket.turn()
                server = ticket.place.server
                active[server] = active.get(server, 0) + 1
                assert sum(active.values()) <= at_once
                assert active[server] <= per_server
                try:
                    await asyncio.sleep(0)
                finally:
                    active[server] -= 1
                served += 1
            finally:
                ticket.leave()

        tasks = []
        for server, channel, gives_up in steps:
            ticket = rooms.join(place(str(channel), str(server)))
            task = asyncio.create_task(answer(ticket))
            tasks.append((task, gives_up))
        await asyncio.sleep(0)
        for task, gives_up in tasks:
            if gives_up:
                task.cancel()
        async with asyncio.timeout(5):
            ends = await asyncio.gather(*(task for task, _ in tasks), return_exceptions=True)
        assert not [end for end in ends if isinstance(end, Exception)]
        assert served >= sum(not gives_up for _, gives_up in tasks)
        assert not rooms._lanes
        assert rooms._free == at_once

    asyncio.run(run())

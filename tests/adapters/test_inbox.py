"""Work in the order of each channel."""

import asyncio
import logging

import pytest

from adapters.inbox import Inbox


async def test_work_of_a_channel_is_done_in_order_and_channels_do_not_wait_for_each_other():
    inbox, done, gate, all_done = Inbox(), [], asyncio.Event(), asyncio.Event()

    async def work(name: str) -> None:
        if name == "a1":
            await gate.wait()
        done.append(name)
        if name == "b1":
            gate.set()
        if name == "a2":
            all_done.set()

    for channel, name in ((1, "a1"), (1, "a2"), (2, "b1")):
        inbox.put(channel, lambda name=name: work(name))
    await asyncio.wait_for(all_done.wait(), 5)

    assert done == ["b1", "a1", "a2"]


async def test_work_that_fails_is_logged_and_the_next_is_done(caplog: pytest.LogCaptureFixture):
    inbox, done = Inbox(), asyncio.Event()

    async def fails() -> None:
        raise ValueError("broken")

    async def works() -> None:
        done.set()

    with caplog.at_level(logging.ERROR):
        inbox.put(1, fails)
        inbox.put(1, works)
        await asyncio.wait_for(done.wait(), 5)

    assert "could not be done" in caplog.text


async def test_once_it_is_closed_nothing_is_begun_any_more():
    inbox, begun = Inbox(), asyncio.Event()

    async def work() -> None:
        begun.set()

    await inbox.close()
    inbox.put(1, work)
    await asyncio.sleep(0)

    assert not begun.is_set()

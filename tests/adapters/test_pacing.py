"""Writing the newest state, with a clock of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.pacing import Pacer


class Wall:
    """Something to write on: it takes as long as the test wants, and remembers."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.began = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()
        self.pause = 0.0
        self.error: Exception | None = None

    async def write(self, state: str) -> None:
        self.began.set()
        await self.open.wait()
        if self.error is not None:
            raise self.error
        self.written.append(state)


@pytest.fixture(name="wall")
def _wall() -> Wall:
    return Wall()


@pytest.fixture(name="pacer")
async def _pacer(wall: Wall) -> AsyncIterator[Pacer[str]]:
    pacer = Pacer(wall.write, lambda: wall.pause)
    yield pacer
    await pacer.close()


async def test_the_first_state_is_written_at_once(wall: Wall, pacer: Pacer[str]):
    pacer.show("a")
    await wall.began.wait()

    assert wall.written == ["a"]


async def test_states_that_come_during_a_write_are_not_queued_up(wall: Wall, pacer: Pacer[str]):
    wall.open.clear()
    pacer.show("a")
    await wall.began.wait()
    for state in ("ab", "abc", "abcd"):
        pacer.show(state)
    wall.open.set()

    await pacer.finish("abcde")

    assert wall.written == ["a", "abcde"]


async def test_the_last_state_does_not_wait_for_the_pause(wall: Wall, pacer: Pacer[str]):
    wall.pause = 3600
    pacer.show("a")

    await asyncio.wait_for(pacer.finish("ab"), 5)

    assert wall.written == ["ab"]


async def test_a_pause_is_asked_for_again_when_it_is_over(wall: Wall):
    pauses = iter([0.0, 0.001, 0.001, 0.0])
    pacer = Pacer(wall.write, lambda: next(pauses))
    pacer.show("a")
    await wall.began.wait()
    wall.began.clear()
    pacer.show("ab")
    await wall.began.wait()
    await pacer.close()

    assert wall.written == ["a", "ab"]
    assert next(pauses, None) is None


async def test_what_a_write_raised_is_known_and_raised_at_the_end(wall: Wall, pacer: Pacer[str]):
    wall.error = ValueError("gone")
    pacer.show("a")
    await wall.began.wait()
    await asyncio.sleep(0)

    assert pacer.failure is wall.error
    with pytest.raises(ValueError, match="gone"):
        await pacer.finish("ab")


async def test_closing_ends_a_write_that_hangs(wall: Wall, pacer: Pacer[str]):
    wall.open.clear()
    pacer.show("a")
    await wall.began.wait()

    await asyncio.wait_for(pacer.close(), 5)

    assert wall.written == []


@given(st.lists(st.booleans(), max_size=30))
def test_whatever_the_timing_states_come_in_order_and_the_last_one_stands(steps: list[bool]):
    async def run() -> list[str]:
        wall = Wall()
        pacer = Pacer(wall.write, lambda: 0.0)
        for number, yields in enumerate(steps):
            pacer.show(f"{number:03}")
            if yields:
                await asyncio.sleep(0)
        await pacer.finish("end")
        await pacer.close()
        return wall.written

    written = asyncio.run(run())

    assert written[-1] == "end"
    assert written == sorted(set(written))

"""Marks of what was seen: cheap to move, written a little later, many at once."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

import pytest

from bot.errors import StoreFull
from bot.marks import Marks
from bot.messages import Place

HERE = Place("chat", "s", "c")
THREAD = replace(HERE, thread="t")
ELSEWHERE = Place("other", "s", "c")


@dataclass
class FakeSeen:
    """Keeps marks, unless it is full; `written` tells of every attempt."""

    kept: dict[Place, str] = field(default_factory=dict)
    puts: list[dict[Place, str]] = field(default_factory=list)
    full: bool = False
    written: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    async def put(self, marks: Mapping[Place, str]) -> None:
        self.puts.append(dict(marks))
        self.written.set()
        await self.open.wait()
        if self.full:
            raise StoreFull("disk")
        self.kept |= marks

    async def of(self, platform: str) -> dict[Place, str]:
        return {place: mark for place, mark in self.kept.items() if place.platform == platform}


@pytest.fixture(name="seen")
def _seen() -> FakeSeen:
    return FakeSeen()


@pytest.fixture(name="marks")
async def _marks(seen: FakeSeen) -> AsyncIterator[Marks]:
    marks = Marks(seen, seconds=0.01)
    yield marks
    await marks.close()


async def test_many_marks_are_written_together(seen, marks):
    for number in range(1_000):
        marks.move(HERE, str(number))
        marks.move(THREAD, str(number))
    assert seen.puts == []

    await seen.written.wait()

    assert seen.puts == [{HERE: "999", THREAD: "999"}]


async def test_a_mark_never_moves_back(seen, marks):
    for mark in ("99", "100", "98", "9"):
        marks.move(HERE, mark)

    assert await marks.of("chat") == {HERE: "100"}
    await seen.written.wait()
    seen.kept[HERE] = "200"
    marks.move(HERE, "150")
    assert await marks.of("chat") == {HERE: "200"}


async def test_what_is_not_written_yet_is_known_all_the_same(seen, marks):
    seen.kept = {HERE: "1", ELSEWHERE: "5"}
    marks.move(THREAD, "7")
    assert await marks.of("chat") == {HERE: "1", THREAD: "7"}

    seen.open.clear()
    await seen.written.wait()
    assert await marks.of("chat") == {HERE: "1", THREAD: "7"}
    seen.open.set()


async def test_closing_writes_what_is_left(seen):
    marks = Marks(seen, seconds=3_600)
    marks.move(HERE, "7")

    await marks.close()

    assert seen.kept == {HERE: "7"}


async def test_closing_in_the_middle_of_a_write_loses_nothing(seen):
    marks = Marks(seen, seconds=0)
    seen.open.clear()
    marks.move(HERE, "7")
    await seen.written.wait()
    closing = asyncio.create_task(marks.close())
    marks.move(THREAD, "8")
    await asyncio.sleep(0)
    seen.open.set()

    await closing

    assert seen.kept == {HERE: "7", THREAD: "8"}


async def test_what_cannot_be_written_is_tried_again(seen, marks, caplog):
    seen.full = True
    marks.move(HERE, "7")
    await seen.written.wait()
    marks.move(HERE, "8")
    seen.full = False
    seen.written.clear()

    await seen.written.wait()
    await marks.close()

    assert seen.kept == {HERE: "8"}
    assert "1 marks are not written yet" in caplog.text


async def test_closing_gives_up_when_nothing_can_be_written(seen):
    seen.full = True
    marks = Marks(seen, seconds=3_600)
    marks.move(HERE, "7")

    await marks.close()

    assert len(seen.puts) == 1


async def test_a_channel_that_is_gone_takes_the_marks_of_its_threads_with_it(seen, marks):
    for place in (HERE, THREAD, ELSEWHERE):
        marks.move(place, "7")

    marks.drop(THREAD)
    assert await marks.of("chat") == {HERE: "7"}
    marks.move(THREAD, "7")
    marks.drop(HERE)

    assert await marks.of("chat") == {}
    assert await marks.of("other") == {ELSEWHERE: "7"}

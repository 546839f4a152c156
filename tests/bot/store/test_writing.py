import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.errors import StoreError, StoreLocked
from bot.messages import Outcome
from bot.store import Store
from tests.bot.store.samples import PLACE, a_message, a_turn, kept


class Commits:
    """Counts the transactions that a store commits."""

    def __init__(self) -> None:
        self.count = 0

    async def watch(self, store: Store) -> None:
        def listen(connection: Connection) -> None:
            event.listen(connection.engine, "commit", self._counted)

        await store._database.write(listen)
        self.count = 0

    def _counted(self, _: Any) -> None:
        self.count += 1


async def blocked(store: Store, release: threading.Event) -> asyncio.Task[None]:
    """A write that goes on until it is released."""
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait(_: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        release.wait(10)

    task = asyncio.create_task(store._database.write(wait))
    await begun.wait()
    return task


async def test_what_arrives_together_is_committed_together(store: Store) -> None:
    commits = Commits()
    await commits.watch(store)

    await asyncio.gather(*(kept(store, a_turn(f"m{number}")) for number in range(100)))

    assert await store.turns.count(PLACE) == 100
    assert commits.count < 10


async def test_writes_are_made_in_the_order_of_asking(store: Store) -> None:
    ids = await asyncio.gather(*(kept(store, a_turn(f"m{number}")) for number in range(50)))

    assert ids == sorted(ids)


async def test_more_writes_than_may_wait_are_all_made(store: Store) -> None:
    await asyncio.gather(*(store.taken.take(a_message(f"m{number}")) for number in range(2_500)))

    taken = await store._database.read(
        lambda connection: connection.scalar(text("SELECT count(*) FROM taken"))
    )
    assert taken == 2_500


async def test_the_caller_of_a_failing_write_alone_gets_its_error(store: Store) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO overrides VALUES ('s', 'half', '1')"))
        raise KeyError("mine")

    results = await asyncio.gather(
        kept(store, a_turn("m1")),
        store._database.write(fail),
        kept(store, a_turn("m2")),
        store._database.write(lambda connection: connection.execute(text("SELECT * FROM nothing"))),
        kept(store, a_turn("m3")),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [list, KeyError, list, StoreError, list]
    assert await store.turns.count(PLACE) == 3
    assert await store.overrides.load("s") == {}


async def test_a_write_cancelled_before_it_began_is_not_made(store: Store) -> None:
    release = threading.Event()
    first = await blocked(store, release)
    waiting = asyncio.create_task(kept(store, a_turn("m1")))
    await asyncio.sleep(0)

    waiting.cancel()
    release.set()
    await first
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await kept(store, a_turn("m2"))
    assert [turn.message_id for turn in await store.turns.newest(PLACE, 9)] == ["m2"]


async def test_a_write_cancelled_while_too_many_wait_is_not_made(store: Store) -> None:
    release = threading.Event()
    first = await blocked(store, release)
    waiting = [asyncio.create_task(kept(store, a_turn(f"m{n}"))) for n in range(1_005)]
    await asyncio.sleep(0)

    waiting[-1].cancel()
    release.set()
    await first
    with pytest.raises(asyncio.CancelledError):
        await waiting[-1]

    await asyncio.gather(*waiting[:-1])
    assert await store.turns.count(PLACE) == 1_004


async def test_the_writer_lives_on_when_not_even_taking_back_works(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Connection) -> None:
        raise KeyError

    def listen(connection: Connection) -> None:
        event.listen(connection.engine, "rollback", fail, once=True)

    await store._database.write(listen)

    with pytest.raises(KeyError):
        await store._database.write(fail)

    assert "1 writes could not be tried" in caplog.text
    assert await kept(store, a_turn())


async def test_a_write_cancelled_after_it_began_is_whole_or_not_there(store: Store) -> None:
    for number in range(30):
        task = asyncio.create_task(
            store.remember(
                a_turn(f"m{number}"),
                message_key=f"console/m{number}",
                outcome=Outcome.CANCELLED,
                spendings=[],
                screenings=[],
            )
        )
        for _ in range(number % 6):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    turns = await store.turns.newest(PLACE, 99)
    assert await store.turns.count(PLACE) == len(turns)
    assert await kept(store, a_turn("last"))


async def test_a_read_does_not_wait_for_a_write(file_url: str) -> None:
    store = await Store.open(file_url)
    await kept(store, a_turn("m1"))
    release = threading.Event()
    writing = await blocked(store, release)

    assert await store.turns.count(PLACE) == 1

    release.set()
    await writing
    await store.close()


async def test_many_reads_at_once_are_all_answered(store: Store) -> None:
    await kept(store, a_turn("m1"))

    counts = await asyncio.gather(*(store.turns.count(PLACE) for _ in range(100)))

    assert counts == [1] * 100


async def test_reads_that_are_cancelled_leave_nothing_behind(file_url: str) -> None:
    store = await Store.open(file_url)
    await kept(store, *(a_turn(f"m{number}") for number in range(50)))

    for number in range(40):
        task = asyncio.create_task(store.turns.newest(PLACE, 50))
        for _ in range(number % 10):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    assert len(await store.turns.newest(PLACE, 50)) == 50
    await store.close()


async def test_a_reader_cannot_write(file_url: str) -> None:
    store = await Store.open(file_url)

    with pytest.raises(StoreError):
        await store._database.read(lambda connection: connection.execute(text("DELETE FROM turns")))

    await store.close()


async def test_another_program_that_writes_is_waited_for_and_then_told(
    file: Path, file_url: str
) -> None:
    store = await Store.open(file_url, busy_seconds=0.2)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(
            *(kept(store, a_turn(f"m{number}")) for number in range(5)), return_exceptions=True
        )
        assert {type(result) for result in results} == {StoreLocked}
        assert await store.turns.count(PLACE) == 0
        other.execute("ROLLBACK")

    assert await kept(store, a_turn("m6"))
    await store.close()


async def test_the_turns_of_a_place_are_found_by_index_and_never_sorted(file_url: str) -> None:
    store = await Store.open(file_url)

    def plan(connection: Connection) -> str:
        rows = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM turns WHERE place = 'p' AND id < 9"
            " ORDER BY id DESC LIMIT 5"
        )
        return "; ".join(row[3] for row in rows)

    assert await store._database.read(plan) == (
        "SEARCH turns USING INDEX ix_turns_place_id (place=? AND id<?)"
    )
    await store.close()

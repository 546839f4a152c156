"""The one that writes: what arrives together is committed together."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.store.connection import Line

log = logging.getLogger(__name__)

T = TypeVar("T")
_Work = Callable[[Connection], Any]

_WAITING = 1_000
_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class _Job:
    work: _Work
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


class Writer:
    """Owns the connection that writes, and the task that hands it the waiting work.

    At most 1,000 pieces of work wait; who comes later waits to wait. One transaction holds up to
    200 of them. When one fails they are all taken back and done one by one, so that none is lost
    for the fault of another.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._queue: asyncio.Queue[_Job] = asyncio.Queue(_WAITING)
        self._waiting: set[asyncio.Future[Any]] = set()
        self._task = asyncio.create_task(self._serve(), name="store writer")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run the work in a transaction and give back its result or raise its error."""
        done: asyncio.Future[T | _Failed] = asyncio.get_running_loop().create_future()
        self._waiting.add(done)
        done.add_done_callback(self._waiting.discard)
        try:
            await self._queue.put(_Job(work, done))
        except asyncio.CancelledError:
            done.cancel()
            raise
        result = await done
        if isinstance(result, _Failed):
            raise result.error
        return result

    async def sweep(self) -> None:
        """Empty the write-ahead log, between two transactions."""
        await self._line.run(_checkpoint)

    async def close(self) -> None:
        """Finish the work that waits, and close the connection; no more may come."""
        while self._waiting:
            await asyncio.wait(self._waiting)
        self._task.cancel()
        await asyncio.wait([self._task])
        await self._line.close()

    async def _serve(self) -> None:
        while True:
            group = [await self._queue.get()]
            while len(group) < _TOGETHER and not self._queue.empty():
                group.append(self._queue.get_nowait())
            group = [job for job in group if not job.done.done()]
            if group:
                await self._settle(group)

    async def _settle(self, group: Sequence[_Job]) -> None:
        works = [job.work for job in group]
        try:
            results = await self._line.run(_together, works)
        except Exception as error:
            log.exception("%d writes could not be tried", len(works))
            results = [_Failed(error)] * len(works)
        for job, result in zip(group, results, strict=True):
            if not job.done.done():
                job.done.set_result(result)


def _checkpoint(connection: Connection) -> None:
    # Not through SQLAlchemy, which would begin a transaction first.
    connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    # Each statement that is kept compiled has the words with which it was first used.
    connection.engine.clear_compiled_cache()


def _together(connection: Connection, works: Sequence[_Work]) -> list[Any]:
    """The result of each piece of work, all of them in one transaction unless one fails."""
    try:
        transaction = connection.begin()
    except Exception as error:  # noqa: BLE001 - raised again where the work came from
        # Whoever keeps the database from us would let each of them wait anew.
        return [_Failed(error)] * len(works)
    try:
        results = [work(connection) for work in works]
        transaction.commit()
    except Exception as error:  # noqa: BLE001 - raised again where the work came from
        transaction.rollback()
        if len(works) == 1:
            return [_Failed(error)]
        return [result for work in works for result in _together(connection, [work])]
    return results

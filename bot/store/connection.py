"""Connections to SQLite: their pragmas, their threads, and whole pieces of work on a thread."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Connection, StaticPool, create_engine, event

T = TypeVar("T")
Connect = Callable[[], sqlite3.Connection]

_PRAGMAS = (
    "synchronous = NORMAL",
    "foreign_keys = ON",
    f"journal_size_limit = {16 * 2**20}",
    # What is deleted must not be found in the file any more.
    "secure_delete = ON",
)
_RETRY_SECONDS = 0.05
# How many rows aiosqlite fetches at a time when it iterates; we never let it.
_CHUNK = 64


class Worker(aiosqlite.Connection):
    """A connection with its thread, which never keeps the program from ending."""

    def __init__(self, connect: Connect) -> None:
        super().__init__(connect, _CHUNK)
        self._thread.daemon = True

    async def start(self) -> None:
        """Open the connection; its thread is gone when that fails."""
        try:
            await self
        except BaseException:
            await asyncio.to_thread(self._thread.join)
            raise

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run the work on the connection's own thread, in order of asking."""
        # aiosqlite leaves its own way of doing this unannotated.
        done: T = await self._execute(work, *arguments)  # type: ignore[no-untyped-call]
        return done

    def core(self) -> Connection:
        """SQLAlchemy's view of this connection, to be made and used on its thread only.

        Every transaction takes the right to write at once, so that none fails half-way for it.
        """
        engine = create_engine(
            "sqlite+pysqlite://",
            creator=lambda: self._conn,
            poolclass=StaticPool,
            # Errors go to the log; what people wrote must not.
            hide_parameters=True,
        )
        event.listen(engine, "begin", self._begin)
        return engine.connect()

    def _begin(self, _: Connection) -> None:
        if self._conn.in_transaction:
            # Taking back the one before has failed.
            self._conn.rollback()
        self._conn.execute("BEGIN IMMEDIATE")


class Line:
    """The connection that writes.

    Whole pieces of work are handed to its thread: handing over costs more than most statements do,
    and SQLAlchemy's own asyncio hands over three or four times for each statement.
    """

    def __init__(self, worker: Worker, connection: Connection) -> None:
        self._worker = worker
        self._connection = connection

    @classmethod
    async def open(cls, connect: Connect) -> "Line":
        """Open the connection."""
        worker = Worker(connect)
        await worker.start()
        try:
            return cls(worker, await worker.run(worker.core))
        except BaseException:
            await worker.close()
            raise

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Give the work the connection and these arguments, off the event loop."""
        return await self._worker.run(work, self._connection, *arguments)

    async def close(self) -> None:
        """Close the connection."""
        try:
            await self._worker.run(self._connection.close)
        finally:
            await self._worker.close()


def connector(
    target: str, options: Mapping[str, Any], *, busy_seconds: float, writes: bool
) -> Connect:
    """How to open a connection; `target` and `options` are those of `sqlite3.connect`."""
    settings = {
        **options,
        "timeout": busy_seconds,
        # Transactions begin and end where we say, also around changes of the schema.
        "isolation_level": None,
        # aiosqlite keeps a connection to its thread by itself; what is left over may be freed on
        # another.
        "check_same_thread": False,
    }
    return partial(_connect, target, settings, writes)


def _connect(target: str, settings: dict[str, Any], writes: bool) -> sqlite3.Connection:
    connection: sqlite3.Connection = sqlite3.connect(target, **settings)
    try:
        if writes:
            _write_ahead(connection, settings["timeout"])
        else:
            connection.execute("PRAGMA query_only = ON")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Turn on write-ahead logging; SQLite does not wait for others by itself here."""
    until = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return

"""A database: finding it, opening it, reading from it, writing to it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.errors import StoreError, StoreUnopenable
from bot.store import migrations
from bot.store.connection import Connect, Line, Worker, connector
from bot.store.faults import translated
from bot.store.writer import Writer

T = TypeVar("T")
Work = Callable[[Connection], T]
"""Something done with a connection. A write may be run again after it was taken back."""

_DRIVER = "sqlite+aiosqlite"
_READERS = 4


class Readers:
    """A few connections that only look, opened when they are first needed."""

    def __init__(self, connect: Connect) -> None:
        async def reader() -> Worker:
            worker = Worker(connect)
            await worker.start()
            return worker

        self._free = asyncio.Semaphore(_READERS)
        self._engine: AsyncEngine = create_async_engine(
            f"{_DRIVER}://",
            async_creator=reader,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=_READERS,
            max_overflow=0,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            hide_parameters=True,
        )

    async def run(self, work: Work[T]) -> T:
        """Run the work on the next connection that is free."""
        async with self._free, self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Wait for those at work, and close all."""
        for _ in range(_READERS):
            await self._free.acquire()
        await self._engine.dispose()


class Database:
    """One writer and a few readers; a database in memory has only the one connection.

    `location` says which database, without any password; `file` is None for one in memory.
    """

    def __init__(
        self, location: str, file: Path | None, writer: Writer, readers: Readers | None
    ) -> None:
        self.location = location
        self.file = file
        self._writer = writer
        self._readers = readers
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str, *, busy_seconds: float) -> "Database":
        """Open the database, made new or brought up to date where needed; raises `StoreError`."""
        address = _address(url)
        location = address.database or ":memory:"
        await _prepare(address, location)
        (target,), options = address.get_dialect()().create_connect_args(address)

        def connect(*, writes: bool) -> Connect:
            return connector(target, options, busy_seconds=busy_seconds, writes=writes)

        with translated(location):
            line = await Line.open(connect(writes=True))
            try:
                await line.run(migrations.bring_up_to_date, location)
                file = await line.run(_file)
            except BaseException:
                await line.close()
                raise
        readers = Readers(connect(writes=False)) if file else None
        return cls(location, file, Writer(line), readers)

    async def write(self, work: Work[T]) -> T:
        """Run the work in a transaction: all of it is kept, or nothing and the error comes out.

        Who is cancelled before the work began has not written; later it is kept all the same.
        """
        self._check_open()
        with translated(self.location):
            return await self._writer.run(work)

    async def read(self, work: Work[T]) -> T:
        """Run the work, which only looks, beside all other reads and writes."""
        if self._readers is None:
            return await self.write(work)
        self._check_open()
        with translated(self.location):
            return await self._readers.run(work)

    async def sweep(self) -> None:
        """Write what was deleted over in the files as well, the write-ahead log included."""
        self._check_open()
        with translated(self.location):
            await self._writer.sweep()

    async def close(self) -> None:
        """Finish what waits, and let go of the database, also when cancelled meanwhile."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="store closing")
        with translated(self.location):
            await asyncio.shield(self._closing)

    async def _close(self) -> None:
        try:
            if self._readers is not None:
                await self._readers.close()
        finally:
            await self._writer.close()

    def _check_open(self) -> None:
        if self._closing is not None:
            raise StoreError(self.location, "it is closed already")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        # What cannot be parsed may hold a password anywhere.
        raise StoreUnopenable("in store.url", "that is not the address of a database") from error
    if address.drivername not in {"sqlite", _DRIVER}:
        raise StoreUnopenable(address.get_backend_name(), "only SQLite is supported")
    return address.set(drivername=_DRIVER)


async def _prepare(address: URL, location: str) -> None:
    """Make the folder and a file that only its owner reads."""
    name = address.database or ":memory:"
    if name == ":memory:" or name.startswith("file:"):
        return
    try:
        await asyncio.to_thread(_make, Path(name))
    except FileExistsError as error:
        raise StoreUnopenable(location, "a file is where its folder should be") from error
    except OSError as error:
        raise StoreUnopenable(location, error.strerror or "") from error


def _make(file: Path) -> None:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)


def _file(connection: Connection) -> Path | None:
    """Where SQLite itself says that the database lies, with symbolic links followed.

    Raises the error of the database when it may be read but not written.
    """
    with connection.begin() as transaction:
        attached = connection.exec_driver_sql("PRAGMA database_list").all()
        # Taking the right to write fails nowhere; writing does.
        connection.exec_driver_sql("PRAGMA user_version = 0")
        transaction.rollback()
    name = next(file for _, name, file in attached if name == "main")
    return Path(name) if name else None

"""What goes wrong in a database, as the core says it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError

from bot.errors import StoreError, StoreFull, StoreLocked, StoreUnopenable

_KINDS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_FULL: (StoreFull, "no space left"),
    # The memory that connections share is a file too, and cannot grow.
    sqlite3.SQLITE_IOERR_SHMSIZE: (StoreFull, "no space left"),
    sqlite3.SQLITE_BUSY: (StoreLocked, "in use by another program"),
    sqlite3.SQLITE_LOCKED: (StoreLocked, "in use by another program"),
    sqlite3.SQLITE_PROTOCOL: (StoreLocked, "in use by another program"),
    sqlite3.SQLITE_CANTOPEN: (StoreUnopenable, "the file cannot be opened"),
    sqlite3.SQLITE_NOTADB: (StoreUnopenable, "the file is not a database"),
    sqlite3.SQLITE_CORRUPT: (StoreUnopenable, "the file is damaged"),
    sqlite3.SQLITE_READONLY: (StoreUnopenable, "the file may not be written"),
    sqlite3.SQLITE_PERM: (StoreUnopenable, "the file may not be used"),
    sqlite3.SQLITE_AUTH: (StoreUnopenable, "the file may not be used"),
}
# The low byte of a code says what, the rest only where.
_WHAT = 0xFF


@contextmanager
def translated(location: str) -> Iterator[None]:
    """Let errors of the database out as `StoreError`s about `location`; all others pass."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise fault(error, location) from error


def fault(error: Exception, location: str) -> Exception:
    """What the core calls this error. A value that no column takes stays what it was."""
    cause = error.orig if isinstance(error, StatementError) and error.orig else error
    if isinstance(error, StatementError) and not isinstance(error, DBAPIError):
        return cause if isinstance(cause, Exception) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None:
        return StoreError(location, type(cause).__name__)
    kind, detail = _KINDS.get(code) or _KINDS.get(code & _WHAT, (StoreError, ""))
    return kind(location, detail or str(getattr(cause, "sqlite_errorname", code)))

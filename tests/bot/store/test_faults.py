import sqlite3
import traceback

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import InvalidRequestError

from bot.errors import StoreError, StoreFull, StoreLocked, StoreUnopenable
from bot.store import Store
from bot.store.faults import fault, translated

NONSENSE = "INSERT INTO nothing VALUES (:text)"


def of_code(code: int, name: str = "SQLITE_X") -> sqlite3.Error:
    error = sqlite3.OperationalError("something with words of a message")
    error.sqlite_errorcode = code
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, StoreFull),
        (sqlite3.SQLITE_IOERR_SHMSIZE, StoreFull),
        (sqlite3.SQLITE_BUSY, StoreLocked),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreLocked),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, StoreLocked),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, StoreUnopenable),
        (sqlite3.SQLITE_NOTADB, StoreUnopenable),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreUnopenable),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreUnopenable),
        (sqlite3.SQLITE_IOERR_READ, StoreError),
    ],
)
def test_every_code_of_sqlite_has_its_error(code: int, kind: type[StoreError]) -> None:
    error = fault(of_code(code), "here.db")

    assert type(error) is kind
    assert isinstance(error, StoreError)
    assert error.location == "here.db"


def test_an_error_says_nothing_of_what_was_to_be_stored() -> None:
    assert "words" not in str(fault(of_code(sqlite3.SQLITE_ERROR, "SQLITE_ERROR"), "here.db"))


def test_an_error_that_sqlalchemy_wraps_is_found() -> None:
    with (
        pytest.raises(StoreError, match="SQLITE_ERROR"),
        translated("here.db"),
        create_engine("sqlite://").connect() as connection,
    ):
        connection.execute(text("SELECT * FROM nothing"))


async def test_what_people_wrote_is_not_in_the_trace_of_an_error(url: str) -> None:
    store = await Store.open(url)

    secret = {"text": "my-secret".replace("-", " ")}
    for run in (store._database.write, store._database.read):
        with pytest.raises(StoreError) as caught:
            await run(lambda connection: connection.execute(text(NONSENSE), secret))

        trace = "".join(traceback.format_exception(caught.value))
        assert "INSERT INTO nothing" in trace
        assert "my secret" not in trace
    await store.close()


def test_no_error_of_sqlalchemy_gets_out() -> None:
    with pytest.raises(StoreError, match="InvalidRequestError"), translated("here.db"):
        raise InvalidRequestError


def test_errors_of_ours_pass_as_they_are() -> None:
    with pytest.raises(KeyError), translated("here.db"):
        raise KeyError

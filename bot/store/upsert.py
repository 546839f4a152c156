"""Inserting where a row may be there already; each database has its own object for the same SQL."""

from functools import lru_cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

_Insert = sqlite.Insert | postgresql.Insert


def insert_new(connection: Connection, table: Table, row: dict[str, object]) -> bool:
    """Insert the row unless one with its key is there; whether it was inserted."""
    return connection.execute(_unless_there(connection.dialect.name, table), row).rowcount == 1


def insert_or_update(connection: Connection, table: Table, row: dict[str, object]) -> None:
    """Insert the row, or give the one with its key these values; `row` has all columns."""
    connection.execute(_or_update(connection.dialect.name, table), row)


@lru_cache
def _unless_there(dialect: str, table: Table) -> _Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@lru_cache
def _or_update(dialect: str, table: Table) -> _Insert:
    statement = _insert(dialect, table)
    rest = {column.name: column for column in statement.excluded if not column.primary_key}
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


def _insert(dialect: str, table: Table) -> _Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)

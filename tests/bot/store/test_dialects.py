"""What is sent to a database must mean the same on PostgreSQL, before that is delivered too."""

import pytest
from sqlalchemy import Dialect, Table, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.store.tables import metadata
from bot.store.upsert import insert_new, insert_or_update

DIALECTS: dict[str, Dialect] = {
    "sqlite": make_url("sqlite://").get_dialect()(),
    "postgresql": make_url("postgresql+asyncpg://").get_dialect()(),
}


class Recorder:
    """A connection that only writes down what it is asked."""

    def __init__(self, name: str) -> None:
        self.dialect = DIALECTS[name]
        self.asked: list[str] = []
        self.rowcount = 1

    def execute(self, statement: object, row: dict[str, object]) -> "Recorder":
        compiled = statement.compile(dialect=self.dialect, column_keys=list(row))  # type: ignore[attr-defined]  # it is one
        self.asked.append(" ".join(str(compiled).split()))
        return self


FAILED = (
    "CREATE INDEX ix_taken_failed ON taken (place, taken_at) "
    "WHERE outcome IS NOT NULL AND message IS NOT NULL"
)


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_every_table_and_index_can_be_made(name: str, table: Table) -> None:
    assert CreateTable(table).compile(dialect=DIALECTS[name])
    for index in table.indexes:
        assert CreateIndex(index).compile(dialect=DIALECTS[name])


def test_the_indices_of_what_was_taken_are_as_small_everywhere() -> None:
    indices = metadata.tables["taken"].indexes

    made = {str(CreateIndex(i).compile(dialect=d)) for i in indices for d in DIALECTS.values()}

    assert made == {
        "CREATE INDEX ix_taken_unanswered ON taken (platform, taken_at) WHERE outcome IS NULL",
        FAILED,
    }


@pytest.mark.parametrize("name", DIALECTS)
def test_rows_that_may_be_there_are_met_in_the_same_words(name: str) -> None:
    connection = Recorder(name)
    overrides = metadata.tables["overrides"]

    insert_new(connection, overrides, {"scope": "s", "name": "n", "value": 1})  # type: ignore[arg-type]  # all that is used
    insert_or_update(connection, overrides, {"scope": "s", "name": "n", "value": 1})  # type: ignore[arg-type]  # all that is used

    either, update = connection.asked
    assert either.endswith("ON CONFLICT DO NOTHING")
    assert update.endswith("ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value")


def test_moments_are_kept_with_their_offset_where_a_database_can() -> None:
    column = metadata.tables["turns"].c.asked_at

    assert str(column.type.compile(DIALECTS["postgresql"])) == "TIMESTAMP WITH TIME ZONE"

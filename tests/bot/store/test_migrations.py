import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from bot.store import Store, migrations
from bot.store.tables import metadata
from tests.bot.store.samples import PLACE, a_turn, kept

FOLDER = Path(migrations.__file__).parent
STEPS = sorted(file.stem.partition("_")[0] for file in (FOLDER / "versions").glob("*.py"))


@pytest.fixture(name="connection")
def _connection(file: Path) -> Iterator[Connection]:
    """A plain connection to the database of the test."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, metadata))


def upgraded(connection: Connection, step: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, step)


def test_the_steps_are_numbered_and_in_one_line() -> None:
    scripts = ScriptDirectory(str(FOLDER))

    line = [step.revision for step in scripts.walk_revisions()]

    assert line[::-1] == STEPS == [f"{number:04}" for number in range(1, len(STEPS) + 1)]
    assert migrations.newest() == scripts.get_current_head()


async def test_a_blank_database_gets_the_tables_of_today(file: Path, file_url: str) -> None:
    await (await Store.open(file_url)).close()

    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


@pytest.mark.parametrize("step", STEPS)
async def test_a_database_made_by_any_step_is_brought_up_to_date(
    file: Path, file_url: str, step: str
) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        upgraded(connection, step)

    store = await Store.open(file_url)
    await kept(store, a_turn())
    assert await store.turns.count(PLACE) == 1
    await store.close()

    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


async def test_what_the_first_step_kept_is_still_there_today(file: Path, file_url: str) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        upgraded(connection, STEPS[0])
        connection.exec_driver_sql(
            "INSERT INTO turns VALUES (7, 'console/local/terminal', 'console', 'local', 'terminal',"
            " NULL, 'm1', 'p1', 'Dana', 'What is my dog called?', 'Rex.', 6, 2, 'answered',"
            " 'gpt-x', '2026-03-01 12:00:00.123456', '2026-03-01 12:00:00.123456')"
        )
    engine.dispose()

    store = await Store.open(file_url)
    (turn,) = await store.turns.newest(PLACE, 5)
    await store.close()

    assert turn == a_turn(id=7)


def test_the_comparison_sees_a_table_that_is_missing(connection: Connection) -> None:
    upgraded(connection, "head")
    connection.exec_driver_sql("DROP INDEX ix_turns_place_id")

    assert len(differences(connection)) == 1


async def test_a_step_that_fails_leaves_the_database_as_it_was(file: Path, file_url: str) -> None:
    with closing(sqlite3.connect(file)) as other:
        # Passes for ours, but is in the way of a table of the first step.
        other.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        other.execute("CREATE TABLE spendings (a)")
        other.commit()

        with pytest.raises(Exception, match="SQLITE_ERROR"):
            await Store.open(file_url)

        tables = other.execute("SELECT name FROM sqlite_master ORDER BY 1").fetchall()
    assert tables == [("alembic_version",), ("spendings",)]

"""The steps that made the schema what it is: append-only, numbered, never changed once released.

To add one, write `versions/NNNN_what_it_does.py` with the next number as its `revision` and the one
before as its `down_revision`, and change `bot/store/tables.py` to match; a test compares the two.
A step names its tables and types in full and imports nothing of ours, so that it stays what it was.
"""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from bot.errors import StoreTooNew, StoreUnopenable

_FOLDER = Path(__file__).parent
# Alembic's own table. Importing Alembic takes longer than all the rest of opening a database.
_version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


def newest() -> str:
    """The number of the last step."""
    return max(file.name.partition("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*.py"))


def bring_up_to_date(connection: Connection, location: str) -> None:
    """Take the steps that are missing, all of them or none.

    Raises `StoreTooNew` when a step was taken that is unknown here, and `StoreUnopenable` when the
    database belongs to another program.
    """
    with connection.begin():
        version = _standing(connection, location)
    if version != newest():
        _upgrade(connection, location)


def _standing(connection: Connection, location: str) -> str | None:
    """The number of the last step taken, None for an empty database."""
    tables = inspect(connection).get_table_names()
    if _version.name in tables:
        return connection.execute(select(_version.c.version_num)).scalar()
    if tables:
        raise StoreUnopenable(location, "the file is the database of another program")
    return None


def _upgrade(connection: Connection, location: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    with connection.begin():
        # Another process may have been here since.
        version = _standing(connection, location)
        if version is not None and version not in known:
            raise StoreTooNew(location, f"it is at step {version}, this program knows {newest()}")
        command.upgrade(config, "head")

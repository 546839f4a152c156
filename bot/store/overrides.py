"""What servers and channels set otherwise than the operator, and who changed it when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from bot.store.columns import JSON
from bot.store.engine import Database
from bot.store.tables import changes, overrides
from bot.store.upsert import insert_or_update


@dataclass(frozen=True, slots=True)
class Changed:
    """One change. `old` and `new` are None where there was, or is, no override."""

    name: str
    old: JSON
    new: JSON
    by: str
    at: datetime


class Overrides:
    """Overrides by scope (the key of a server or of a place) and name of the setting."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, scope: str) -> dict[str, JSON]:
        """All overrides of the scope."""
        statement = select(overrides.c.name, overrides.c.value).where(overrides.c.scope == scope)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return {row.name: row.value for row in rows}

    async def within(self, server: str) -> dict[str, dict[str, JSON]]:
        """All overrides of a server and of its channels, by scope."""
        inside = overrides.c.scope.startswith(f"{server}/", autoescape=True)
        statement = (
            select(overrides)
            .where((overrides.c.scope == server) | inside)
            .order_by(overrides.c.name)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        found: dict[str, dict[str, JSON]] = {}
        for row in rows:
            found.setdefault(row.scope, {})[row.name] = row.value
        return found

    async def set(self, scope: str, name: str, value: JSON, by: str) -> Changed:
        """Override the setting in the scope, and log the change."""

        def write(connection: Connection) -> Changed:
            return _set(connection, scope, name, value, by, datetime.now(UTC))

        return await self._database.write(write)

    async def reset(self, scope: str, name: str, by: str) -> Changed | None:
        """Take the override back and log that; None when there was none."""

        def write(connection: Connection) -> Changed | None:
            return _reset(connection, scope, name, by, datetime.now(UTC))

        return await self._database.write(write)

    async def write(
        self,
        values: Mapping[tuple[str, str], JSON],
        gone: Collection[tuple[str, str]],
        by: str,
    ) -> None:
        """Set and take back overrides, by scope and name, all at the same time or not at all."""
        now = datetime.now(UTC)

        def write(connection: Connection) -> None:
            for (scope, name), value in values.items():
                _set(connection, scope, name, value, by, now)
            for scope, name in gone:
                _reset(connection, scope, name, by, now)

        await self._database.write(write)

    async def newest(self) -> int:
        """The number of the last change of all, 0 before the first."""
        statement = select(func.coalesce(func.max(changes.c.id), 0))
        found: int = await self._database.read(
            lambda connection: connection.execute(statement).scalar_one()
        )
        return found

    async def clear(self, scope: str) -> None:
        """Delete the overrides of a scope that is gone; the log of changes stays."""
        statement = delete(overrides).where(overrides.c.scope == scope)
        await self._database.write(lambda connection: connection.execute(statement))

    async def history(self, scope: str, *, limit: int = 100) -> list[Changed]:
        """The last changes in the scope, oldest first."""
        statement = (
            select(changes.c.name, changes.c.old, changes.c.new, changes.c.by, changes.c.at)
            .where(changes.c.scope == scope)
            .order_by(changes.c.id.desc())
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [Changed(*row) for row in reversed(rows)]


def _set(
    connection: Connection, scope: str, name: str, value: JSON, by: str, at: datetime
) -> Changed:
    changed = Changed(name, _value(connection, scope, name), value, by, at)
    row: dict[str, object] = {"scope": scope, "name": name, "value": value}
    insert_or_update(connection, overrides, row)
    _log(connection, scope, changed)
    return changed


def _reset(connection: Connection, scope: str, name: str, by: str, at: datetime) -> Changed | None:
    changed = Changed(name, _value(connection, scope, name), None, by, at)
    if not connection.execute(delete(overrides).where(_of(scope, name))).rowcount:
        return None
    _log(connection, scope, changed)
    return changed


def _of(scope: str, name: str) -> ColumnElement[bool]:
    return (overrides.c.scope == scope) & (overrides.c.name == name)


def _value(connection: Connection, scope: str, name: str) -> JSON:
    value: JSON = connection.scalar(select(overrides.c.value).where(_of(scope, name)))
    return value


def _log(connection: Connection, scope: str, changed: Changed) -> None:
    row = {
        "scope": scope,
        "name": changed.name,
        "old": changed.old,
        "new": changed.new,
        "by": changed.by,
        "at": changed.at,
    }
    connection.execute(insert(changes), row)

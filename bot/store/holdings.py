"""All that is kept of a person or of a server, to be handed out to them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from bot.store.engine import Database
from bot.store.privacy import begins, in_server, under
from bot.store.tables import (
    changes,
    feedback,
    flags,
    glossary,
    links,
    optouts,
    overrides,
    personas,
    screenings,
    spendings,
    summaries,
    turns,
)

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows as JSON values, by the table that they stand in."""

_MOST_ROWS = 100_000


class Holdings:
    """Everything that is kept, by whom it is about; of each kind at most 100,000 rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, platform: str, person: str) -> Rows:
        """All that is kept of a person on a platform, to be handed to them."""
        prefix = f"{platform}/"
        conditions: dict[Table, ColumnElement[bool]] = {
            turns: and_(turns.c.platform == platform, turns.c.person_id == person),
            feedback: feedback.c.person == person,
            screenings: and_(
                begins(screenings, "server", prefix), screenings.c.person_id == person
            ),
            flags: and_(begins(flags, "server", prefix), flags.c.person_id == person),
            spendings: and_(begins(spendings, "server", prefix), spendings.c.person == person),
            changes: and_(begins(changes, "scope", prefix), changes.c.by == person),
            glossary: and_(begins(glossary, "server", prefix), glossary.c.by == person),
            personas: and_(begins(personas, "server", prefix), personas.c.by == person),
            optouts: and_(begins(optouts, "server", prefix), optouts.c.person == person),
        }
        return await self._rows(conditions)

    async def of_server(self, server: str) -> Rows:
        """All that is kept of a server, to be handed to those who manage it."""
        conditions: dict[Table, ColumnElement[bool]] = {
            table: table.c.server == server
            for table in (screenings, flags, glossary, links, personas, optouts, spendings)
        }
        conditions[turns] = in_server(turns, server)
        conditions[summaries] = under(summaries, "place", server)
        conditions[overrides] = under(overrides, "scope", server)
        conditions[changes] = under(changes, "scope", server)
        return await self._rows(conditions)

    async def _rows(self, conditions: Mapping[Table, ColumnElement[bool]]) -> Rows:
        def read(connection: Connection) -> dict[str, list[dict[str, Any]]]:
            found: dict[str, list[dict[str, Any]]] = {}
            for table, condition in conditions.items():
                statement = select(table).where(condition).limit(_MOST_ROWS)
                rows = connection.execute(statement).mappings()
                found[table.name] = [_plain(row) for row in rows]
            return found

        return await self._database.read(read)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }

"""All that is kept of a person or of a server, to be handed out to them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, not_, or_, select

from bot.store.engine import Database
from bot.store.privacy import begins, in_reach, in_server, of_reach, under
from bot.store.tables import (
    changes,
    feedback,
    flags,
    glossary,
    installations,
    links,
    optouts,
    overrides,
    personas,
    screenings,
    seen,
    servers,
    spendings,
    summaries,
    turns,
)

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows as JSON values, by the table that they stand in."""

_MOST_ROWS = 100_000
# How the ids begin of those who use the command line of the program.
_OPERATOR = "operator:"
_INNER = frozenset({"decided_by", "desk_place", "desk_message_id"})


class Holdings:
    """Everything that is kept, by whom it is about; of each kind at most 100,000 rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, within: str, person: str) -> Rows:
        """All that is kept of a person, to be handed to them; see `bot.channels.far`.

        What a server keeps to itself is left out: its lists of words, and who decided what.
        """
        conditions: dict[Table, ColumnElement[bool]] = {
            turns: and_(in_reach(turns, within), turns.c.person_id == person),
            feedback: of_reach(feedback.c.person == person, within),
            **{
                table: and_(under(table, column, within), table.c[who] == person)
                for table, column, who in (
                    (screenings, "server", "person_id"),
                    (flags, "server", "person_id"),
                    (spendings, "server", "person"),
                    (changes, "scope", "by"),
                    (glossary, "server", "by"),
                    (personas, "server", "by"),
                    (optouts, "server", "person"),
                )
            },
        }
        rows = await self._rows(conditions)
        return {table: [*map(_own, found)] for table, found in rows.items()}

    async def of_server(self, server: str) -> Rows:
        """All that is kept of a server, to be handed to those who manage it."""
        return await self._rows(_of_server(server))

    async def knows(self, server: str) -> bool:
        """Whether anything is kept of a server, if only that the bot was or is installed there.

        That the operator said something there from the command line does not count.
        """
        platform, _, name = server.partition("/")
        conditions = {
            **_of_server(server),
            screenings: and_(
                screenings.c.server == server, not_(begins(screenings, "person_id", _OPERATOR))
            ),
            seen: seen.c.server == server,
            servers: servers.c.server == server,
            installations: and_(
                installations.c.platform == platform,
                or_(installations.c.team == name, installations.c.enterprise == name),
            ),
        }

        def read(connection: Connection) -> bool:
            return any(
                connection.scalar(select(exists().select_from(table).where(condition)))
                for table, condition in conditions.items()
            )

        return await self._database.read(read)

    async def _rows(self, conditions: Mapping[Table, ColumnElement[bool]]) -> Rows:
        def read(connection: Connection) -> dict[str, list[dict[str, Any]]]:
            found: dict[str, list[dict[str, Any]]] = {}
            for table, condition in conditions.items():
                statement = select(table).where(condition).limit(_MOST_ROWS)
                rows = connection.execute(statement).mappings()
                found[table.name] = [_plain(row) for row in rows]
            return found

        return await self._database.read(read)


def _of_server(server: str) -> dict[Table, ColumnElement[bool]]:
    return {
        **{
            table: table.c.server == server
            for table in (screenings, flags, glossary, links, personas, optouts, spendings)
        },
        turns: in_server(turns, server),
        summaries: under(summaries, "place", server),
        overrides: under(overrides, "scope", server),
        changes: under(changes, "scope", server),
    }


def _own(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row about a person as that person may read it."""
    shown = {name: value for name, value in row.items() if name not in _INNER}
    if isinstance(verdict := shown.get("verdict"), Mapping):
        shown["verdict"] = {**verdict, "rule": None}
    return shown


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }

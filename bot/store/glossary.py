"""Glossaries: how a server wants terms translated, and pairs of texts as examples."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select

from bot.store.engine import Database
from bot.store.tables import glossary
from bot.translating.glossary import Entry

_columns = (
    glossary.c.kind,
    glossary.c.source,
    glossary.c.target,
    glossary.c.term,
    glossary.c.translation,
    glossary.c.id,
)


class Glossaries:
    """The glossaries of all servers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def entries(self, server: str, *, target: str | None = None) -> tuple[Entry, ...]:
        """The entries of a server, in the order in which they came; `target` is a language's code.

        Those for `pt` are also among the ones for `pt-BR`.
        """
        statement = select(*_columns).where(glossary.c.server == server).order_by(glossary.c.id)
        if target is not None:
            statement = statement.where(glossary.c.target.in_({target, target.split("-")[0]}))
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return tuple(Entry(*row) for row in rows)

    async def count(self, server: str) -> int:
        """How many entries a server has."""
        statement = select(func.count()).select_from(glossary).where(glossary.c.server == server)
        return await self._database.read(
            lambda connection: connection.execute(statement).scalar_one()
        )

    async def put(self, server: str, entries: Sequence[Entry], *, by: str) -> None:
        """Keep entries, all or none; one with the same term and languages gives way."""
        now = datetime.now(UTC)
        rows = [
            {
                "server": server,
                "kind": entry.kind,
                "source": entry.source,
                "target": entry.target,
                "term": entry.term,
                "translation": entry.translation,
                "by": by,
                "at": now,
            }
            for entry in entries
        ]

        def write(connection: Connection) -> None:
            for entry in entries:
                connection.execute(delete(glossary).where(*_same(server, entry)))
            if rows:
                connection.execute(insert(glossary), rows)

        await self._database.write(write)

    async def remove(self, server: str, term: str, *, target: str | None = None) -> int:
        """Forget a term, or the example with that text; how many entries that were."""
        conditions = [glossary.c.server == server, _is_term(term)]
        if target is not None:
            conditions.append(glossary.c.target == target)
        statement = delete(glossary).where(*conditions)
        return await self._database.write(lambda connection: connection.execute(statement).rowcount)

    async def clear(self, server: str) -> None:
        """Forget the glossary of a server that is gone."""
        statement = delete(glossary).where(glossary.c.server == server)
        await self._database.write(lambda connection: connection.execute(statement))


def _is_term(term: str) -> ColumnElement[bool]:
    # SQLite lowers ASCII only, so that other letters must be typed as they are.
    return or_(glossary.c.term == term, func.lower(glossary.c.term) == term.lower())


def _same(server: str, entry: Entry) -> tuple[ColumnElement[bool], ...]:
    return (
        glossary.c.server == server,
        glossary.c.kind == entry.kind,
        glossary.c.source == entry.source,
        glossary.c.target == entry.target,
        glossary.c.term == entry.term,
    )

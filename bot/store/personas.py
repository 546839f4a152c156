"""The personas that servers wrote for themselves, with every version of each."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from bot.store.engine import Database
from bot.store.tables import personas


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a persona. `prompt` is None where it was removed."""

    name: str
    number: int
    description: str
    prompt: str | None
    by: str
    at: datetime


class Personas:
    """Personas by server and name; nothing that was written is lost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(
        self, server: str, name: str, *, description: str, prompt: str | None, by: str
    ) -> int:
        """Write a new version, and return its number; without a prompt the persona is removed."""

        def write(connection: Connection) -> int:
            newest = select(func.coalesce(func.max(personas.c.version), 0)).where(
                personas.c.server == server, personas.c.name == name
            )
            number: int = connection.execute(newest).scalar_one() + 1
            row = {
                "server": server,
                "name": name,
                "version": number,
                "description": description,
                "prompt": prompt,
                "by": by,
                "at": datetime.now(UTC),
            }
            connection.execute(insert(personas).values(row))
            return number

        return await self._database.write(write)

    async def newest(self, server: str, name: str) -> Version | None:
        """The persona as it is now; None where there is none, or it was removed."""
        versions = await self.versions(server, name)
        return versions[-1] if versions and versions[-1].prompt is not None else None

    async def all(self, server: str) -> list[Version]:
        """The personas that a server has now, by name."""
        statement = select(*_columns).where(personas.c.server == server).order_by(*_order)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        newest = {row.name: Version(*row) for row in rows}
        return [version for version in newest.values() if version.prompt is not None]

    async def versions(self, server: str, name: str) -> list[Version]:
        """Every version of one persona, oldest first."""
        statement = (
            select(*_columns)
            .where(personas.c.server == server, personas.c.name == name)
            .order_by(*_order)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [Version(*row) for row in rows]


_columns = (
    personas.c.name,
    personas.c.version,
    personas.c.description,
    personas.c.prompt,
    personas.c.by,
    personas.c.at,
)
_order = (personas.c.name, personas.c.version)

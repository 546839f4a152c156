"""People who do not want to be remembered, server by server."""

from datetime import UTC, datetime

from sqlalchemy import delete, select

from bot.store.engine import Database
from bot.store.tables import optouts
from bot.store.upsert import insert_new


class OptOuts:
    """Who opted out where."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, server: str) -> frozenset[str]:
        """The ids of the people who opted out on a server."""
        statement = select(optouts.c.person).where(optouts.c.server == server)
        rows = await self._database.read(lambda connection: connection.scalars(statement).all())
        return frozenset(rows)

    async def add(self, server: str, person: str) -> bool:
        """Write down that the person opted out; False when they had before."""
        row: dict[str, object] = {"server": server, "person": person, "at": datetime.now(UTC)}
        return await self._database.write(lambda connection: insert_new(connection, optouts, row))

    async def remove(self, server: str, person: str) -> bool:
        """Write down that the person is back; False when they had not opted out."""
        statement = delete(optouts).where(optouts.c.server == server, optouts.c.person == person)
        return await self._database.write(
            lambda connection: connection.execute(statement).rowcount > 0
        )

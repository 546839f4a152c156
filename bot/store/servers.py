"""Servers that the bot has left: what is kept of them goes when their time is over."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select

from bot.store.engine import Database
from bot.store.tables import servers
from bot.store.upsert import insert_new


class Servers:
    """When the bot left which server, by the server's key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def left(self, server_key: str) -> bool:
        """Write down that the bot is not there any more; the first time counts."""
        row: dict[str, object] = {"server": server_key, "left_at": datetime.now(UTC)}
        return await self._database.write(lambda connection: insert_new(connection, servers, row))

    async def back(self, server_key: str) -> bool:
        """Write down that the bot is there again; whether it had left."""
        statement = delete(servers).where(servers.c.server == server_key)
        return await self._database.write(
            lambda connection: connection.execute(statement).rowcount > 0
        )

    async def gone(self, *, before: datetime) -> dict[str, datetime]:
        """The servers that were left before a moment, and when."""
        statement = select(servers.c.server, servers.c.left_at).where(servers.c.left_at < before)

        def read(connection: Connection) -> dict[str, datetime]:
            return {row.server: row.left_at for row in connection.execute(statement)}

        return await self._database.read(read)

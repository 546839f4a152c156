"""Small things that a platform wants to know again after a restart, each under a name."""

from sqlalchemy import select

from bot.store.engine import Database
from bot.store.tables import notes
from bot.store.upsert import insert_or_update


class Notes:
    """Texts by name; whoever keeps them begins the names with that of the platform."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> str | None:
        """What was kept under the name, None where nothing was."""
        statement = select(notes.c.value).where(notes.c.name == name)
        return await self._database.read(lambda connection: connection.scalar(statement))

    async def set(self, name: str, value: str) -> None:
        """Keep the text in the place of what was there."""
        row: dict[str, object] = {"name": name, "value": value}
        await self._database.write(lambda connection: insert_or_update(connection, notes, row))

"""The newest message that was seen in each place: from where a history is read after an absence."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from bot.messages import Place
from bot.store.engine import Database
from bot.store.tables import seen


class Seen:
    """One mark for each place; it only ever moves forward, whoever writes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, marks: Mapping[Place, str]) -> None:
        """Move the marks of places to these messages, where they are newer."""
        rows = [
            {
                "place": place.key,
                "platform": place.platform,
                "server": place.server,
                "channel": place.channel,
                "thread": place.thread,
                "newest": newest,
            }
            for place, newest in marks.items()
        ]

        def write(connection: Connection) -> None:
            connection.execute(_forward(connection.dialect.name), rows)

        if rows:
            await self._database.write(write)

    async def of(self, platform: str) -> dict[Place, str]:
        """The marks of a platform's places."""
        statement = select(
            seen.c.platform, seen.c.server, seen.c.channel, seen.c.thread, seen.c.newest
        ).where(seen.c.platform == platform)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return {Place(*row[:4]): row.newest for row in rows}


def age(message_id: str) -> tuple[int, str]:
    """By what ids are compared: platforms count them up, so that a longer one is newer."""
    return len(message_id), message_id


def _forward(dialect: str) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert(seen) if dialect == "postgresql" else sqlite.insert(seen)
    new, old = insert.excluded.newest, seen.c.newest
    return insert.on_conflict_do_update(
        index_elements=[seen.c.place],
        set_={"newest": new},
        where=tuple_(func.length(new), new) > tuple_(func.length(old), old),
    )

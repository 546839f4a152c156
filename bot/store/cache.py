"""What was worked out once and may be wanted again: by server, bounded in number and in age."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from bot.store.columns import JSON
from bot.store.engine import Database
from bot.store.tables import cache
from bot.store.upsert import insert_or_update

MOST = 2_000
DAYS = 30

# How many are put between two looks at the bounds.
_EVERY = 50


class Cache:
    """Values by server and key. A server has about 2,000 at most, each for 30 days at most."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._put = 0

    async def get(self, server: str, key: str) -> JSON:
        """What was put under the key, None where nothing was or it is too old."""
        statement = select(cache.c.value).where(
            cache.c.server == server,
            cache.c.key == key,
            cache.c.at >= datetime.now(UTC) - timedelta(days=DAYS),
        )
        value: JSON = await self._database.read(lambda connection: connection.scalar(statement))
        return value

    async def put(self, server: str, key: str, value: JSON) -> None:
        """Keep a value, and now and then let go of what is old or too much."""
        now = datetime.now(UTC)
        row: dict[str, object] = {"server": server, "key": key, "value": value, "at": now}
        self._put += 1
        prunes = self._put % _EVERY == 0

        def write(connection: Connection) -> None:
            insert_or_update(connection, cache, row)
            if prunes:
                _prune(connection, server, now)

        await self._database.write(write)

    async def prune(self, now: datetime) -> None:
        """Let go of all that is too old at that moment."""
        statement = delete(cache).where(cache.c.at < now - timedelta(days=DAYS))
        await self._database.write(lambda connection: connection.execute(statement))

    async def clear(self, server: str) -> None:
        """Let go of all of a server."""
        statement = delete(cache).where(cache.c.server == server)
        await self._database.write(lambda connection: connection.execute(statement))


def _prune(connection: Connection, server: str, now: datetime) -> None:
    connection.execute(delete(cache).where(cache.c.at < now - timedelta(days=DAYS)))
    count = connection.scalar(
        select(func.count()).select_from(cache).where(cache.c.server == server)
    )
    if count and count > MOST:
        newest = (
            select(cache.c.key)
            .where(cache.c.server == server)
            .order_by(cache.c.at.desc())
            .limit(MOST)
        )
        kept = cache.c.key.in_(newest.scalar_subquery())
        connection.execute(delete(cache).where(cache.c.server == server, ~kept))

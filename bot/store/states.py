"""Words that were given to a browser on its way to another site, and are taken back once."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, select

from bot.store.engine import Database
from bot.store.tables import oauth_states

_MOST = 10_000


class States:
    """The states of installations under way, each for one use and for a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, state: str, *, expires_at: datetime) -> bool:
        """Keep a state; False when too many are under way. Those that have expired go."""

        def write(connection: Connection) -> bool:
            old = oauth_states.c.expires_at <= datetime.now(UTC)
            connection.execute(delete(oauth_states).where(old))
            count = connection.scalar(select(func.count()).select_from(oauth_states)) or 0
            if count >= _MOST:
                return False
            connection.execute(oauth_states.insert(), {"state": state, "expires_at": expires_at})
            return True

        return await self._database.write(write)

    async def take(self, state: str) -> bool:
        """Use a state up; whether it was there and still serves."""

        def write(connection: Connection) -> bool:
            here = oauth_states.c.state == state
            expires_at = connection.scalar(select(oauth_states.c.expires_at).where(here))
            connection.execute(delete(oauth_states).where(here))
            return expires_at is not None and expires_at > datetime.now(UTC)

        return await self._database.write(write)

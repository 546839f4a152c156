"""Where the bot is installed on a platform, each with what it needs there, sealed by its owner."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Delete, and_, delete, or_, select, update

from bot.store.engine import Database
from bot.store.tables import installations


@dataclass(frozen=True, slots=True)
class Installed:
    """An installation in a team, or with `team` "" in a whole enterprise; "" is none of these."""

    id: int
    enterprise: str
    team: str
    sealed: str
    at: datetime


_columns = (
    installations.c.id,
    installations.c.enterprise,
    installations.c.team,
    installations.c.sealed,
    installations.c.at,
)


class Installations:
    """One row for each team or enterprise; what is in `sealed` is never looked at here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, platform: str, *, enterprise: str, team: str, sealed: str) -> None:
        """Keep an installation in the place of the one that was there."""
        row = {"platform": platform, "enterprise": enterprise, "team": team, "person": ""}
        row |= {"sealed": sealed}

        def write(connection: Connection) -> None:
            connection.execute(_delete(platform, enterprise, team))
            connection.execute(installations.insert(), {**row, "at": datetime.now(UTC)})

        await self._database.write(write)

    async def find(self, platform: str, *, enterprise: str, team: str) -> Installed | None:
        """The one that serves a team: its own, else that of its enterprise."""
        own = and_(installations.c.team == team, installations.c.team != "")
        whole = and_(
            installations.c.team == "",
            installations.c.enterprise == enterprise,
            installations.c.enterprise != "",
        )
        statement = (
            select(*_columns)
            .where(installations.c.platform == platform, or_(own, whole))
            .order_by(installations.c.team.desc(), installations.c.id.desc())
            .limit(1)
        )
        row = await self._database.read(lambda connection: connection.execute(statement).first())
        return None if row is None else Installed(*row)

    async def all(self, platform: str) -> list[Installed]:
        """Every one of a platform, the oldest first."""
        statement = (
            select(*_columns)
            .where(installations.c.platform == platform)
            .order_by(installations.c.id)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [Installed(*row) for row in rows]

    async def reseal(self, installed: Installed, sealed: str) -> bool:
        """Keep something else in one, unless it was changed meanwhile; whether it was kept."""
        statement = (
            update(installations)
            .where(installations.c.id == installed.id, installations.c.sealed == installed.sealed)
            .values(sealed=sealed)
        )
        return await self._database.write(
            lambda connection: connection.execute(statement).rowcount == 1
        )

    async def drop(self, platform: str, *, enterprise: str, team: str) -> bool:
        """Erase one; whether it was there."""
        statement = _delete(platform, enterprise, team)
        return await self._database.write(
            lambda connection: connection.execute(statement).rowcount > 0
        )


def _delete(platform: str, enterprise: str, team: str) -> Delete:
    # A team may have joined an enterprise since; its id stays the same.
    which = (
        installations.c.team == team
        if team
        else and_(installations.c.team == "", installations.c.enterprise == enterprise)
    )
    return delete(installations).where(installations.c.platform == platform, which)

"""Messages that were not answered and may be asked again, until a newer one has a turn."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.messages import Message, Place
from bot.store.engine import Database
from bot.store.envelope import unpack
from bot.store.tables import taken

_MOST = 20
"""How many are kept in each place: a service that is down for hours fails every message."""

_failed = (taken.c.outcome.is_not(None), taken.c.message.is_not(None))
_here = taken.c.place == bindparam("where")
_drop = update(taken).where(_here, *_failed).values(message=None)
_drop_until = _drop.where(taken.c.taken_at <= bindparam("until"))
_find = (
    select(taken.c.message, taken.c.taken_at)
    .where(_here, *_failed)
    .order_by(taken.c.taken_at.desc())
)
_newest = select(taken.c.message_key).where(_here, *_failed).order_by(taken.c.taken_at.desc())
_drop_old = _drop.where(taken.c.message_key.not_in(_newest.limit(_MOST)))


@dataclass(frozen=True, slots=True)
class Failure:
    """A message without an answer, and when it was taken."""

    message: Message
    taken_at: datetime


class Failed:
    """The messages of each place that failed since its newest turn was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, place: Place, *, of_person: str = "") -> Failure | None:
        """The newest one of the place; where the person has failed there, the newest of theirs."""
        rows = await self._database.read(
            lambda connection: connection.execute(_find, {"where": place.key}).all()
        )
        found = [Failure(unpack(row.message), row.taken_at) for row in rows]
        own = (failure for failure in found if failure.message.person.id == of_person)
        return next(own, found[0] if found else None)

    async def drop(self, message_key: str) -> None:
        """Forget one that must not be asked again."""
        statement = update(taken).where(taken.c.message_key == message_key, *_failed)
        await self._database.write(
            lambda connection: connection.execute(statement.values(message=None))
        )

    async def clear(self, place: Place) -> None:
        """Forget those of the place."""
        await self._database.write(
            lambda connection: connection.execute(_drop, {"where": place.key})
        )


def drop_failed(connection: Connection, place: Place, *, until: datetime) -> None:
    """Forget what failed in the place up to a moment; that it was taken is known all the same."""
    connection.execute(_drop_until, {"where": place.key, "until": until})


def leave_few(connection: Connection, place: Place) -> None:
    """Forget all that failed in the place but the newest."""
    connection.execute(_drop_old, {"where": place.key})

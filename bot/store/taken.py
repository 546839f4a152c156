"""Messages taken: each once only, and none forgotten when the process that took it dies."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select, update

from bot.messages import Message, Outcome, Place
from bot.store.engine import Database
from bot.store.envelope import pack, unpack
from bot.store.failed import leave_few
from bot.store.owners import Owners
from bot.store.tables import taken
from bot.store.upsert import insert_new

log = logging.getLogger(__name__)

_NO_ANSWER = (Outcome.FAILED.value, Outcome.CANCELLED.value)
_unfinished = taken.c.outcome.is_(None)
_finish = (
    update(taken)
    .where(taken.c.message_key == bindparam("key"), _unfinished)
    .values(outcome=bindparam("ended"), finished_at=bindparam("now"), message=None)
)
_fail = (
    update(taken)
    .where(taken.c.message_key == bindparam("key"), _unfinished)
    .values(outcome=bindparam("ended"), finished_at=bindparam("now"), place=bindparam("where"))
)


@dataclass(frozen=True, slots=True)
class Recovered:
    """A message whose process died. `attempt` is 1 when it is handled again for the first time."""

    message: Message
    taken_at: datetime
    attempt: int


class Taken:
    """The messages that were taken, here or by any other process on the same database."""

    def __init__(self, database: Database, owners: Owners) -> None:
        self._database = database
        self._owners = owners

    async def take(self, message: Message) -> bool:
        """Take the message, stored whole until it is finished; False when it was taken before."""
        row = self._row(message)
        return await self._database.write(lambda connection: insert_new(connection, taken, row))

    async def take_again(self, message: Message) -> bool:
        """Take a message that ended before, with the words it has now; False while it is open."""
        row = self._row(message)
        again = (
            update(taken)
            .where(taken.c.message_key == message.key, taken.c.outcome.is_not(None))
            .values(**row, outcome=None, finished_at=None)
        )

        def write(connection: Connection) -> bool:
            taken_again = connection.execute(again).rowcount > 0
            return taken_again or insert_new(connection, taken, row)

        return await self._database.write(write)

    async def take_failed(self, message: Message) -> bool:
        """Take a message that has no answer: it came to nothing before, or was never taken."""
        row = self._row(message)
        again = (
            update(taken)
            .where(taken.c.message_key == message.key, taken.c.outcome.in_(_NO_ANSWER))
            .values(**row, outcome=None, finished_at=None)
        )

        def write(connection: Connection) -> bool:
            taken_again = connection.execute(again).rowcount > 0
            return taken_again or insert_new(connection, taken, row)

        return await self._database.write(write)

    async def is_answered(self, message_key: str) -> bool:
        """Whether a message was answered or refused, or is being handled."""
        statement = select(taken.c.outcome).where(taken.c.message_key == message_key)
        row = await self._database.read(lambda connection: connection.execute(statement).first())
        return row is not None and row.outcome not in _NO_ANSWER

    async def finish(
        self, message_key: str, outcome: Outcome, *, failed_in: Place | None = None
    ) -> None:
        """Say how the message ended; the first word counts.

        `failed_in` is the place of one that was not answered and may be asked again: it is kept.
        """
        await self._database.write(
            lambda connection: mark_finished(connection, message_key, outcome, failed_in=failed_in)
        )

    async def known(self, message_key: str) -> bool:
        """Whether the message was taken before, whatever came of it."""
        statement = select(taken.c.platform).where(taken.c.message_key == message_key)
        return await self._database.read(
            lambda connection: connection.execute(statement).first() is not None
        )

    async def unfinished(self, message_key: str) -> bool:
        """Whether the message was taken and has not ended."""
        statement = select(taken.c.platform).where(taken.c.message_key == message_key, _unfinished)
        return await self._database.read(
            lambda connection: connection.execute(statement).first() is not None
        )

    async def reword(self, edited: Message) -> bool:
        """Put the new words of a message into what is kept of it; False if nothing is."""
        this = (taken.c.message_key == edited.key, taken.c.message.is_not(None))
        kept = select(taken.c.message).where(*this)

        def write(connection: Connection) -> bool:
            packed = connection.execute(kept).scalar()
            if packed is None:
                return False
            message = unpack(packed).reworded(edited)
            connection.execute(update(taken).where(*this).values(message=pack(message)))
            return True

        return await self._database.write(write)

    async def unanswered(self, platform: str, *, attempts: int | None = None) -> list[Recovered]:
        """Claim the messages whose process died before they were finished, oldest first.

        Each is given to one caller only, who must look at its `attempt`, so that a message that
        kills whoever handles it is not tried for ever. With `attempts`, those that were given out
        so often stay where they are.
        """
        wanted = [taken.c.platform == platform, _unfinished]
        if attempts is not None:
            wanted.append(taken.c.attempts < attempts)
        owners = select(taken.c.owner).where(*wanted).distinct()
        names = await self._database.read(lambda connection: connection.scalars(owners).all())
        dead = await self._owners.dead(names)
        if not dead:
            return []
        wanted.append(taken.c.owner.in_(dead))
        claimed = await self._database.write(
            lambda connection: _hand_over(connection, wanted, self._owners.mine)
        )
        log.info("%d messages of %s lost their process", len(claimed), platform)
        return claimed

    async def prune(self, before: datetime) -> int:
        """Forget which messages were finished before that moment; how many they were.

        A platform that delivered one of them again would have it handled as new.
        """
        statement = delete(taken).where(taken.c.finished_at < before)
        return await self._database.write(lambda connection: connection.execute(statement).rowcount)

    def _row(self, message: Message) -> dict[str, object]:
        return {
            "message_key": message.key,
            "platform": message.place.platform,
            "owner": self._owners.mine,
            "message": pack(message),
            "attempts": 0,
            "taken_at": datetime.now(UTC),
            "place": message.place.key,
        }


def mark_finished(
    connection: Connection, message_key: str, outcome: Outcome, *, failed_in: Place | None = None
) -> None:
    """Say how the message ended, and drop its text unless it may be asked again in a place."""
    row = {"key": message_key, "ended": outcome.value, "now": datetime.now(UTC)}
    if failed_in is None:
        connection.execute(_finish, row)
    else:
        connection.execute(_fail, {**row, "where": failed_in.key})
        leave_few(connection, failed_in)


def _hand_over(
    connection: Connection, wanted: Sequence[ColumnElement[bool]], heir: str
) -> list[Recovered]:
    rows = connection.execute(select(taken).where(*wanted).order_by(taken.c.taken_at)).all()
    claimed = []
    for row in rows:
        attempt = row.attempts + 1
        claim = (
            update(taken)
            # Whoever was here first changed the owner.
            .where(taken.c.message_key == row.message_key, taken.c.owner == row.owner, _unfinished)
            .values(owner=heir, attempts=attempt)
        )
        if connection.execute(claim).rowcount:
            claimed.append(Recovered(unpack(row.message), row.taken_at, attempt))
    return claimed

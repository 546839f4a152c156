"""What changes the past: messages are edited and deleted, channels and threads go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)

from bot.messages import Outcome, Place, message_key
from bot.store.engine import Database
from bot.store.flags import drop_words as drop_flagged_words
from bot.store.screenings import Screened, insert_screenings
from bot.store.tables import feedback, flags, offers, seen, summaries, taken, turns
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class Lost:
    """A turn that is gone, and with it every summary of its place that told of it."""

    place: Place
    message_id: str
    turn_id: int


class Past:
    """Changes of what is kept already: all that belongs to one goes in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def delete(
        self, place: Place, message_ids: Sequence[str], *, screenings: Sequence[Screened] = ()
    ) -> list[Lost]:
        """Delete what is kept of messages in a channel and its threads; the turns that went.

        What waits of them is not answered any more. `screenings` say why, where that was judged.
        """

        def write(connection: Connection) -> tuple[list[Lost], int]:
            here = and_(_in_channel(turns, place), turns.c.message_id.in_(message_ids))
            lost = _lost(connection, here)
            _delete_turns(connection, [one.turn_id for one in lost])
            for one in lost:
                _drop_summary(connection, one.place, one.turn_id)
            keys = [message_key(place.platform, one) for one in message_ids]
            dropped = _drop_words(connection, taken.c.message_key.in_(keys))
            asked = delete(offers).where(offers.c.message_key.in_(keys))
            dropped += connection.execute(asked).rowcount
            channel = _key_within(flags.c.place, replace(place, thread=None))
            flagged = and_(channel, flags.c.message_id.in_(message_ids))
            dropped += drop_flagged_words(connection, flagged)
            insert_screenings(connection, screenings)
            return lost, dropped

        lost, dropped = await self._database.write(write)
        if lost or dropped:
            # What was deleted still lies in the write-ahead log otherwise.
            await self._database.sweep()
        return lost

    async def rewrite(
        self, turn: Turn, question: str, tokens: int, *, screenings: Sequence[Screened]
    ) -> bool:
        """Put a question's new words in place of those it had; False where the turn is gone.

        A summary that tells of the turn goes.
        """
        statement = (
            update(turns)
            .where(turns.c.id == turn.id)
            .values(question=question, question_tokens=tokens)
        )

        def write(connection: Connection) -> bool:
            insert_screenings(connection, screenings)
            if not connection.execute(statement).rowcount:
                return False
            _drop_summary(connection, turn.place, turn.id)
            return True

        return await self._database.write(write)

    async def erase(self, place: Place) -> None:
        """Delete all that was said in a thread, or in a channel and its threads."""

        def write(connection: Connection) -> None:
            lost = _lost(connection, _within(turns, place))
            _delete_turns(connection, [one.turn_id for one in lost])
            connection.execute(delete(summaries).where(_key_within(summaries.c.place, place)))
            connection.execute(delete(seen).where(_within(seen, place)))
            _drop_words(connection, _key_within(taken.c.place, place))
            connection.execute(delete(offers).where(_key_within(offers.c.place, place)))
            connection.execute(delete(flags).where(_key_within(flags.c.place, place)))

        await self._database.write(write)
        await self._database.sweep()


def _lost(connection: Connection, which: ColumnElement[bool]) -> list[Lost]:
    columns = (turns.c.platform, turns.c.server, turns.c.channel, turns.c.thread)
    statement = select(*columns, turns.c.message_id, turns.c.id).where(which)
    return [Lost(Place(*row[:4]), *row[4:]) for row in connection.execute(statement)]


def _delete_turns(connection: Connection, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        connection.execute(delete(feedback).where(feedback.c.answer_id.in_(some)))
        connection.execute(delete(turns).where(turns.c.id.in_(some)))


def _drop_summary(connection: Connection, place: Place, turn_id: int) -> None:
    """Delete the summary of the place if it tells of the turn."""
    told = and_(summaries.c.place == place.key, summaries.c.upto >= turn_id)
    connection.execute(delete(summaries).where(told))


def _drop_words(connection: Connection, which: ColumnElement[bool]) -> int:
    """End the messages that wait, and forget what those say that may be asked again."""
    statement = (
        update(taken)
        .where(which, taken.c.message.is_not(None))
        .values(
            message=None,
            outcome=func.coalesce(taken.c.outcome, Outcome.CANCELLED.value),
            finished_at=func.coalesce(taken.c.finished_at, datetime.now(UTC)),
        )
    )
    return connection.execute(statement).rowcount


def _in_channel(table: Table, place: Place) -> ColumnElement[bool]:
    return and_(
        table.c.platform == place.platform,
        table.c.server == place.server,
        table.c.channel == place.channel,
    )


def _within(table: Table, place: Place) -> ColumnElement[bool]:
    here = _in_channel(table, place)
    return here if place.thread is None else and_(here, table.c.thread == place.thread)


def _key_within(column: Column[str], place: Place) -> ColumnElement[bool]:
    here = column == place.key
    if place.thread is not None:
        return here
    return or_(here, column.startswith(f"{place.key}/", autoescape=True))

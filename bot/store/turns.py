"""The turns of every place, as they are put into windows again and given out to their people."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from bot.messages import Outcome, Place
from bot.store.engine import Database
from bot.store.tables import summaries, turns
from bot.turn import Turn

_insert = insert(turns)
# In the order of the fields of `Turn`, after its place.
_columns = (
    turns.c.message_id,
    turns.c.person_id,
    turns.c.person_name,
    turns.c.question,
    turns.c.answer,
    turns.c.question_tokens,
    turns.c.answer_tokens,
    turns.c.outcome,
    turns.c.model,
    turns.c.asked_at,
    turns.c.answered_at,
    turns.c.id,
)
_OUTCOME = _columns.index(turns.c.outcome)
_place = (turns.c.platform, turns.c.server, turns.c.channel, turns.c.thread)
_of_place = select(*_columns)
_anywhere = select(*_place, *_columns)


class Turns:
    """The turns that are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, place: Place, limit: int, *, before: int | None = None) -> list[Turn]:
        """The last turns of the place, oldest first; `before` asks for those older than that id."""
        statement = _of_place.where(turns.c.place == place.key)
        if before is not None:
            statement = statement.where(turns.c.id < before)
        statement = statement.order_by(turns.c.id.desc()).limit(limit)

        def read(connection: Connection) -> list[Turn]:
            rows = connection.execute(statement).all()
            return [_turn(place, *row) for row in reversed(rows)]

        return await self._database.read(read)

    async def last(self, platform: str, *, seconds: float, limit: int = 500) -> list[Turn]:
        """The turns of a platform up to so many seconds older than its newest, oldest first."""
        statement = (
            _anywhere.where(turns.c.platform == platform).order_by(turns.c.id.desc()).limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        found = [_turn(Place(*row[:4]), *row[4:]) for row in rows]
        newest = max((turn.answered_at for turn in found), default=None)
        since = None if newest is None else newest - timedelta(seconds=seconds)
        return [turn for turn in reversed(found) if since is None or turn.answered_at >= since]

    async def of_message(self, place: Place, message_id: str) -> Turn | None:
        """The turn of a message that was sent in the channel of the place or a thread of it."""
        statement = _anywhere.where(
            turns.c.message_id == message_id,
            turns.c.platform == place.platform,
            turns.c.server == place.server,
            turns.c.channel == place.channel,
        ).order_by(turns.c.id.desc())
        row = await self._database.read(lambda connection: connection.execute(statement).first())
        return None if row is None else _turn(Place(*row[:4]), *row[4:])

    async def of_person(
        self,
        person_id: str,
        platform: str,
        *,
        server: str | None = None,
        limit: int | None = None,
        after: int = 0,
    ) -> list[Turn]:
        """What the person asked and was told, oldest first, from all places or those of a server.

        `server` is the platform's own id. `limit` and `after`, the id of the last turn that was
        given out, ask for it in parts.
        """
        statement = _anywhere.where(
            turns.c.platform == platform, turns.c.person_id == person_id, turns.c.id > after
        )
        if server is not None:
            statement = statement.where(turns.c.server == server)
        statement = statement.order_by(turns.c.id).limit(limit)

        def read(connection: Connection) -> list[Turn]:
            return [_turn(Place(*row[:4]), *row[4:]) for row in connection.execute(statement)]

        return await self._database.read(read)

    async def names(self, platform: str, people: Collection[str]) -> dict[str, str]:
        """What people were called when they last asked something, of those who did."""
        latest = (
            select(func.max(turns.c.id))
            .where(turns.c.platform == platform, turns.c.person_id.in_(people))
            .group_by(turns.c.person_id)
        )
        statement = select(turns.c.person_id, turns.c.person_name).where(turns.c.id.in_(latest))
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return {row[0]: row[1] for row in rows}

    async def count(self, place: Place | None = None) -> int:
        """How many turns are kept of the place, or of all of them."""
        statement = select(func.count()).select_from(turns)
        if place is not None:
            statement = statement.where(turns.c.place == place.key)
        return await self._database.read(
            lambda connection: connection.execute(statement).scalar_one()
        )

    async def clear(self, place: Place) -> int:
        """Delete all turns of the place; how many they were."""
        statement = delete(turns).where(turns.c.place == place.key)
        return await self._database.write(lambda connection: connection.execute(statement).rowcount)


def insert_turn(connection: Connection, turn: Turn) -> int:
    """Keep the turn; its id."""
    place = turn.place
    row = {
        "place": place.key,
        "platform": place.platform,
        "server": place.server,
        "channel": place.channel,
        "thread": place.thread,
        "message_id": turn.message_id,
        "person_id": turn.person_id,
        "person_name": turn.person_name,
        "question": turn.question,
        "answer": turn.answer,
        "question_tokens": turn.question_tokens,
        "answer_tokens": turn.answer_tokens,
        "outcome": turn.outcome.value,
        "model": turn.model,
        "asked_at": turn.asked_at,
        "answered_at": turn.answered_at,
    }
    key = connection.execute(_insert, row).inserted_primary_key
    return 0 if key is None else int(key[0])


def delete_turn(connection: Connection, turn_id: int) -> None:
    """Delete the turn, if it is there, and the summary that tells of it."""
    here = select(turns.c.place).where(turns.c.id == turn_id).scalar_subquery()
    told = (summaries.c.place == here) & (summaries.c.upto >= turn_id)
    connection.execute(delete(summaries).where(told))
    connection.execute(delete(turns).where(turns.c.id == turn_id))


def _turn(place: Place, *columns: Any) -> Turn:
    values = list(columns)
    values[_OUTCOME] = Outcome(values[_OUTCOME])
    return Turn(place, *values)

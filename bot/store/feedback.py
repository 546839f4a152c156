"""What people think of answers."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from bot.store.engine import Database
from bot.store.tables import feedback, turns
from bot.store.upsert import insert_or_update


@dataclass(frozen=True, slots=True)
class Opinion:
    """One person's opinion of one answer."""

    answer_id: int
    person_id: str
    good: bool
    at: datetime


class Feedback:
    """At most one opinion for each person and answer, the last one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def give(self, answer_id: int, person_id: str, *, good: bool) -> bool:
        """Keep an opinion; False when it is the same as before, or the answer is gone."""
        row: dict[str, object] = {
            "answer_id": answer_id,
            "person": person_id,
            "good": good,
            "at": datetime.now(UTC),
        }
        answer = select(turns.c.id).where(turns.c.id == answer_id)
        before = select(feedback.c.good).where(
            feedback.c.answer_id == answer_id, feedback.c.person == person_id
        )

        def write(connection: Connection) -> bool:
            if connection.scalar(answer) is None or connection.scalar(before) is good:
                return False
            insert_or_update(connection, feedback, row)
            return True

        return await self._database.write(write)

    async def newest(self, limit: int) -> list[Opinion]:
        """The last opinions, newest first."""
        columns = (feedback.c.answer_id, feedback.c.person, feedback.c.good, feedback.c.at)
        statement = select(*columns).order_by(feedback.c.at.desc()).limit(limit)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [Opinion(*row) for row in rows]

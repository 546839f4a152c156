"""The running summary of each place: what is left of turns that fell out of its window."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select

from bot.messages import Place
from bot.store.engine import Database
from bot.store.tables import summaries
from bot.store.upsert import insert_or_update


@dataclass(frozen=True, slots=True)
class Summary:
    """What was said, in short. It covers the turns of its place up to the id `upto`."""

    text: str
    tokens: int
    upto: int


class Summaries:
    """At most one summary for each place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, place: Place) -> Summary | None:
        """The summary of the place."""
        statement = select(summaries.c.text, summaries.c.tokens, summaries.c.upto).where(
            summaries.c.place == place.key
        )
        row = await self._database.read(lambda connection: connection.execute(statement).first())
        return None if row is None else Summary(*row)

    async def put(self, place: Place, text: str, tokens: int, upto_turn_id: int) -> None:
        """Put the summary in place of the one before."""
        row: dict[str, object] = {
            "place": place.key,
            "text": text,
            "tokens": tokens,
            "upto": upto_turn_id,
            "written_at": datetime.now(UTC),
        }
        await self._database.write(lambda connection: insert_or_update(connection, summaries, row))

    async def clear(self, place: Place) -> None:
        """Delete the summary of the place, if there is one."""
        statement = delete(summaries).where(summaries.c.place == place.key)
        await self._database.write(lambda connection: connection.execute(statement))

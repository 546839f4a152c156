"""Channels that are tied together, and where the copies are of what was written in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update

from bot.messages import Place
from bot.store.engine import Database
from bot.store.tables import copies, links
from bot.store.upsert import insert_new, insert_or_update


@dataclass(frozen=True, slots=True)
class Link:
    """A channel of a tie; those with the same `tie` belong together. `language` is a code.

    `by` is the id of who tied it, once it is kept.
    """

    place: Place
    tie: str
    language: str
    by: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a message in another channel; `copy_id` is "" as long as it is not posted."""

    origin: Place
    message_id: str
    place: Place
    copy_id: str


class Links:
    """All ties and copies. `version` goes up when ties are changed by this process."""

    def __init__(self, database: Database) -> None:
        self.version = 0
        self._database = database

    async def all(self) -> list[Link]:
        """Every channel that is tied."""
        statement = select(links.c.place, links.c.tie, links.c.language, links.c.by)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [Link(placed(row.place), row.tie, row.language, row.by) for row in rows]

    async def tie(self, members: Sequence[Link], *, by: str) -> None:
        """Tie channels together, all or none; one that was in another tie leaves it."""
        now = datetime.now(UTC)
        rows: list[dict[str, object]] = [
            {
                "place": member.place.key,
                "server": member.place.server_key,
                "tie": member.tie,
                "language": member.language,
                "by": by,
                "at": now,
            }
            for member in members
        ]

        def write(connection: Connection) -> None:
            for row in rows:
                insert_or_update(connection, links, row)
            _drop_lonely(connection)

        await self._database.write(write)
        self.version += 1

    async def untie(self, place: Place) -> None:
        """Take a channel out of its tie; a tie with one channel left is none."""

        def write(connection: Connection) -> None:
            connection.execute(delete(links).where(links.c.place == place.key))
            _drop_lonely(connection)

        await self._database.write(write)
        self.version += 1

    async def expect(self, origin: Place, message_id: str, places: Sequence[Place]) -> list[Place]:
        """Note that copies are to be made there; those places where none was noted before."""
        now = datetime.now(UTC)

        def write(connection: Connection) -> list[Place]:
            return [place for place in places if insert_new(connection, copies, row(place))]

        def row(place: Place) -> dict[str, object]:
            return {
                "origin": origin.key,
                "message_id": message_id,
                "place": place.key,
                "copy_id": "",
                "at": now,
            }

        return await self._database.write(write)

    async def copied(self, origin: Place, message_id: str, place: Place, copy_id: str) -> None:
        """Note where a copy is."""
        statement = update(copies).where(*_of(origin, message_id), copies.c.place == place.key)
        await self._database.write(
            lambda connection: connection.execute(statement.values(copy_id=copy_id))
        )

    async def copies(self, origin: Place, message_id: str) -> list[Copy]:
        """The copies of a message, those that are still to be made among them."""
        statement = select(copies).where(*_of(origin, message_id))
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_copy(row) for row in rows]

    async def is_copy(self, place: Place, message_id: str) -> bool:
        """Whether a message of a channel is the copy of another."""
        statement = select(copies.c.origin).where(
            copies.c.place == place.key, copies.c.copy_id == message_id
        )
        return await self._database.read(
            lambda connection: connection.execute(statement).first() is not None
        )

    async def counterpart(self, place: Place, message_id: str, there: Place) -> str:
        """Under which id a message of a channel stands in another of its tie, "" where it does not.

        The message may be an original or itself a copy.
        """

        def read(connection: Connection) -> str:
            original = connection.execute(
                select(copies.c.origin, copies.c.message_id).where(
                    copies.c.place == place.key, copies.c.copy_id == message_id
                )
            ).first()
            origin, first = original or (place.key, message_id)
            if origin == there.key:
                return str(first)
            copy_id = connection.scalar(
                select(copies.c.copy_id).where(
                    copies.c.origin == origin,
                    copies.c.message_id == first,
                    copies.c.place == there.key,
                )
            )
            return str(copy_id or "")

        return await self._database.read(read)

    async def unmade(self, platform: str, *, since: datetime) -> list[Copy]:
        """Copies that are noted and not made, oldest first."""
        statement = (
            select(copies)
            .where(
                copies.c.copy_id == "",
                copies.c.at >= since,
                copies.c.origin.startswith(f"{platform}/", autoescape=True),
            )
            .order_by(copies.c.at)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_copy(row) for row in rows]

    async def forget(self, origin: Place, message_id: str, *, place: Place | None = None) -> None:
        """Forget the copies of a message, or the one in that place."""
        statement = delete(copies).where(*_of(origin, message_id))
        if place is not None:
            statement = statement.where(copies.c.place == place.key)
        await self._database.write(lambda connection: connection.execute(statement))

    async def prune(self, before: datetime) -> None:
        """Forget older copies; edits and deletions of their originals are not followed any more."""
        statement = delete(copies).where(copies.c.at < before)
        await self._database.write(lambda connection: connection.execute(statement))


def placed(key: str) -> Place:
    """The place whose key that is."""
    platform, server, channel, *thread = key.split("/", 3)
    return Place(platform, server, channel, thread[0] if thread else None)


def _of(origin: Place, message_id: str) -> tuple[ColumnElement[bool], ...]:
    return (copies.c.origin == origin.key, copies.c.message_id == message_id)


def _copy(row: Row[Any]) -> Copy:
    return Copy(placed(row.origin), row.message_id, placed(row.place), row.copy_id)


def _drop_lonely(connection: Connection) -> None:
    lonely = select(links.c.tie).group_by(links.c.tie).having(func.count() < 2)
    connection.execute(delete(links).where(links.c.tie.in_(lonely)))

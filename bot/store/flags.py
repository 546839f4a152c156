"""The moderation desks: what lies on them, who decided what, and that it is decided once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from bot.messages import Place
from bot.screening import Verdict
from bot.store.engine import Database
from bot.store.flagged import Done, Flag, State, found_as, from_row, to_row
from bot.store.tables import flags

_insert = insert(flags).returning(flags.c.id)


class Flags:
    """The items of all desks. What is decided is decided once: the database says who was first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, flag: Flag) -> int:
        """Keep a new item, and return its number."""
        return await self._database.write(
            lambda connection: connection.execute(_insert.values(to_row(flag))).scalar_one()
        )

    async def get(self, number: int) -> Flag | None:
        """The item of that number; None where there is none."""
        found = await self._all(flags.c.id == number, limit=1)
        return found[0] if found else None

    async def about(self, place: Place, message_ids: Sequence[str]) -> list[Flag]:
        """The items about messages of a place, oldest first."""
        return await self._all(
            flags.c.place == place.key, flags.c.message_id.in_(message_ids), limit=1_000
        )

    async def of_messages(self, server: str, message_ids: Sequence[str]) -> list[Flag]:
        """The items about messages anywhere in a server, oldest first."""
        return await self._all(
            flags.c.server == server, flags.c.message_id.in_(message_ids), limit=10_000
        )

    async def of_person(self, within: str, person_id: str, *, limit: int) -> list[Flag]:
        """The last items about a person, oldest first; see `bot.channels.far`."""
        here = or_(
            flags.c.server == within,
            flags.c.server.startswith(f"{within.removesuffix('/')}/", autoescape=True),
        )
        return await self._all(here, flags.c.person_id == person_id, limit=limit, newest=True)

    async def waiting(self, server: str, *, limit: int) -> list[Flag]:
        """The open items that no moderator has seen yet, oldest first."""
        return await self._all(
            flags.c.server == server, _open, flags.c.desk_message_id.is_(None), limit=limit
        )

    async def undecided(self, server: str, *, limit: int) -> list[Flag]:
        """The open items, seen or not, oldest first."""
        return await self._all(flags.c.server == server, _open, limit=limit)

    async def servers_waiting(self) -> list[str]:
        """The servers with open items that no moderator has seen yet."""
        statement = select(flags.c.server).where(_open, flags.c.desk_message_id.is_(None))
        rows = await self._database.read(
            lambda connection: connection.execute(statement.distinct()).all()
        )
        return [row.server for row in rows]

    async def count_open(self, server: str, *, person_id: str | None = None) -> int:
        """How many items wait for a decision, in all or about one person."""
        statement = select(func.count()).where(flags.c.server == server, _open)
        if person_id is not None:
            statement = statement.where(flags.c.person_id == person_id)
        return await self._database.read(lambda connection: connection.scalar(statement)) or 0

    async def reword(self, number: int, *, text: str, verdict: Verdict, done: Done) -> None:
        """Put newer words, and what was found and done about them, into an open item."""
        row = {"text": text, "verdict": found_as(verdict), "done": done.value}
        await self._change(and_(flags.c.id == number, _open), row)

    async def did(self, number: int, done: Done, *, remark: str = "") -> None:
        """Note what was done at once, and why it was not more."""

        def write(connection: Connection) -> None:
            here = flags.c.id == number
            verdict = connection.scalar(select(flags.c.verdict).where(here)) or {}
            values = {"done": done.value, "verdict": {**verdict, "remark": remark}}
            connection.execute(update(flags).where(here).values(values))

        await self._database.write(write)

    async def show(self, flag: Flag, place: Place, message_id: str) -> bool:
        """Note where the moderators see an item; False where it was appealed since it was read."""
        here = flags.c.id == flag.id
        if flag.appealed_at is None:
            here = and_(here, flags.c.appealed_at.is_(None))
        return await self._change(here, {"desk_place": place.key, "desk_message_id": message_id})

    async def decide(
        self, number: int, state: State, *, by: str, at: datetime, was: State = State.OPEN
    ) -> bool:
        """Decide an item; False where its state is not what it was thought to be."""
        row = {"state": state.value, "decided_by": by, "decided_at": at}
        return await self._change(and_(flags.c.id == number, flags.c.state == was.value), row)

    async def reopen(self, number: int, was: State) -> None:
        """Take back a decision that could not be carried out."""
        row = {"state": State.OPEN.value, "decided_by": None, "decided_at": None}
        await self._change(and_(flags.c.id == number, flags.c.state == was.value), row)

    async def appeal(self, number: int, *, text: str, at: datetime) -> bool:
        """Open an item again because its author asks for it; False where they did so before."""
        row = {
            "state": State.OPEN.value,
            "appealed_at": at,
            "appeal": text,
            "desk_place": None,
            "desk_message_id": None,
        }
        return await self._change(and_(flags.c.id == number, flags.c.appealed_at.is_(None)), row)

    async def drop_quiet(self, server: str, person_id: str, *, but: int) -> None:
        """Forget what is kept for appeals of one person, but for the last items."""
        here = and_(
            flags.c.server == server,
            flags.c.person_id == person_id,
            flags.c.state == State.QUIET.value,
        )
        kept = select(flags.c.id).where(here).order_by(flags.c.id.desc()).limit(but)
        statement = delete(flags).where(here, flags.c.id.not_in(kept.scalar_subquery()))
        await self._database.write(lambda connection: connection.execute(statement))

    async def prune(self, before: datetime) -> None:
        """Forget what was kept for an appeal that never came."""
        quiet = and_(flags.c.state == State.QUIET.value, flags.c.at < before)
        await self._database.write(
            lambda connection: connection.execute(delete(flags).where(quiet))
        )

    async def _all(
        self, *where: ColumnElement[bool], limit: int, newest: bool = False
    ) -> list[Flag]:
        order = flags.c.id.desc() if newest else flags.c.id
        statement = select(flags).where(*where).order_by(order).limit(limit)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        found = [from_row(row) for row in rows]
        return found[::-1] if newest else found

    async def _change(self, where: ColumnElement[bool], row: Mapping[str, Any]) -> bool:
        statement = update(flags).where(where).values(row)
        return await self._database.write(
            lambda connection: connection.execute(statement).rowcount > 0
        )


_open = flags.c.state == State.OPEN.value


def drop_words(connection: Connection, here: ColumnElement[bool]) -> int:
    """Forget the words of messages that were deleted by somebody else than the moderation.

    Returns how many they were. What it deleted itself is still to be decided, or may be appealed.
    """
    taken = [Done.DELETED.value, Done.TIMED_OUT.value]
    decided = [State.DELETED.value, State.TIMED_OUT.value]
    statement = (
        update(flags)
        .where(here, flags.c.done.not_in(taken), flags.c.state.not_in(decided))
        .values(text="")
    )
    return connection.execute(statement).rowcount

"""What was used and what it cost, line by line, and the sums of it."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack, get_args

from sqlalchemy import ColumnElement, Connection, Row, String, cast, func, insert, select

from bot.messages import Usage
from bot.store.engine import Database
from bot.store.tables import spendings

Side = Literal["server", "channel", "person", "model", "kind"]
"""What the ledger can be sorted by."""

Part = Literal["hour", "day", "month"]
"""What a time is parted into, in UTC."""

# Of a moment as the database writes it: 2026-11-24 13:37.
_LENGTHS: dict[Part, int] = {"hour": 13, "day": 10, "month": 7}
_SIDES: tuple[Side, ...] = get_args(Side)

_MOST_OWN = 10_000

_insert = insert(spendings)
_newest = func.coalesce(func.max(spendings.c.id), 0)
_sums = (
    func.coalesce(func.sum(spendings.c.input), 0),
    func.coalesce(func.sum(spendings.c.output), 0),
    func.coalesce(func.sum(spendings.c.cached), 0),
    func.coalesce(func.sum(spendings.c.reasoning), 0),
    func.coalesce(func.sum(spendings.c.images), 0),
    func.coalesce(func.sum(spendings.c.seconds), 0.0),
    func.coalesce(func.sum(spendings.c.cost), 0.0),
    func.count(),
    func.count() - func.count(spendings.c.cost),
)


@dataclass(frozen=True, slots=True)
class Spending:
    """One request to a model. `cost` is in US dollars, None where the model has no known price.

    `server` is the key of the server, `channel` that of the place, `person` the platform's id of
    who asked, "" where nobody did; `kind` says what for.
    """

    server: str
    channel: str
    person: str
    model: str
    kind: str
    usage: Usage
    cost: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of `count` spendings; `cost` leaves out the `unpriced`, which have no known price."""

    usage: Usage
    cost: float
    count: int
    unpriced: int


class Which(TypedDict, total=False):
    """Which spendings: those that match all that is given, from `since` and before `until`.

    `channel` is the key of one place, `within` that of a channel whose threads count as well.
    """

    server: str
    channel: str
    person: str
    model: str
    kind: str
    within: str
    since: datetime
    until: datetime


class Spendings:
    """All that was spent."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # What this program has written lately, to be told apart from what others write.
        self._own: OrderedDict[tuple[object, ...], None] = OrderedDict()

    async def add(self, spending: Spending) -> None:
        """Keep one more; those of an answer go with the answer, see `Store.remember`."""
        self.note([spending])
        await self._database.write(lambda connection: insert_spendings(connection, [spending]))

    async def total(self, **which: Unpack[Which]) -> Total:
        """The sum of those."""
        statement = select(*_sums).where(*_conditions(which))
        return _total(
            await self._database.read(lambda connection: connection.execute(statement).one())
        )

    async def total_until_now(self, **which: Unpack[Which]) -> tuple[Total, int]:
        """The sum of those, and the number of the newest of all that may be among them."""
        newest = select(_newest).scalar_subquery()
        statement = select(newest, *_sums).where(*_conditions(which))
        row = await self._database.read(lambda connection: connection.execute(statement).one())
        return _total(row[1:]), int(row[0])

    def note(self, rows: Iterable[Spending]) -> None:
        """Take notice of what this program is about to write; before it does."""
        for row in rows:
            self._own[_mark(row)] = None
        while len(self._own) > _MOST_OWN:
            self._own.popitem(last=False)

    async def of_others(self, after: int | None) -> tuple[list[tuple[int, Spending]], int]:
        """What other programs have written since, by number; and the number of the newest of all.

        None for what is written from now on.
        """

        def read(connection: Connection) -> tuple[Sequence[Row[Any]], int]:
            newest: int = connection.execute(select(_newest)).scalar_one()
            if after is None or newest <= after:
                return (), newest
            those = spendings.c.id.between(after + 1, newest)
            return connection.execute(select(spendings).where(those)).all(), newest

        rows, newest = await self._database.read(read)
        found = [(row.id, _spending(row)) for row in rows]
        return [one for one in found if _mark(one[1]) not in self._own], newest

    async def by(self, side: Side, **which: Unpack[Which]) -> dict[str, Total]:
        """The sums of those for each server, channel, person, model or kind; dearest first."""
        column = spendings.c[side]
        statement = (
            select(column, *_sums)
            .where(*_conditions(which))
            .group_by(column)
            .order_by(_sums[6].desc(), func.sum(spendings.c.input + spendings.c.output).desc())
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return {row[0]: _total(row[1:]) for row in rows}

    async def over_time(
        self, side: Side, part: Part, **which: Unpack[Which]
    ) -> dict[tuple[str, str], Total]:
        """The same for each hour, day or month, in order: by `2026-11-24T13`, and by the side."""
        moment = func.substr(cast(spendings.c.at, String), 1, _LENGTHS[part])
        column = spendings.c[side]
        statement = (
            select(moment, column, *_sums)
            .where(*_conditions(which))
            .group_by(moment, column)
            .order_by(moment)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return {(row[0].replace(" ", "T"), row[1]): _total(row[2:]) for row in rows}

    async def lines(self, limit: int, **which: Unpack[Which]) -> list[Spending]:
        """The latest of those one by one, the newest first."""
        statement = (
            select(spendings)
            .where(*_conditions(which))
            .order_by(spendings.c.id.desc())
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_spending(row) for row in rows]


def insert_spendings(connection: Connection, rows: Sequence[Spending]) -> None:
    """Keep them."""
    if not rows:
        return
    values = [
        {
            "server": row.server,
            "channel": row.channel,
            "person": row.person,
            "model": row.model,
            "kind": row.kind,
            "input": row.usage.input,
            "output": row.usage.output,
            "cached": row.usage.cached,
            "reasoning": row.usage.reasoning,
            "images": row.usage.images,
            "seconds": row.usage.seconds,
            "cost": row.cost,
            "at": row.at,
        }
        for row in rows
    ]
    connection.execute(_insert, values)


def _mark(row: Spending) -> tuple[object, ...]:
    """What no two programs write: moments are counted in microseconds."""
    return row.at, row.channel, row.person, row.model, row.usage.input, row.usage.output


def _conditions(which: Which) -> list[ColumnElement[bool]]:
    at = spendings.c.at
    conditions = [spendings.c[side] == which[side] for side in _SIDES if side in which]
    if "within" in which:
        channel, key = spendings.c.channel, which["within"]
        conditions.append((channel == key) | channel.startswith(f"{key}/", autoescape=True))
    if "since" in which:
        conditions.append(at >= which["since"])
    if "until" in which:
        conditions.append(at < which["until"])
    return conditions


def _total(row: Sequence[float]) -> Total:
    *counts, seconds, cost, count, unpriced = row
    # PostgreSQL gives sums as decimals.
    usage = replace(Usage(*map(int, counts)), seconds=float(seconds))
    return Total(usage, float(cost), int(count), int(unpriced))


def _spending(row: Row[Any]) -> Spending:
    return Spending(
        server=row.server,
        channel=row.channel,
        person=row.person,
        model=row.model,
        kind=row.kind,
        usage=Usage(
            row.input, row.output, row.cached, row.reasoning, row.images, float(row.seconds)
        ),
        cost=row.cost,
        at=row.at,
    )

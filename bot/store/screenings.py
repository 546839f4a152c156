"""The log of screenings: what was found in whose words, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from bot.screening import Action, Direction, Verdict
from bot.store.engine import Database
from bot.store.tables import screenings

_insert = insert(screenings)
_PAGE, _PAGES = 500, 40


@dataclass(frozen=True, slots=True)
class Screened:
    """One decision. `server` is the key of the server, `channel` that of the place.

    `text` is None unless the server wants it kept.
    """

    message_key: str
    server: str
    channel: str
    person_id: str
    direction: Direction
    verdict: Verdict
    text: str | None
    at: datetime


class Screenings:
    """All decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(
        self,
        server: str,
        limit: int,
        *,
        channel: str | None = None,
        action: Action | None = None,
    ) -> list[Screened]:
        """The last decisions in the server, oldest first."""
        statement = select(screenings).where(screenings.c.server == server)
        if channel is not None:
            statement = statement.where(screenings.c.channel == channel)
        if action is not None:
            statement = statement.where(screenings.c.action == action.value)
        statement = statement.order_by(screenings.c.id.desc()).limit(limit)
        return [_screened(row) for row in reversed(await self._rows(statement))]

    async def add(self, rows: Sequence[Screened]) -> None:
        """Keep decisions that belong to no answer."""
        await self._database.write(lambda connection: insert_screenings(connection, rows))

    async def found(self, server: str, wanted: "Wanted", *, limit: int) -> list[Screened]:
        """The last decisions in the server that found something, newest first.

        Looks at no more than the last 20,000 of the kind that is wanted.
        """
        kept: list[Screened] = []
        before: int | None = None
        for _ in range(_PAGES):
            rows = await self._rows(_page(server, wanted, before))
            kept += [one for one in map(_screened, rows) if wanted.takes(one.verdict)]
            if len(kept) >= limit or len(rows) < _PAGE:
                break
            before = rows[-1].id
        return kept[:limit]

    async def _rows(self, statement: Select[Any]) -> Sequence[Row[*tuple[Any, ...]]]:
        return await self._database.read(lambda connection: connection.execute(statement).all())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in the log: all of it that is given. `since` is the oldest moment."""

    since: datetime | None = None
    person: str | None = None
    category: str | None = None
    action: Action | None = None

    def takes(self, verdict: Verdict) -> bool:
        """Whether the category is what is looked for."""
        return self.category is None or self.category in verdict.categories


def _page(server: str, wanted: Wanted, before: int | None) -> Select[Any]:
    statement = select(screenings).where(screenings.c.server == server)
    if before is not None:
        statement = statement.where(screenings.c.id < before)
    if wanted.since is not None:
        statement = statement.where(screenings.c.at >= wanted.since)
    if wanted.person is not None:
        statement = statement.where(screenings.c.person_id == wanted.person)
    if wanted.action is not None:
        statement = statement.where(screenings.c.action == wanted.action.value)
    else:
        statement = statement.where(screenings.c.action != Action.ALLOW.value)
    return statement.order_by(screenings.c.id.desc()).limit(_PAGE)


def insert_screenings(connection: Connection, rows: Sequence[Screened]) -> None:
    """Keep them."""
    if not rows:
        return
    values = [
        {
            "message_key": row.message_key,
            "server": row.server,
            "channel": row.channel,
            "person_id": row.person_id,
            "direction": row.direction,
            "action": row.verdict.action.value,
            "verdict": packed(row.verdict),
            "text": row.text,
            "at": row.at,
        }
        for row in rows
    ]
    connection.execute(_insert, values)


def packed(verdict: Verdict) -> dict[str, Any]:
    """Write a verdict as JSON, without its action."""
    return {
        "source": verdict.source,
        "categories": verdict.categories,
        "scores": dict(verdict.scores),
        "rule": verdict.rule,
        "flags": verdict.flags,
    }


def unpacked(action: str, verdict: Mapping[str, Any]) -> Verdict:
    """Read a verdict; what was kept before there were flags counts where a category did."""
    return Verdict(
        action=Action(action),
        source=verdict["source"],
        categories=tuple(verdict["categories"]),
        scores=verdict["scores"],
        rule=verdict["rule"],
        flags=tuple(verdict.get("flags", verdict["categories"])),
    )


def _screened(row: Row[*tuple[Any, ...]]) -> Screened:
    return Screened(
        message_key=row.message_key,
        server=row.server,
        channel=row.channel,
        person_id=row.person_id,
        direction=row.direction,
        verdict=unpacked(row.action, row.verdict),
        text=row.text,
        at=row.at,
    )

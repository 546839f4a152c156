"""The log of screenings: what was found in whose words, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.screening import Action, Direction, Verdict
from bot.store.engine import Database
from bot.store.tables import screenings

_insert = insert(screenings)


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
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_screened(row) for row in reversed(rows)]


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

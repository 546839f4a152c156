"""What is kept of people and of servers goes when its time is over, or when they say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, update

from bot.messages import Place
from bot.store.engine import Database
from bot.store.flags import drop_words
from bot.store.tables import (
    cache,
    changes,
    copies,
    feedback,
    flags,
    glossary,
    links,
    offers,
    optouts,
    overrides,
    personas,
    screenings,
    seen,
    spendings,
    summaries,
    taken,
    turns,
)


@dataclass(frozen=True, slots=True)
class Gone:
    """What went: how many questions with their answers, and the places where they were."""

    turns: int
    places: tuple[Place, ...]


class Privacy:
    """Everything that is kept, by whom and by what it is about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def expire(self, server: str, *, before: datetime, ledger_before: datetime) -> Gone:
        """Delete what is older in a server; the ledger keeps numbers, and forgets the people."""

        def write(connection: Connection) -> Gone:
            gone = _drop_turns(
                connection, and_(in_server(turns, server), turns.c.asked_at < before)
            )
            _drop_summaries(connection, gone.places)
            told = and_(under(summaries, "place", server), summaries.c.written_at < before)
            connection.execute(delete(summaries).where(told))
            for table in (screenings, flags, cache):
                connection.execute(
                    delete(table).where(table.c.server == server, table.c.at < before)
                )
            connection.execute(
                delete(offers).where(under(offers, "place", server), offers.c.at < before)
            )
            connection.execute(
                delete(copies).where(under(copies, "origin", server), copies.c.at < before)
            )
            late = and_(under(taken, "place", server), taken.c.taken_at < before)
            connection.execute(update(taken).where(late, _ended).values(message=None))
            spent = and_(spendings.c.server == server, spendings.c.at < ledger_before)
            connection.execute(update(spendings).where(spent).values(person=""))
            return gone

        return await self._swept(write)

    async def erase_server(self, server: str) -> Gone:
        """Delete all that is kept of a server, but that the bot left it if it did."""

        def write(connection: Connection) -> Gone:
            gone = _drop_turns(connection, in_server(turns, server))
            for table in (screenings, flags, cache, glossary, links, personas, optouts, spendings):
                connection.execute(delete(table).where(table.c.server == server))
            for table, column in _BY_PLACE:
                connection.execute(delete(table).where(under(table, column, server)))
            return gone

        return await self._swept(write)

    async def forget_person(self, platform: str, person: str, *, ledger_before: datetime) -> Gone:
        """Delete what is kept of a person on a platform, on all servers.

        What lies open on a moderation desk stays there until it is decided. The ledger forgets them
        where no budget counts it any more.
        """
        on_platform = f"{platform}/"

        def write(connection: Connection) -> Gone:
            asked = and_(turns.c.platform == platform, turns.c.person_id == person)
            gone = _drop_turns(connection, asked)
            _drop_summaries(connection, gone.places)
            connection.execute(delete(feedback).where(feedback.c.person == person))
            connection.execute(
                delete(offers).where(
                    offers.c.place.startswith(on_platform, autoescape=True),
                    offers.c.person == person,
                )
            )
            here = screenings.c.server.startswith(on_platform, autoescape=True)
            judged = and_(here, screenings.c.person_id == person)
            connection.execute(update(screenings).where(judged).values(text=None, person_id=""))
            flagged = flags.c.server.startswith(on_platform, autoescape=True)
            drop_words(
                connection, and_(flagged, flags.c.person_id == person, flags.c.state != "open")
            )
            _drop_failed(connection, platform, person)
            # Nobody knows any more whose words were translated there.
            cached = cache.c.server.startswith(on_platform, autoescape=True)
            connection.execute(delete(cache).where(cached))
            spent = and_(
                spendings.c.server.startswith(on_platform, autoescape=True),
                spendings.c.person == person,
                spendings.c.at < ledger_before,
            )
            connection.execute(update(spendings).where(spent).values(person=""))
            return gone

        return await self._swept(write)

    async def servers(self) -> list[str]:
        """Every server of which anything is kept that may be too old."""
        columns = (screenings.c.server, spendings.c.server, flags.c.server)

        def read(connection: Connection) -> list[str]:
            found = {
                row[0] for one in columns for row in connection.execute(select(one).distinct())
            }
            pairs = select(turns.c.platform, turns.c.server).distinct()
            found |= {f"{platform}/{server}" for platform, server in connection.execute(pairs)}
            return sorted(found)

        return await self._database.read(read)

    async def _swept(self, write: Any) -> Gone:
        gone: Gone = await self._database.write(write)
        # What was deleted still lies in the write-ahead log otherwise.
        await self._database.sweep()
        return gone


_ended = taken.c.outcome.is_not(None)
_BY_PLACE = (
    (summaries, "place"),
    (offers, "place"),
    (copies, "origin"),
    (seen, "place"),
    (taken, "place"),
    (overrides, "scope"),
    (changes, "scope"),
)


def _drop_turns(connection: Connection, which: ColumnElement[bool]) -> Gone:
    columns = (turns.c.platform, turns.c.server, turns.c.channel, turns.c.thread)
    places = [Place(*row) for row in connection.execute(select(*columns).where(which).distinct())]
    about = select(turns.c.id).where(which)
    connection.execute(delete(feedback).where(feedback.c.answer_id.in_(about)))
    return Gone(connection.execute(delete(turns).where(which)).rowcount, tuple(places))


def _drop_summaries(connection: Connection, places: Sequence[Place]) -> None:
    """A summary may tell of what went, so that it goes as well; it is written anew."""
    for start in range(0, len(places), 500):
        keys = [place.key for place in places[start : start + 500]]
        connection.execute(delete(summaries).where(summaries.c.place.in_(keys)))


def _drop_failed(connection: Connection, platform: str, person: str) -> None:
    here = and_(taken.c.platform == platform, _ended, taken.c.message.is_not(None))
    rows = connection.execute(select(taken.c.message_key, taken.c.message).where(here)).all()
    keys = [row.message_key for row in rows if row.message["person"]["id"] == person]
    for start in range(0, len(keys), 500):
        some = taken.c.message_key.in_(keys[start : start + 500])
        connection.execute(update(taken).where(some).values(message=None))


def in_server(table: Table, server: str) -> ColumnElement[bool]:
    """What is kept of a server, where it stands by platform and name."""
    platform, _, name = server.partition("/")
    return and_(table.c.platform == platform, table.c.server == name)


def under(table: Table, column: str, server: str) -> ColumnElement[bool]:
    """What is kept of a server itself, or of a place in it."""
    return or_(table.c[column] == server, begins(table, column, f"{server}/"))


def begins(table: Table, column: str, prefix: str) -> ColumnElement[bool]:
    """What is kept under keys with the same beginning."""
    return table.c[column].startswith(prefix, autoescape=True)

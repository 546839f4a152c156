"""What is kept of people and of servers goes when its time is over, or when they say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    cast,
    delete,
    or_,
    select,
    update,
)

from bot.files.frames import heads_of
from bot.messages import Place, message_key
from bot.store.engine import Database
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
            _forget_spenders(connection, server, ledger_before)
            return gone

        return await self._swept(write)

    async def forget_spenders(self, server: str, *, before: datetime) -> None:
        """Forget who it was that used what is older, in a server; the numbers stay."""
        await self._database.write(lambda connection: _forget_spenders(connection, server, before))

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

    async def forget_person(
        self, near: Place, person: str, *, within: str, name: str, ledger_before: datetime
    ) -> Gone:
        """Delete what is kept of a person; `within` says on which servers, see `bot.channels.far`.

        Questions of others go where they answer to words of the person, who is known there by the
        `name` of today and those of before. What lies open on a moderation desk stays there until
        it is decided. The ledger forgets them where no budget counts it any more.
        """

        def write(connection: Connection) -> Gone:
            asked = and_(in_reach(turns, within), turns.c.person_id == person)
            answered = _answering(connection, near, person, name, within=within)
            given = of_reach(feedback.c.person == person, within)
            connection.execute(delete(feedback).where(given))
            _forget_judged(connection, near.platform, answered)
            gone = _drop_turns(connection, or_(asked, answered))
            _drop_summaries(connection, gone.places)
            _drop_offers(connection, within, person)
            judged = and_(under(screenings, "server", within), screenings.c.person_id == person)
            connection.execute(update(screenings).where(judged).values(text=None, person_id=""))
            theirs = and_(under(flags, "server", within), flags.c.person_id == person)
            emptied = {"text": "", "person_name": "", "appeal": None}
            connection.execute(update(flags).where(theirs, flags.c.state != "open").values(emptied))
            _drop_failed(connection, within, person)
            # Nobody knows any more whose words were translated there.
            connection.execute(delete(cache).where(under(cache, "server", within)))
            spent = and_(under(spendings, "server", within), spendings.c.person == person)
            old = spendings.c.at < ledger_before
            connection.execute(update(spendings).where(spent, old).values(person=""))
            return gone

        return await self._swept(write)

    async def servers(self) -> list[str]:
        """Every server of which anything is kept that may be too old."""
        columns = (screenings.c.server, spendings.c.server, flags.c.server, cache.c.server)

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


_MOST_NAMES = 20
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


def _forget_spenders(connection: Connection, server: str, before: datetime) -> None:
    known = and_(spendings.c.person != "", spendings.c.at < before)
    spent = and_(spendings.c.server == server, known)
    connection.execute(update(spendings).where(spent).values(person=""))


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


def _drop_failed(connection: Connection, within: str, person: str) -> None:
    here = and_(under(taken, "place", within), _ended, taken.c.message.is_not(None))
    rows = connection.execute(select(taken.c.message_key, taken.c.message).where(here)).all()
    keys = [row.message_key for row in rows if _is_of(row.message, person)]
    for start in range(0, len(keys), 500):
        some = taken.c.message_key.in_(keys[start : start + 500])
        connection.execute(update(taken).where(some).values(message=None))


def _drop_offers(connection: Connection, within: str, person: str) -> None:
    """Forget the questions that a person was asked, and those about what they said."""
    here = under(offers, "place", within)
    connection.execute(delete(offers).where(here, offers.c.person == person))
    named = cast(offers.c.message, String).contains(person, autoescape=True)
    rows = connection.execute(select(offers.c.id, offers.c.message).where(here, named)).all()
    found = [row.id for row in rows if _is_of(row.message, person)]
    for start in range(0, len(found), 500):
        connection.execute(delete(offers).where(offers.c.id.in_(found[start : start + 500])))


def _forget_judged(connection: Connection, platform: str, which: ColumnElement[bool]) -> None:
    """Forget the words that were judged in turns, where they were written down."""
    ids = connection.scalars(select(turns.c.message_id).where(which)).all()
    keys = [message_key(platform, one) for one in ids]
    for start in range(0, len(keys), 500):
        some = screenings.c.message_key.in_(keys[start : start + 500])
        connection.execute(update(screenings).where(some).values(text=None))


def _is_of(message: Any, person: str) -> bool:
    """Whether a message that is kept has words of the person: their own, or answered to."""
    return message["person"]["id"] == person or any(
        author_id == person for _, _, _, author_id, *_ in message["quotes"]
    )


def _answering(
    connection: Connection, near: Place, person: str, name: str, *, within: str
) -> ColumnElement[bool]:
    """The turns in which others answer to what the person said, where the person is known."""
    theirs = and_(in_reach(turns, within), turns.c.person_id == person)
    used = select(spendings.c.server).where(
        under(spendings, "server", within), spendings.c.person == person
    )
    known = {server.partition("/")[2] for server in connection.scalars(used.distinct())}
    known |= {near.server, *connection.scalars(select(turns.c.server).where(theirs).distinct())}
    called = select(turns.c.person_name).where(theirs).distinct().limit(_MOST_NAMES)
    names = {name, *connection.scalars(called)}
    heads = [head for one in names for head in heads_of(one)]
    return and_(
        in_reach(turns, within),
        turns.c.server.in_(known),
        or_(*(turns.c.question.contains(head, autoescape=True) for head in heads)),
    )


def in_reach(table: Table, within: str) -> ColumnElement[bool]:
    """What is kept of a server, or of all of a platform, where it stands by platform and name."""
    platform, _, server = within.partition("/")
    here = table.c.platform == platform
    return and_(here, table.c.server == server) if server else here


def of_reach(which: ColumnElement[bool], within: str) -> ColumnElement[bool]:
    """Of what people thought of answers, that which is about answers there."""
    if within.endswith("/"):
        return which
    return and_(which, feedback.c.answer_id.in_(select(turns.c.id).where(in_reach(turns, within))))


def in_server(table: Table, server: str) -> ColumnElement[bool]:
    """What is kept of a server, where it stands by platform and name."""
    platform, _, name = server.partition("/")
    return and_(table.c.platform == platform, table.c.server == name)


def under(table: Table, column: str, server: str) -> ColumnElement[bool]:
    """What is kept of a server itself, or of a place in it; or of all servers of a platform."""
    if server.endswith("/"):
        return begins(table, column, server)
    return or_(table.c[column] == server, begins(table, column, f"{server}/"))


def begins(table: Table, column: str, prefix: str) -> ColumnElement[bool]:
    """What is kept under keys with the same beginning."""
    return table.c[column].startswith(prefix, autoescape=True)

"""What is kept: turns, summaries, settings, the ledger, screenings, messages taken.

SQLAlchemy, aiosqlite and Alembic are used in this package only, and their exceptions end here as
`bot.errors.StoreError`.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.messages import Outcome, Place
from bot.store.cache import Cache
from bot.store.engine import Database
from bot.store.failed import Failed, Failure, drop_failed
from bot.store.feedback import Feedback, Opinion
from bot.store.flagged import Done, Flag, State
from bot.store.flags import Flags
from bot.store.glossary import Glossaries
from bot.store.holdings import Holdings, Rows
from bot.store.installations import Installations
from bot.store.links import Copy, Link, Links
from bot.store.notes import Notes
from bot.store.offers import Offer, Offers
from bot.store.optouts import OptOuts
from bot.store.overrides import Changed, Overrides
from bot.store.owners import Owners
from bot.store.past import Lost, Past
from bot.store.personas import Personas
from bot.store.privacy import Gone, Privacy
from bot.store.screenings import Screened, Screenings, Wanted, insert_screenings
from bot.store.seen import Seen
from bot.store.servers import Servers
from bot.store.spendings import Part, Side, Spending, Spendings, Total, Which, insert_spendings
from bot.store.states import States
from bot.store.summaries import Summaries, Summary
from bot.store.taken import Recovered, Taken, mark_finished
from bot.store.turns import Turns, delete_turn, insert_turn
from bot.turn import Turn

__all__ = [
    "Changed",
    "Copy",
    "Done",
    "Failure",
    "Flag",
    "Gone",
    "Link",
    "Lost",
    "Offer",
    "Opinion",
    "Part",
    "Recovered",
    "Rows",
    "Screened",
    "Side",
    "Spending",
    "State",
    "Store",
    "Summary",
    "Total",
    "Wanted",
    "Which",
]


class Store:
    """Everything that is kept, each concern behind its own name.

    Every method raises a `StoreError` when the database cannot serve; then nothing of what it was
    asked to keep is kept. What arrives together is written together.
    """

    def __init__(self, database: Database, owners: Owners) -> None:
        self._database = database
        self._owners = owners
        self.taken = Taken(database, owners)
        self.failed = Failed(database)
        self.turns = Turns(database)
        self.past = Past(database)
        self.summaries = Summaries(database)
        self.overrides = Overrides(database)
        self.spendings = Spendings(database)
        self.screenings = Screenings(database)
        self.seen = Seen(database)
        self.feedback = Feedback(database)
        self.servers = Servers(database)
        self.notes = Notes(database)
        self.installations = Installations(database)
        self.states = States(database)
        self.offers = Offers(database)
        self.optouts = OptOuts(database)
        self.personas = Personas(database)
        self.privacy = Privacy(database)
        self.holdings = Holdings(database)
        self.flags = Flags(database)
        self.glossary = Glossaries(database)
        self.cache = Cache(database)
        self.links = Links(database)

    @classmethod
    async def open(cls, url: str, *, busy_seconds: float = 5) -> "Store":
        """Open the database, made or brought up to date where needed.

        `url` is SQLAlchemy's (`sqlite+aiosqlite:///FILE`, without a file: in memory).
        `busy_seconds` bounds the wait for another program that is writing. Raises
        `StoreUnopenable`, `StoreTooNew`, `StoreLocked` or `StoreFull`.
        """
        database = await Database.open(url, busy_seconds=busy_seconds)
        try:
            owners = await Owners.join(database.file)
        except BaseException:
            await database.close()
            raise
        return cls(database, owners)

    @property
    def location(self) -> str:
        """Which database this is, without any password."""
        return self._database.location

    async def close(self) -> None:
        """Finish what waits to be written, and let go of the database; twice does no harm."""
        try:
            await self._database.close()
        finally:
            await self._owners.leave()

    async def remember(
        self,
        turn: Turn | None,
        *,
        message_key: str,
        outcome: Outcome,
        spendings: Sequence[Spending],
        screenings: Sequence[Screened],
        replaces: int | None = None,
        failed_in: Place | None = None,
    ) -> int:
        """Keep all that a message came to and finish it: the whole of it or nothing.

        `replaces` is the id of a turn that goes. `failed_in` is the place of a message that was not
        answered and may be asked again, until a newer one there has a turn. Returns the id of the
        turn, 0 if there is none.
        """

        def write(connection: Connection) -> int:
            if replaces is not None:
                delete_turn(connection, replaces)
            turn_id = 0 if turn is None else insert_turn(connection, turn)
            mark_finished(connection, message_key, outcome, failed_in=failed_in)
            if turn is not None:
                drop_failed(connection, turn.place, until=turn.asked_at)
            insert_spendings(connection, spendings)
            insert_screenings(connection, screenings)
            return turn_id

        self.spendings.note(spendings)
        return await self._database.write(write)

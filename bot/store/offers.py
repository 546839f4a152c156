"""Questions with buttons: what each button stands for, for as long as somebody may press it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.messages import Choice, Choices, Message
from bot.store.engine import Database
from bot.store.envelope import pack, unpack
from bot.store.tables import offers

KEPT = timedelta(days=90)
"""Whoever presses a button later than this is told to ask once more."""

_PASSING = timedelta(days=1)
_insert = insert(offers).returning(offers.c.id)


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that was put.

    `message` is the one that led to it, without its words; `picked` is what was chosen.
    """

    id: int
    choices: tuple[Choice, ...]
    for_all: bool
    message: Message
    picked: int | None


class Offers:
    """All questions that were put."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, choices: Choices, message: Message, *, lasting: bool = True) -> int:
        """Keep a question of that message, and return its number; not `lasting`, for a day."""
        now = datetime.now(UTC)
        row = {
            "message_key": message.key,
            "place": message.place.key,
            "person": message.person.id,
            "for_all": choices.for_all,
            "choices": [_packed(choice) for choice in choices.choices],
            # What a button sends stands in its choice.
            "message": pack(replace(message, text="", options={})),
            "at": now if lasting else now - KEPT + _PASSING,
        }

        def write(connection: Connection) -> int:
            number: int = connection.execute(_insert.values(row)).scalar_one()
            return number

        return await self._database.write(write)

    async def get(self, offer_id: int) -> Offer | None:
        """The question of that number; None where it is gone."""
        statement = select(offers).where(offers.c.id == offer_id)
        row = await self._database.read(lambda connection: connection.execute(statement).first())
        if row is None:
            return None
        choices = tuple(Choice(**packed) for packed in row.choices)
        return Offer(row.id, choices, row.for_all, unpack(row.message), row.picked)

    async def pick(self, offer_id: int, number: int) -> bool:
        """Note which one was picked; False where one was before, or the question is gone."""
        statement = (
            update(offers)
            .where(offers.c.id == offer_id, offers.c.picked.is_(None))
            .values(picked=number)
        )
        return await self._database.write(
            lambda connection: connection.execute(statement).rowcount > 0
        )

    async def drop(self, *, place_keys: Sequence[str]) -> None:
        """Forget the questions to one person each that were put in these places."""
        statement = delete(offers).where(offers.c.place.in_(place_keys), ~offers.c.for_all)
        await self._database.write(lambda connection: connection.execute(statement))

    async def prune(self, before: datetime) -> None:
        """Forget the questions that are older; their buttons say so."""
        statement = delete(offers).where(offers.c.at < before)
        await self._database.write(lambda connection: connection.execute(statement))


def _packed(choice: Choice) -> dict[str, Any]:
    return {
        "label": choice.label,
        "text": choice.text,
        "command": choice.command,
        "options": dict(choice.options),
        "approved": choice.approved,
        "style": choice.style,
        "form": choice.form,
    }

"""Budgets over a real store, with a clock that a test sets, and models of known prices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.budgets.allowance import allowances
from bot.budgets.payers import Payer
from bot.budgets.reservation import Reservation
from bot.budgets.reserving import Budgets
from bot.config import ModelCard
from bot.ledger import Ledger
from bot.messages import Message, Person, Place, Usage
from bot.store import Store

PLACE = Place("chat", "s1", "general")
NOON = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
TABLE = {
    "big": ModelCard.model_validate({"prices": {"input": 1, "output": 10}}),
    "dear": ModelCard.model_validate({"prices": {"input": 100, "output": 1000}}),
    "free": ModelCard.model_validate({"prices": {"input": 0, "output": 0}}),
    "ear": ModelCard.model_validate({"prices": {"input": 0, "output": 0, "minute": 0.006}}),
    "brush": ModelCard.model_validate({"prices": {"input": 0, "output": 0, "image": 0.04}}),
    "own": ModelCard(),
}


@dataclass
class Till:
    """Where a test reserves and pays; `told` is what admins were told."""

    store: Store
    now: datetime = NOON
    fallbacks: tuple[str, ...] = ()
    wait_seconds: float = 5
    told: list[tuple[str, str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(TABLE, self.store)
        self.restart()

    def restart(self) -> None:
        """Forget what is in memory only."""
        self.budgets = Budgets(
            self.ledger,
            tell=lambda *told: self.told.append(told),
            fallbacks=self.fallbacks,
            wait_seconds=self.wait_seconds,
            now=lambda: self.now,
        )

    async def reserve(
        self, worst: Usage, *lines: str, model: str = "big", shorten: bool = False, **who: Any
    ) -> Reservation:
        return await self.budgets.reserve(
            payer(**who), allowances(lines), model, worst, shorten=shorten
        )

    async def keep(self, reservation: Reservation, model: str, usage: Usage, **who: Any) -> None:
        """Store what was used, as the end of a message does."""
        spending = self.ledger.spending(message(**who), model, "chat", usage)
        await self.store.spendings.add(replace(spending, at=self.now))
        reservation.kept()

    async def pay(self, usage: Usage, *lines: str, model: str = "big", **who: Any) -> Reservation:
        """Reserve, use and keep."""
        with await self.reserve(usage, *lines, model=model, **who) as reservation:
            reservation.used(model, usage)
        await self.keep(reservation, model, usage, **who)
        return reservation


def message(person: str = "p1", *, roles: tuple[str, ...] = (), place: Place = PLACE) -> Message:
    return Message("m1", place, Person(person, "Dana", roles=roles), "", NOON)


def payer(**who: Any) -> Payer:
    return Payer.of(message(**who))


def tokens(count: int) -> Usage:
    return Usage(input=count)


@asynccontextmanager
async def opened(url: str = "sqlite+aiosqlite://", **how: Any) -> AsyncIterator[Till]:
    store = await Store.open(url)
    try:
        yield Till(store, **how)
    finally:
        await store.close()

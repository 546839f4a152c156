"""What a message used, request by request: reserved before each, and noted after it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.budgets.accounts import Account
from bot.budgets.payers import Due
from bot.budgets.reservation import Reservation
from bot.budgets.sayings import too_short
from bot.errors import OverBudget
from bot.messages import Usage


class Bill:
    """One request that is being paid for; nothing is owed as long as nothing was used.

    `worst` is what it may use at most, which may be a shorter answer than was asked for; `short` is
    the allowance that made it so.
    """

    def __init__(self, model: str, worst: Usage, short: Due | None = None) -> None:
        self.model = model
        self.worst = worst
        self.short = short
        self.usage: Usage | None = None

    def used(self, usage: Usage, *, model: str | None = None) -> None:
        """Note what the request used; `model` is who answered, where that was another one."""
        self.usage = usage
        self.model = model or self.model

    def insist(self) -> None:
        """Raise `OverBudget` where the answer was cut short for the budget."""
        if self.short is not None:
            raise OverBudget(too_short(self.short, datetime.now(UTC)))


class Billing:
    """The bills of one message.

    `used` is what was used so far, by model. `short` is the allowance that left no room for a
    longer answer to the latest request. `warn` tells the person that a budget is nearly spent.
    """

    def __init__(
        self, account: Account | None = None, *, warn: Callable[[str], None] | None = None
    ) -> None:
        self.used: list[tuple[str, Usage]] = []
        self.short: Due | None = None
        self._account = account
        self._warn = warn
        self._unkept: list[Reservation] = []

    @asynccontextmanager
    async def paid(
        self, model: str, worst: Usage, *, shorten: bool = False
    ) -> AsyncGenerator[Bill, None]:
        """See `bot.context.Answers.paid`."""
        if self._account is None:
            raise ValueError("nobody is there who pays")
        with await self._account.reserve(model, worst, shorten=shorten) as reservation:
            self.short = reservation.short
            bill = Bill(model, reservation.worst, reservation.short)
            try:
                yield bill
            finally:
                if bill.usage is not None:
                    self._settle(bill.model, bill.usage, reservation)

    def kept(self) -> None:
        """Say that all that was used is in the store, or never will be."""
        for reservation in self._unkept:
            reservation.kept()
        self._unkept.clear()

    def _settle(self, model: str, usage: Usage, reservation: Reservation) -> None:
        self.used.append((model, usage))
        self._unkept.append(reservation)
        reservation.used(model, usage)
        for warning in reservation.warnings:
            if self._warn is not None:
                self._warn(warning)

"""What one message may spend: the rate of its person, and every budget that counts for it."""

from bot.budgets.allowance import allowances
from bot.budgets.payers import Payer
from bot.budgets.rates import Rates
from bot.budgets.reservation import Reservation
from bot.budgets.reserving import Budgets
from bot.messages import Message, Usage
from bot.settings import Values


class Account:
    """The door to the budgets for one message; what it takes at first counts for the rate."""

    def __init__(self, budgets: Budgets, rates: Rates, message: Message, values: Values) -> None:
        self._budgets = budgets
        self._rates = rates
        self._payer = Payer.of(message)
        self._values = values
        self._asked = False

    async def reserve(self, model: str, worst: Usage, *, shorten: bool = False) -> Reservation:
        """See `Budgets.reserve`; raises `OverBudget` as well where the person asks too often."""
        if not self._asked and self._values.rate_per_minute is not None:
            self._rates.hit(
                f"{self._payer.server}/{self._payer.person}", self._values.rate_per_minute
            )
        self._asked = True
        return await self._budgets.reserve(
            self._payer, allowances(self._values.budget), model, worst, shorten=shorten
        )

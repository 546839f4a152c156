"""The ledger: what a request to a model cost, and what people, places and servers have used."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Unpack

from bot.config.schema import ModelCard, Prices
from bot.messages import Message, Usage
from bot.models.cards import described
from bot.store import Part, Side, Spending, Store, Total, Which

_MILLION = 1_000_000


class Ledger:
    """Prices by model, and the sums of what was spent.

    `table` has the models with their prices in US dollars for a million tokens.
    """

    def __init__(self, table: Mapping[str, ModelCard], store: Store) -> None:
        self._table = table
        self._store = store

    def cost(self, model: str, usage: Usage) -> float | None:
        """What that costs in US dollars, None where the model has no known price.

        Cached tokens and those of pictures are part of the input, those of reasoning of the output.
        """
        card = described(self._table, model)
        if card is None or card.prices is None:
            return None
        prices = card.prices
        if usage.seconds and prices.minute is None and not (usage.input or usage.output):
            # Charged for by tokens, of which nobody knows how many there were.
            return None
        pictured = min(usage.image_input, usage.input)
        cached = min(usage.cached, usage.input - pictured)
        return (
            (usage.input - pictured - cached) * prices.input
            + cached * _or(prices.cached, prices.input)
            + pictured * _or(prices.image_input, prices.input)
            + usage.output * prices.output
        ) / _MILLION + _by_piece(prices, usage)

    def spending(self, message: Message, model: str, kind: str, usage: Usage) -> Spending:
        """What was used now for this message, to be kept with its answer."""
        return Spending(
            server=message.place.server_key,
            channel=message.place.key,
            person=message.person.id,
            model=model,
            kind=kind,
            usage=usage,
            cost=self.cost(model, usage),
            at=datetime.now(UTC),
        )

    async def total(self, **which: Unpack[Which]) -> Total:
        """The sum of what was spent, of those spendings only that match all that is given."""
        return await self._store.spendings.total(**which)

    async def total_until_now(self, **which: Unpack[Which]) -> tuple[Total, int]:
        """The same, and the number of the newest spending of all that may be among them."""
        return await self._store.spendings.total_until_now(**which)

    async def of_others(self, after: int | None) -> tuple[list[tuple[int, Spending]], int]:
        """What other programs have spent since, by number; and the number of the newest of all."""
        return await self._store.spendings.of_others(after)

    async def by(self, side: Side, **which: Unpack[Which]) -> dict[str, Total]:
        """The same for each person, server, channel, model or kind; the dearest first."""
        return await self._store.spendings.by(side, **which)

    async def over_time(
        self, side: Side, part: Part, **which: Unpack[Which]
    ) -> dict[tuple[str, str], Total]:
        """The same for each hour, day or month, in order."""
        return await self._store.spendings.over_time(side, part, **which)

    async def lines(self, limit: int, **which: Unpack[Which]) -> list[Spending]:
        """The latest of those one by one, the newest first."""
        return await self._store.spendings.lines(limit, **which)


def _by_piece(prices: Prices, usage: Usage) -> float:
    return usage.images * (prices.image or 0) + usage.seconds / 60 * (prices.minute or 0)


def _or(price: float | None, otherwise: float) -> float:
    return otherwise if price is None else price

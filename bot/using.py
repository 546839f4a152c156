"""What a person has used and may still use, in sentences; for `/usage` and for homes of apps."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.budgets import Period, sayings
from bot.budgets.allowance import Unit, allowances
from bot.budgets.payers import Payer
from bot.budgets.room import Standing
from bot.messages import Person, Place

if TYPE_CHECKING:
    from bot.parts import Parts
    from bot.store import Total

_SMALLEST = 0.0001
_UNKNOWN = "not known"


async def standing(parts: "Parts", place: Place, person: Person) -> str:
    """Say what a person has used this month, and how their budgets stand; raises `StoreError`."""
    now = datetime.now(UTC)
    total = await parts.ledger.total(
        server=place.server_key, person=person.id, since=Period.MONTH.begin(now)
    )
    values = await parts.settings.resolve(place)
    payer = Payer.by(person, place)
    standings = await parts.budgets.standings(payer, allowances(values.budget))
    return "\n\n".join([f"This month: {used(total)}.", *budget(standings, now)])


def used(total: "Total") -> str:
    """What was used, in one line: `12 requests, 4,100 tokens, 2 images, $0.12`."""
    if not total.count:
        return "nothing used"
    usage = total.usage
    parts = [f"{total.count:,} {'request' if total.count == 1 else 'requests'}"]
    parts += [
        sayings.amount(unit, number)
        for unit, number in (
            (Unit.TOKENS, usage.input + usage.output),
            (Unit.IMAGES, usage.images),
            (Unit.MINUTES, usage.seconds / 60),
        )
        if number
    ]
    told = cost(total)
    return ", ".join([*parts, f"cost {told}" if told == _UNKNOWN else told])


def cost(total: "Total") -> str:
    """What it cost, as far as that is known."""
    if total.unpriced == total.count:
        return _UNKNOWN
    told = f"${total.cost:,.4f}" if total.cost < 1 else f"${total.cost:,.2f}"
    if 0 < total.cost < _SMALLEST:
        told = f"under ${_SMALLEST}"
    return f"{told} and more" if total.unpriced else told


def budget(standings: Sequence[Standing], now: datetime) -> list[str]:
    """The paragraph about budgets, none where there are none."""
    lines = [f"- {sayings.line(one, now)}" for one in standings]
    return ["\n".join(["Budget:", *lines])] if lines else []

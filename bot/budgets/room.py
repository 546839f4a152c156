"""How much of a request fits into what is left; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.budgets.allowance import Unit
from bot.budgets.amounts import TINY, Amounts
from bot.budgets.payers import Due
from bot.messages import Usage

Cost = Callable[[Usage], float | None]
"""What that much costs in dollars, None where there is no known price."""

SHORTEST = 256
"""An answer that may not even become this long, in tokens, is not worth asking for."""

# An answer may take this part of what is left, so that others find some of it while it is written;
# but it may always become as long as the usual answer, where there is room for that.
_PART = 0.25
_USUAL = 2_000


@dataclass(frozen=True, slots=True)
class Standing:
    """What has been spent under an allowance in its present period, and what is reserved now."""

    due: Due
    spent: float
    reserved: float

    @property
    def left(self) -> float:
        """What may still be reserved."""
        return self.due.allowance.amount - self.spent - self.reserved


@dataclass(frozen=True, slots=True)
class Granted:
    """What may be used; `short` is the allowance that made the longest answer shorter, if any."""

    worst: Usage
    short: Due | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """There is no room under this allowance for the `needed` amount."""

    standing: Standing
    needed: float

    @property
    def never(self) -> bool:
        """Whether it is more than all that is allowed."""
        return self.needed > self.standing.due.allowance.amount + TINY

    @property
    def passing(self) -> bool:
        """Whether there may be room when the requests under way have ended."""
        standing = self.standing
        return standing.spent + self.needed <= standing.due.allowance.amount + TINY


def fitted(
    standings: Sequence[Standing], worst: Usage, cost: Cost, *, shorten: bool
) -> Granted | Blocked:
    """Fit the worst case into what is left; with `shorten` the answer may become shorter."""
    most, short = worst.output, None
    if shorten:
        for standing in standings:
            longest = _longest(standing, worst, cost)
            if longest < most:
                most, short = int(longest), standing.due
    least = replace(worst, output=max(most, min(worst.output, SHORTEST)))
    blocked = [
        Blocked(standing, needed)
        for standing in standings
        if (needed := _needed(standing, least, cost)) > standing.left + TINY and needed > 0
    ]
    if not blocked:
        return Granted(least, short)
    # What waiting cannot mend is said before what it can.
    return max(blocked, key=lambda one: (one.never, not one.passing, _length(one)))


def _needed(standing: Standing, usage: Usage, cost: Cost) -> float:
    return Amounts.of(usage, cost(usage))[standing.due.allowance.unit]


def _longest(standing: Standing, worst: Usage, cost: Cost) -> float:
    """The most tokens of an answer that this allowance has room for."""
    each = _needed(standing, replace(worst, output=1_000), cost) / 1_000
    without = _needed(standing, replace(worst, output=0), cost)
    each -= without / 1_000
    if standing.due.allowance.unit not in (Unit.TOKENS, Unit.DOLLARS) or each <= TINY / 1_000:
        return worst.output
    room = max(0.0, standing.left - without) / each
    return max(room * _PART, min(room, _USUAL))


def _length(blocked: Blocked) -> int:
    return ("hour", "day", "month").index(blocked.standing.due.allowance.period)

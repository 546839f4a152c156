"""What was spent so far, as running sums in memory that begin with what the store has."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from bot.budgets.allowance import Unit
from bot.budgets.amounts import NOTHING, Amounts
from bot.budgets.payers import Subject
from bot.budgets.periods import Period

_CAPACITY = 20_000
_LOOKED_AT = 100

Load = Callable[[Subject, datetime], Awaitable[tuple[Amounts, int]]]
"""What a subject has spent since then, with all that the store does not have yet.

With it the number of the newest spending in the store that may be in it. Raises `StoreError`.
"""


@dataclass(slots=True)
class Tally:
    """The sums of one subject.

    What is reserved belongs to no period: it will be spent in the one in which it ends. `until` has
    the number of the newest spending in the store that is in a sum, `told` the period in which
    people were told last that most of something is spent.
    """

    count: int = 0
    reserved: Amounts = NOTHING
    periods: dict[Period, tuple[datetime, Amounts]] = field(default_factory=dict)
    until: dict[Period, int] = field(default_factory=dict)
    told: dict[tuple[Period, Unit], str] = field(default_factory=dict)

    def spent(self, period: Period, now: datetime) -> Amounts:
        """What was spent in the period that is now."""
        begin, spent = self.periods.get(period, (now, NOTHING))
        return spent if begin >= period.begin(now) else NOTHING

    def spend(self, amounts: Amounts, now: datetime) -> None:
        """Count something that was spent now, in every period that is warm."""
        for period in self.periods:
            self.periods[period] = period.begin(now), self.spent(period, now) + amounts

    def take_in(self, amounts: Amounts, number: int, *, at: datetime, now: datetime) -> None:
        """Count what another program spent at that moment, unless a sum has it already."""
        for period, until in self.until.items():
            if number > until and at >= period.begin(now):
                self.periods[period] = period.begin(now), self.spent(period, now) + amounts

    def reserve(self, amounts: Amounts) -> None:
        """Hold something for one more reservation."""
        self.count += 1
        self.reserved += amounts

    def release(self, amounts: Amounts, *, last: bool = False) -> None:
        """Let go of what is held, or of a part of it; with `last` the reservation is over."""
        self.count -= last
        # Where nothing is held, what the adding of fractions left over goes as well.
        self.reserved = (self.reserved - amounts).at_least_nothing() if self.count else NOTHING


class Tallies:
    """The sums of all subjects in use; those that are idle go when there are too many."""

    def __init__(self, load: Load, *, capacity: int = _CAPACITY) -> None:
        self._load = load
        self._capacity = capacity
        self._kept: OrderedDict[Subject, Tally] = OrderedDict()

    def get(self, subject: Subject) -> Tally:
        """The sums of a subject, as far as they are in memory: no period may be warm."""
        tally = self._kept.get(subject)
        if tally is None:
            tally = self._kept[subject] = Tally()
            self._bound()
        self._kept.move_to_end(subject)
        return tally

    def known(self, subject: Subject) -> Tally | None:
        """The sums of a subject if they are in memory."""
        return self._kept.get(subject)

    async def warm(self, subject: Subject, period: Period, now: datetime) -> Tally:
        """The sums of a subject with that period among them; the store is asked once."""
        tally = self.get(subject)
        if period not in tally.periods:
            begin = period.begin(now)
            spent, until = await self._load(subject, begin)
            tally = self.get(subject)
            if period not in tally.periods:
                tally.periods[period], tally.until[period] = (begin, spent), until
        return tally

    def _bound(self) -> None:
        """Forget one that is idle, the longest unused of the first few."""
        if len(self._kept) <= self._capacity:
            return
        oldest = islice(self._kept, min(_LOOKED_AT, len(self._kept) - 1))
        idle = next((subject for subject in oldest if not self._kept[subject].count), None)
        if idle is not None:
            del self._kept[idle]

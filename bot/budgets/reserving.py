"""Reserving the worst case before a request, and settling what it really used after it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from bot.budgets import sayings
from bot.budgets.allowance import Allowance, Unit, Who
from bot.budgets.amounts import NOTHING, Amounts
from bot.budgets.payers import Due, Payer, Subject, subjects_of
from bot.budgets.reservation import Reservation
from bot.budgets.room import Blocked, Cost, Granted, Standing, fitted
from bot.budgets.tallies import Tallies
from bot.errors import OverBudget
from bot.ledger import Ledger
from bot.messages import Usage
from bot.store import Total, Which

WARN_AT = 0.8
"""The part of an allowance that is spent when its people are warned."""

_WAIT_SECONDS = 30.0
_READS = 3

Tell = Callable[[str, str, str, str], None]
"""Tells the admins of a server something: its key, what it is about, the sentence, and a stamp
which it is told once for."""


class Budgets:
    """All that is reserved and was spent in this process, and the sums of it.

    What is reserved lives in memory only, so that a process that dies leaves nothing reserved; what
    was spent is in the store, and is read from there once for each sum. What other programs spend
    on the same database is taken in by `follow`.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        tell: Tell,
        fallbacks: Sequence[str] = (),
        wait_seconds: float = _WAIT_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ledger = ledger
        self._tell = tell
        self._fallbacks = tuple(fallbacks)
        self._wait_seconds = wait_seconds
        self._now = now
        self._tallies = Tallies(self._load)
        # By server: what was spent and is not in the store yet, and who waits for room.
        self._unkept: dict[str, set[Reservation]] = {}
        self._freed: dict[str, asyncio.Event] = {}
        # What came into the store while a sum is being read there, for each such reading.
        self._readings: dict[object, set[Reservation]] = {}
        # The newest spending in the store that was looked at.
        self._until: int | None = None

    async def reserve(
        self,
        payer: Payer,
        allowances: Iterable[Allowance],
        model: str,
        worst: Usage,
        *,
        shorten: bool = False,
    ) -> Reservation:
        """Reserve what a request may use at worst; with `shorten` its answer may become shorter.

        Waits a while where only requests under way are in the way. Raises `OverBudget`, which says
        when there is room again, and `StoreError`.
        """
        dues = payer.dues(allowances)
        cost = self._dearest(model)
        if any(due.allowance.unit is Unit.DOLLARS for due in dues) and cost(worst) is None:
            self._tell_unpriced(payer.server, model)
        try:
            async with asyncio.timeout(self._wait_seconds):
                while isinstance(
                    fit := fitted(await self._standings(dues), worst, cost, shorten=shorten),
                    Blocked,
                ):
                    if not fit.passing:
                        raise OverBudget(sayings.refusal(fit, self._now()))
                    await self._freed.setdefault(payer.server, asyncio.Event()).wait()
        except TimeoutError:
            raise OverBudget(sayings.BUSY) from None
        return self._reserved(payer, dues, fit, cost)

    async def standings(self, payer: Payer, allowances: Iterable[Allowance]) -> list[Standing]:
        """How every allowance stands that counts for a payer; raises `StoreError`."""
        return await self._standings(payer.dues(allowances))

    async def follow(self) -> None:
        """Take in what other programs have spent since the last time; raises `StoreError`."""
        found, self._until = await self._ledger.of_others(self._until)
        now = self._now()
        for number, spending in found:
            amounts = Amounts.of(spending.usage, spending.cost)
            for subject in subjects_of(spending):
                if tally := self._tallies.known(subject):
                    tally.take_in(amounts, number, at=spending.at, now=now)

    def spend(self, reservation: Reservation, model: str, usage: Usage) -> None:
        """See `Reservation.used`."""
        used = Amounts.of(usage, self._ledger.cost(model, usage))
        now = self._now()
        before = {due: self._spent(due, now) for due in reservation.dues}
        freed = reservation.reserved.up_to(used)
        reservation.reserved, reservation.spent = (
            reservation.reserved - freed,
            reservation.spent + used,
        )
        for subject in reservation.subjects:
            tally = self._tallies.get(subject)
            tally.release(freed)
            tally.spend(used, now)
        self._unkept.setdefault(reservation.subjects[0].server, set()).add(reservation)
        for due, spent in before.items():
            self._warn(reservation, due, spent, now)
        self._free(reservation)

    def release(self, reservation: Reservation) -> None:
        """See `Reservation.end`."""
        for subject in reservation.subjects:
            self._tallies.get(subject).release(reservation.reserved, last=True)
        reservation.reserved = NOTHING
        self._free(reservation)

    def forget(self, reservation: Reservation) -> None:
        """See `Reservation.kept`."""
        server = reservation.subjects[0].server
        unkept = self._unkept.get(server, set())
        unkept.discard(reservation)
        for kept in self._readings.values():
            kept.add(reservation)
        if not unkept:
            self._unkept.pop(server, None)

    def _reserved(self, payer: Payer, dues: list[Due], fit: Granted, cost: Cost) -> Reservation:
        reserved = Amounts.of(fit.worst, cost(fit.worst))
        for subject in payer.subjects:
            self._tallies.get(subject).reserve(reserved)
        return Reservation(
            payer.subjects, dues, worst=fit.worst, reserved=reserved, short=fit.short, desk=self
        )

    async def _standings(self, dues: Sequence[Due]) -> list[Standing]:
        """How they stand at this moment: nothing is awaited once all sums are warm."""
        for due in dues:
            await self._tallies.warm(due.subject, due.allowance.period, self._now())
        now = self._now()
        return [
            Standing(
                due,
                spent=self._spent(due, now),
                reserved=self._tallies.get(due.subject).reserved[due.allowance.unit],
            )
            for due in dues
        ]

    def _spent(self, due: Due, now: datetime) -> float:
        allowance = due.allowance
        return self._tallies.get(due.subject).spent(allowance.period, now)[allowance.unit]

    async def _load(self, subject: Subject, since: datetime) -> tuple[Amounts, int]:
        """What the store has, and what it does not have yet.

        What arrives there while it is read is counted twice rather than not at all, where reading
        once more does not help.
        """
        which = _which(subject)
        which["since"] = since
        for _ in range(_READS):
            (total, until), kept = await self._read(which)
            arrived = {one for one in kept if subject in one.subjects}
            if not arrived and until >= (self._until or 0):
                break
        spent = Amounts.of(total.usage, total.cost)
        unkept = self._spent_by(subject) | arrived
        return sum((one.spent for one in unkept), start=spent), until

    async def _read(self, which: Which) -> tuple[tuple[Total, int], set[Reservation]]:
        """What the store has, and whatever was kept there meanwhile."""
        reading, kept = object(), set[Reservation]()
        self._readings[reading] = kept
        try:
            return await self._ledger.total_until_now(**which), kept
        finally:
            del self._readings[reading]

    def _spent_by(self, subject: Subject) -> set[Reservation]:
        return {one for one in self._unkept.get(subject.server, ()) if subject in one.subjects}

    def _dearest(self, model: str) -> Cost:
        """The price of a model, or that of the dearest one that may answer in its place."""

        def cost(usage: Usage) -> float | None:
            costs = [self._ledger.cost(name, usage) for name in (model, *self._fallbacks)]
            return max((one for one in costs if one is not None), default=None)

        return cost

    def _warn(self, reservation: Reservation, due: Due, before: float, now: datetime) -> None:
        """Say once that most of an allowance is spent: when it is, and only then."""
        allowance = due.allowance
        line = WARN_AT * allowance.amount
        spent = self._spent(due, now)
        text = sayings.warning(Standing(due, spent, 0), now) if spent >= line > 0 else ""
        if not text:
            return
        if due.subject.who is Who.PERSON:
            reservation.warnings += [text] if before < line else []
            return
        # Whoever spent it before may have been another program.
        told, stamp = self._tallies.get(due.subject).told, allowance.period.stamp(now)
        if told.get((allowance.period, allowance.unit)) != stamp:
            told[allowance.period, allowance.unit] = stamp
            about = f"budget/{due.subject.id}/{allowance.period}/{allowance.unit}"
            self._tell(due.subject.server, about, text, stamp)

    def _tell_unpriced(self, server: str, model: str) -> None:
        text = (
            f"The model {model} has no known price, so the budget in dollars cannot count it. The "
            "operator can put its prices into config.yaml (models.table); a budget of tokens "
            "counts every model."
        )
        self._tell(server, f"unpriced/{model}", text, "once")

    def _free(self, reservation: Reservation) -> None:
        """Have all who wait for room in the server look again."""
        if freed := self._freed.pop(reservation.subjects[0].server, None):
            freed.set()


def _which(subject: Subject) -> Which:
    which: Which = {"server": subject.server}
    if subject.who is Who.CHANNEL:
        which["within"] = subject.id
    elif subject.who is Who.PERSON:
        which["person"] = subject.id
    return which

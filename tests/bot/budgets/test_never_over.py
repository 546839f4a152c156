"""Whatever happens in whatever order, nothing spends more than it may."""

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.budgets import Period, Unit, Who
from bot.budgets.allowance import allowances
from bot.budgets.amounts import TINY, Amounts
from bot.budgets.payers import Payer
from bot.budgets.reservation import Reservation
from bot.budgets.reserving import Budgets
from bot.errors import OverBudget
from bot.messages import Usage
from bot.store import Total
from tests.bot.budgets.till import NOON

LINES = st.lists(
    st.builds(
        "{} {} {} {}".format,
        st.integers(10, 60),
        st.sampled_from(["tokens", "images", "dollars"]),
        st.sampled_from(["hour", "day", "month"]),
        st.sampled_from(["server", "each channel", "each person", "role r", "person p1"]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda line: line.split(" ", 1)[1],
)


@st.composite
def _steps(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """What happens, most of it reserving and using."""
    usual = [*["reserve"] * 6, *["use"] * 5, "end", "later", "crash"]
    kinds = draw(st.lists(st.sampled_from(usual), min_size=20, max_size=60))
    return [(kind, *draw(_GIVEN[kind])) for kind in kinds]


_GIVEN: dict[str, st.SearchStrategy[tuple[Any, ...]]] = {
    "reserve": st.tuples(st.sampled_from(["p1", "p2"]), st.integers(5, 40), st.integers(0, 15)),
    "use": st.tuples(st.integers(0, 9), st.sampled_from([1.0, 1.0, 0.5]), st.booleans()),
    "end": st.tuples(st.integers(0, 9)),
    "later": st.tuples(st.integers(1, 40)),
    "crash": st.just(()),
}


@dataclass
class Book:
    """A ledger whose store is a list; a token costs a dollar."""

    rows: list[tuple[str, datetime, Usage]] = field(default_factory=list)

    def cost(self, model: str, usage: Usage) -> float:
        return usage.input + usage.output

    async def total_until_now(
        self, since: datetime, person: str | None = None, **_: Any
    ) -> tuple[Total, int]:
        rows = [u for p, at, u in self.rows if at >= since and person in (None, p)]
        usage = sum(rows, Usage())
        return Total(usage, self.cost("", usage), len(rows), 0), 0


@dataclass
class World:
    lines: tuple[str, ...]
    scale: int = 1
    book: Book = field(default_factory=Book)
    now: datetime = NOON
    held: list[tuple[str, Reservation]] = field(default_factory=list)

    def __post_init__(self) -> None:
        read = allowances(self.lines)
        self.allowances = tuple(replace(one, amount=one.amount * self.scale) for one in read)
        self.crash()

    def crash(self) -> None:
        self.held = []
        self.budgets = Budgets(
            self.book,  # type: ignore[arg-type]  # all that is used of it
            tell=lambda *_: None,
            wait_seconds=0,
            now=lambda: self.now,
        )

    async def step(self, kind: str, *given: Any) -> None:
        match kind, *given:
            case "reserve", person, tokens, images:
                payer = Payer("s", "s/c", "c", person, ("r",) if person == "p2" else ())
                worst = Usage(output=tokens, images=images)
                with suppress(OverBudget):
                    reservation = await self.budgets.reserve(payer, self.allowances, "m", worst)
                    self.held.append((person, reservation))
            case "use", number, share, kept if self.held:
                person, reservation = self.held.pop(number % len(self.held))
                worst = reservation.worst
                used = Usage(output=int(share * worst.output), images=int(share * worst.images))
                reservation.used("m", used)
                self.book.rows.append((person, self.now, used))
                reservation.end()
                if kept:
                    reservation.kept()
            case "end", number if self.held:
                self.held.pop(number % len(self.held))[1].end()
            case "later", minutes:
                self.now += timedelta(minutes=minutes)
            case ("crash",):
                self.crash()

    def check(self) -> None:
        spent: dict[tuple[Any, ...], float] = defaultdict(float)
        for person, at, usage in self.book.rows:
            amounts = Amounts.of(usage, self.book.cost("", usage))
            for unit in Unit:
                for period in Period:
                    for who in ("server", person):
                        spent[who, period, unit, period.begin(at)] += amounts[unit]
        for line in self.allowances:
            for (who, period, unit, _), amount in spent.items():
                if (period, unit) == (line.period, line.unit) and self._is_for(line, who):
                    assert amount <= line.amount + TINY, line

    def _is_for(self, line: Any, who: str) -> bool:
        """Whether a line is the one that counts for the sum; there is one channel and p2 has r."""
        alike = [
            one for one in self.allowances if (one.period, one.unit) == (line.period, line.unit)
        ]
        match line.who:
            case Who.SERVER | Who.CHANNEL:
                return who == "server"
            case Who.PERSON if line.id:
                return who == "p1"
            case Who.ROLE:
                return who == "p2"
        closer = {"p1": (Who.PERSON, "p1"), "p2": (Who.ROLE, "r")}.get(who)
        return closer is not None and closer not in {(one.who, one.id) for one in alike}


CALLS = st.lists(
    st.tuples(
        st.sampled_from(["p1", "p2"]),
        st.integers(1, 40),
        st.sampled_from([1.0, 1.0, 0.5]),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=200,
    max_size=200,
)


@settings(max_examples=8, deadline=None)
@given(LINES, CALLS)
def test_of_two_hundred_calls_at_once_none_spends_what_another_holds(lines, calls):
    async def run() -> None:
        world = World(tuple(lines), scale=20)

        async def call(person: str, tokens: int, share: float, turns: int, kept: bool) -> None:
            payer = Payer("s", "s/c", "c", person, ("r",) if person == "p2" else ())
            worst = Usage(output=tokens, images=1)
            with suppress(OverBudget):
                with await world.budgets.reserve(payer, world.allowances, "m", worst) as held:
                    for _ in range(turns):
                        await asyncio.sleep(0)
                    used = Usage(output=int(share * tokens), images=1)
                    held.used("m", used)
                    world.book.rows.append((person, world.now, used))
                if kept:
                    held.kept()

        await asyncio.gather(*(call(*one) for one in calls))
        world.check()

    asyncio.run(run())


@settings(max_examples=80, deadline=None)
@given(LINES, _steps())
def test_nobody_ever_spends_more_than_is_allowed(lines, steps):
    async def run() -> None:
        world = World(tuple(lines))
        for step in steps:
            await world.step(*step)
        world.check()

    asyncio.run(run())

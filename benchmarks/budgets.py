"""What a budget adds to a message once its sums are warm: reserving, settling and letting go.

python -m benchmarks.budgets --times 5000 --lines 8
"""

import argparse
import asyncio
import time
from dataclasses import dataclass

from bot.budgets.allowance import allowances
from bot.budgets.payers import Payer
from bot.budgets.reserving import Budgets
from bot.config import ModelCard
from bot.ledger import Ledger
from bot.messages import Usage
from bot.store import Store

_LINES = (
    "50000000000 tokens a day for each person",
    "50000000000 tokens a month for the server",
    "900000 dollars a month for the server",
    "900000 dollars a day for each person",
    "50000000000 tokens an hour for each channel",
    "50000000000 tokens a day for each person with role r1",
    "900000 images a day for each person",
    "900000 minutes a month for the server",
)
_PAYER = Payer("bench/server", "bench/server/general", "general", "p1", ("r1",))


@dataclass(frozen=True, slots=True)
class Run:
    """Microseconds for each message, the first one (which asks the store) apart."""

    first: float
    warm: float


async def run(*, times: int, lines: int) -> Run:
    """Reserve and settle again and again under the first so many lines of a budget."""
    table = {"big": ModelCard.model_validate({"prices": {"input": 1, "output": 10}})}
    store = await Store.open("sqlite+aiosqlite://")
    budgets = Budgets(Ledger(table, store), tell=lambda *_: None)
    budget = tuple(_LINES[:lines])
    try:
        first = await _paid(budgets, budget, 1)
        return Run(first, await _paid(budgets, budget, times))
    finally:
        await store.close()


async def _paid(budgets: Budgets, budget: tuple[str, ...], times: int) -> float:
    worst, used = Usage(input=1_000, output=128_000), Usage(input=1_000, output=200)
    began = time.perf_counter()
    for _ in range(times):
        reserving = budgets.reserve(_PAYER, allowances(budget), "big", worst, shorten=True)
        with await reserving as reservation:
            reservation.used("big", used)
        reservation.kept()
    return (time.perf_counter() - began) / times * 1_000_000


async def show() -> None:
    """Print it for no budget, a usual one and a long one."""
    for lines in (0, 2, len(_LINES)):
        print(_figures(lines, await run(times=2_000, lines=lines)))


def _figures(lines: int, done: Run) -> str:
    return f"{lines} lines: first {done.first:.0f} us, then {done.warm:.1f} us for each message"


def main() -> None:
    """Run from the command line and print one line of figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.budgets", description=__doc__)
    parser.add_argument("--times", type=int, default=5_000)
    parser.add_argument("--lines", type=int, default=len(_LINES))
    flags = parser.parse_args()
    print(_figures(flags.lines, asyncio.run(run(times=flags.times, lines=flags.lines))))


if __name__ == "__main__":
    main()

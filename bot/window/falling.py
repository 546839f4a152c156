"""Which turns fall out, and which summary stands in their place.

Turns fall out whole, the oldest first, and several at a time: once the budget is full, down to the
share that is kept. Until the next time the prompt only grows at its end, so that prompt caches
serve its beginning. The summary changes only when turns fall out, or once more when it came late
and tells of turns that are gone already.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.window.budget import Budget
from bot.window.values import Ready, Summary

_SLACK = 0.25


class Plan(NamedTuple):
    """The index of the first turn that stays, and the summary before it."""

    start: int
    summary: Summary | None
    adopted: bool = False


def plan(
    sizes: Sequence[int],
    question: int,
    *,
    free: int,
    budget: Budget,
    summary: Summary | None,
    ready: Ready | None,
) -> Plan:
    """Decide for turns of these sizes, oldest first; the last one always stays."""
    last = max(0, len(sizes) - 1)
    chosen = Plan(0, summary)
    if ready and ready.late:
        chosen = Plan(min(ready.covers, last), ready.summary, adopted=True)
    if _fits(sizes[chosen.start :], free - question - size_of(chosen.summary), budget.turns):
        return chosen
    if ready and not chosen.adopted:
        chosen = Plan(min(ready.covers, last), ready.summary, adopted=True)
    else:
        oldest = due(sizes[chosen.start :], free=free, budget=budget)
        chosen = chosen._replace(start=chosen.start + oldest)
    most = leaves(free, question, keep=budget.keep) - size_of(chosen.summary)
    start = chosen.start
    while start < last and not _fits(sizes[start:], most, budget.turns):
        start += 1
    return chosen._replace(start=start)


def due(sizes: Sequence[int], *, free: int, budget: Budget) -> int:
    """Return how many of the oldest turns fall out together, the next time that any do.

    It depends on the oldest turns alone, so that their summary can be written ahead.
    """
    most = max(1, int(budget.turns * (1 - budget.keep)))
    wanted, total = free * (1 - budget.keep), 0
    for number, size in enumerate(sizes, start=1):
        total += size
        if total >= wanted or number == most:
            return min(number, len(sizes) - 1)
    return max(0, len(sizes) - 1)


def folds_ahead(sizes: Sequence[int], *, free: int, budget: Budget) -> bool:
    """Tell whether it is time to sum up the turns that fall out next."""
    # With a small share to keep, the turns that will fall out must all have been said by then.
    share = max((1 + budget.keep) / 2, 1 - budget.keep / 2)
    return sum(sizes) >= free * share or len(sizes) >= budget.turns * share


def leaves(free: int, question: int, *, keep: float) -> int:
    """Return how many tokens summary and turns may have after turns fell out.

    A little more than the share to keep, so that a large new turn does not drag out others whose
    summary is not written; and not nothing when the question fills the budget by itself.
    """
    return max(int(free * (keep + (1 - keep) * _SLACK)) - question, int((free - question) * keep))


def size_of(summary: Summary | None) -> int:
    """Return the tokens that a summary takes in a prompt."""
    return summary.size if summary else 0


def _fits(sizes: Sequence[int], most: int, turns: int) -> bool:
    return sum(sizes) <= most and len(sizes) <= turns

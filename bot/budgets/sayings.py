"""What a person reads of a budget: what is used up, what is left, and when it goes on."""

from dataclasses import dataclass
from datetime import datetime

from bot.budgets.allowance import Allowance, Unit, Who
from bot.budgets.payers import Due
from bot.budgets.room import Blocked, Standing

BUSY = (
    "What is left of the budget is held by answers that are being written. Try again in a moment."
)

_ONES = {"tokens": "token", "images": "image", "minutes": "minute"}


@dataclass(frozen=True, slots=True)
class _Words:
    """How one is spoken of whose budget it is."""

    name: str
    have: str
    whose: str
    pronoun: str


_YOU = _Words("You", "You have", "your", "you")
_OTHERS = {
    Who.CHANNEL: _Words("This channel", "This channel has", "its", "it"),
    Who.SERVER: _Words("This server", "This server has", "its", "it"),
}


def amount(unit: Unit, number: float) -> str:
    """An amount with its unit: `50,000 tokens`, `1 image`, `2.5 minutes of audio`, `$5.00`."""
    if unit is Unit.DOLLARS:
        return f"${number:,.4f}" if 0 < number < 1 else f"${number:,.2f}"
    figure = f"{number:,.1f}".removesuffix(".0")
    named = _ONES[unit] if figure == "1" else unit.value
    return f"{figure} {named} of audio" if unit is Unit.MINUTES else f"{figure} {named}"


def refusal(blocked: Blocked, now: datetime) -> str:
    """Say why nothing more is to be had, and when it is again."""
    allowance, words = _spoken(blocked.standing)
    unit, period = allowance.unit, allowance.period
    needed, left = amount(unit, blocked.needed), allowance.amount - blocked.standing.spent
    if blocked.never:
        return (
            f"This may need {needed}, and {words.whose} budget is "
            f"{amount(unit, allowance.amount)} {period.article}. Ask for less at once, or ask an "
            "admin for more."
        ).replace("its budget", f"{words.name.lower()}'s budget")
    then = f"from {period.resumes(now)} {words.pronoun} can go on"
    whole = f"{words.whose} {amount(unit, allowance.amount)} of {period.current}"
    # What is hardly worth a mention is used up, for whoever reads it.
    if left < blocked.needed / 20:
        return f"{words.have} used {whole}; {then}."
    only = f"{words.have} only {amount(unit, left)} left of {whole}"
    return f"{only}, and this may need {needed}; {then}."


def cut_short(due: Due, now: datetime, *, goes_on: bool) -> str:
    """Say why an answer ends where it does, and whether /continue goes on with it."""
    allowance = due.allowance
    words = _OTHERS.get(allowance.who, _YOU)
    on = "/continue goes on as far as that reaches; the" if goes_on else "The"
    return (
        f"The answer stops here: what is left of {words.whose} "
        f"{amount(allowance.unit, allowance.amount)} of {allowance.period.current} has no room for "
        f"more at once. {on} budget begins anew {allowance.period.when(now)}."
    )


def too_short(due: Due, now: datetime) -> str:
    """Say that what is left does not reach for the whole of something."""
    allowance = due.allowance
    words = _OTHERS.get(allowance.who, _YOU)
    return (
        f"What is left of {words.whose} {amount(allowance.unit, allowance.amount)} of "
        f"{allowance.period.current} does not reach for all of this; from "
        f"{allowance.period.resumes(now)} {words.pronoun} can go on."
    )


def warning(standing: Standing, now: datetime) -> str:
    """Say that most of it is spent."""
    allowance, words = _spoken(standing)
    share = int(100 * standing.spent / allowance.amount)
    return (
        f"{words.have} used {share} % of {words.whose} "
        f"{amount(allowance.unit, allowance.amount)} of {allowance.period.current}; the budget "
        f"begins anew {allowance.period.when(now)}."
    )


def line(standing: Standing, now: datetime) -> str:
    """How an allowance stands, as a line of a list."""
    allowance, words = _spoken(standing)
    left = max(0.0, allowance.amount - standing.spent)
    return (
        f"{words.name}, {allowance.period.current}: {_bare(allowance.unit, standing.spent)} of "
        f"{amount(allowance.unit, allowance.amount)} used, {_bare(allowance.unit, left)} left "
        f"until {allowance.period.resumes(now)}"
    )


def _bare(unit: Unit, number: float) -> str:
    """An amount without its unit, where that is said beside it; dollars keep their sign."""
    told = amount(unit, number)
    return told if unit is Unit.DOLLARS else told.partition(" ")[0]


def _spoken(standing: Standing) -> tuple[Allowance, _Words]:
    allowance = standing.due.allowance
    return allowance, _OTHERS.get(allowance.who, _YOU)

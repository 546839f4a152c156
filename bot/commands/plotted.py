"""What was used as a chart over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.budgets.amounts import Amounts
from bot.charts import MOST_MOMENTS, MOST_SERIES, Chart, Series, Unit
from bot.commands.named import stand_in
from bot.store import Part, Side, Total

OTHERS = "others"
_DAYS_OF_DAYS = 62


@dataclass(frozen=True, slots=True)
class Span:
    """A time and what it is parted into: `keys` are as the store has them, `moments` as shown."""

    part: Part
    keys: tuple[str, ...]
    moments: tuple[str, ...]


def part_of(begin: datetime, end: datetime) -> Part:
    """What that time is parted into, so that there are neither too many bars nor too few."""
    length = end - begin
    if length <= timedelta(days=1):
        return "hour"
    return "day" if length <= timedelta(days=_DAYS_OF_DAYS) else "month"


def span(begin: datetime, end: datetime) -> Span:
    """All moments from the one that `begin` is in to that of `end`, the latest 120 at most."""
    part = part_of(begin, end)
    last = _floor(end.astimezone(UTC), part)
    moments = [last]
    while len(moments) < MOST_MOMENTS and moments[-1] > _floor(begin.astimezone(UTC), part):
        moments.append(_floor(moments[-1] - timedelta(hours=1), part))
    moments.reverse()
    length = {"hour": 13, "day": 10, "month": 7}[part]
    keys = tuple(moment.isoformat()[:length] for moment in moments)
    return Span(part, keys, tuple(_shown(moment, part) for moment in moments))


def unit_of(total: Total) -> Unit:
    """What the bars are of: money where it is known, else what there is most of."""
    amounts = Amounts.of(total.usage, total.cost)
    if amounts.dollars > 0 and not total.unpriced:
        return "dollars"
    if amounts.tokens:
        return "tokens"
    return "images" if amounts.images else "minutes" if amounts.minutes else "requests"


def chart(
    title: str,
    unit: Unit,
    side: Side,
    sums: Mapping[tuple[str, str], Total],
    names: Mapping[str, str],
    over: Span,
) -> Chart:
    """Make the chart; the greatest few have a colour of their own, the rest one together."""
    values: dict[str, list[float]] = {}
    for (moment, key), total in sums.items():
        if moment in over.keys:
            row = values.setdefault(key, [0.0] * len(over.keys))
            row[over.keys.index(moment)] += _value(total, unit)
    ranked = sorted(values, key=lambda key: -sum(values[key]))
    series = [Series(names[key], tuple(values[key]), stand_in(side, key)) for key in ranked]
    own, rest = series[:MOST_SERIES], series[MOST_SERIES:]
    if rest:
        together = tuple(map(sum, zip(*(one.values for one in rest), strict=True)))
        own.append(Series(OTHERS, together))
    return Chart(title, unit, over.moments, tuple(own))


def described(chart: Chart) -> str:
    """The chart in words, for those who cannot see it."""
    totals = [f"{one.name} {_told(sum(one.values), chart.unit)}" for one in chart.series]
    sums = list(map(sum, zip(*(one.values for one in chart.series), strict=True)))
    most = max(sums)
    when = chart.moments[sums.index(most)]
    return (
        f"Bar chart. {chart.title}. In all: {', '.join(totals)}. "
        f"The most was {_told(most, chart.unit)}, {when}."
    )


def _floor(moment: datetime, part: Part) -> datetime:
    moment = moment.replace(minute=0, second=0, microsecond=0)
    if part == "hour":
        return moment
    return moment.replace(hour=0) if part == "day" else moment.replace(day=1, hour=0)


def _shown(moment: datetime, part: Part) -> str:
    match part:
        case "hour":
            return f"{moment:%H}:00"
        case "day":
            return f"{moment.day} {moment:%b}"
    return f"{moment:%b %Y}"


def _value(total: Total, unit: Unit) -> float:
    if unit == "requests":
        return total.count
    amounts = Amounts.of(total.usage, total.cost)
    value: float = getattr(amounts, unit)
    return value


def _told(value: float, unit: Unit) -> str:
    if unit == "dollars":
        return f"${value:,.4f}" if value < 1 else f"${value:,.2f}"
    return f"{value:,.1f} {unit}".replace(".0 ", " ")

"""`/usage`: what was used, by whom and for what, what it cost, and what may still be used."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.budgets.allowance import Unit, allowances
from bot.budgets.payers import Payer
from bot.charts import ChartFailed
from bot.commands import Command, Kind, Option
from bot.commands.check import MANAGE
from bot.commands.comma import written
from bot.commands.named import channel_of, names
from bot.commands.plotted import chart, described, span, unit_of
from bot.commands.tabulated import merged, table, together
from bot.errors import NotPermitted
from bot.messages import Choice, Choices, Event, File, Notice, OptionValue, Status
from bot.store import Side, Total
from bot.using import budget

if TYPE_CHECKING:
    from bot.context import Context
    from bot.store import Which

_PERIODS = {
    "today": "today (UTC)",
    "week": "in the last 7 days",
    "month": "in the last 30 days",
    "all": "since the beginning",
}
_USUAL = "month"
_SIDES: dict[str, Side] = {
    "model": "model",
    "person": "person",
    "command": "kind",
    "channel": "channel",
}
_FORMS = ("table", "chart", "csv")
_MOST_LINES = 50_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for: whose usage, since when, and sorted by what."""

    whole: bool
    period: str
    by: str
    since: datetime | None
    which: "Which"

    @property
    def side(self) -> Side:
        return _SIDES[self.by]

    @property
    def who(self) -> str:
        return "This server" if self.whole else "You"


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show the asker's usage on this server, or all of it, in the form that is wanted."""
    asked = _asked(context)
    form = str(context.message.options.get("format", "table"))
    totals = await context.ledger.by(asked.side, **asked.which)
    if asked.side == "channel":
        totals = merged(totals, {key: channel_of(key) for key in totals})
    if not totals:
        told = [f"{asked.who} used nothing {_PERIODS[asked.period]}."]
        yield Notice("\n\n".join([*told, *await _budget(context, asked)]))
        return
    called = await names(context, asked.side, totals)
    match form:
        case "chart":
            yield Status("working", "drawing")
            yield await _picture(context, asked, totals, called)
        case "csv":
            async for event in _file(context, asked):
                yield event
        case _:
            told = [
                f"{asked.who} used {_PERIODS[asked.period]}:",
                table(asked.side, totals, called),
            ]
            told += _remarks(context, asked, totals)
            yield Notice("\n\n".join([*told, *await _budget(context, asked)]))
            yield _more(context.message.options)


def _asked(context: "Context") -> _Asked:
    message = context.message
    whole = bool(message.options.get("server"))
    if whole and not message.person.admin:
        raise NotPermitted(MANAGE)
    period = str(message.options.get("period", _USUAL))
    which: Which = {"server": message.place.server_key}
    if not whole:
        which["person"] = message.person.id
    since = _since(period, message.sent_at) if period != "all" else None
    if since is not None:
        which["since"] = since
    by = str(message.options.get("by", "model"))
    return _Asked(whole, period, by, since, which)


def _since(period: str, now: datetime) -> datetime:
    days = {"week": 7, "month": 30}
    if period in days:
        return now - timedelta(days=days[period])
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


async def _budget(context: "Context", asked: _Asked) -> list[str]:
    place, person = context.message.place, context.message.person
    payer = Payer.at(place) if asked.whole else Payer.by(person, place)
    standings = await context.budgets.standings(payer, allowances(context.values.budget))
    return budget(standings, context.message.sent_at)


def _remarks(context: "Context", asked: _Asked, totals: Mapping[str, Total]) -> list[str]:
    """What must be said beside the costs, so that nobody takes them for more than they are."""
    remarks = []
    if asked.side == "model" and (day := _priced(context, totals)) is not None:
        remarks.append(f"Prices are those that were listed on {day.day} {day:%B %Y}.")
    if any(total.unpriced for total in totals.values()):
        held = any(one.unit is Unit.DOLLARS for one in allowances(context.values.budget))
        more = " Budgets in dollars cannot count it either." if held else ""
        remarks.append(f"A model without a known price is not in the cost.{more}")
    return [" ".join(remarks)] if remarks else []


def _priced(context: "Context", models: Iterable[str]) -> date | None:
    """The day of the oldest price that counts for any of these models."""
    cards = [context.router.card(model) for model in models]
    days = [card.prices_from for card in cards if card.prices and card.prices_from]
    return min(days, default=None)


async def _picture(
    context: "Context", asked: _Asked, totals: Mapping[str, Total], called: Mapping[str, str]
) -> Event:
    """The chart, or a sentence where it cannot be drawn."""
    now = context.message.sent_at
    first = asked.since or await _first(context, asked)
    over = span(first, now)
    sums = await context.ledger.over_time(asked.side, over.part, **asked.which)
    if asked.side == "channel":
        channels: dict[tuple[str, str], list[Total]] = {}
        for (moment, key), total in sums.items():
            channels.setdefault((moment, channel_of(key)), []).append(total)
        sums = {key: together(parts) for key, parts in channels.items()}
    unit = unit_of(together(list(totals.values())))
    what = "cost" if unit == "dollars" else unit
    whose = f"{what.capitalize()} of this server" if asked.whole else f"Your {what}"
    title = f"{whose} by {asked.by}, {_PERIODS[asked.period].removeprefix('in the ')}"
    drawn = chart(title, unit, asked.side, sums, called, over)
    try:
        data = await context.painter.draw(drawn)
    except ChartFailed as error:
        return Notice(f"{error} /usage shows the same as a table.")
    return File(f"{_name(context)}.png", "image/png", data, described(drawn), judged=True)


async def _first(context: "Context", asked: _Asked) -> datetime:
    """When the first of it was used, to the month."""
    months = await context.ledger.over_time("server", "month", **asked.which)
    begin = min((moment for moment, _ in months), default="")
    return datetime.fromisoformat(f"{begin}-01T00:00+00:00") if begin else context.message.sent_at


async def _file(context: "Context", asked: _Asked) -> AsyncIterator[Event]:
    lines = await context.ledger.lines(_MOST_LINES, **asked.which)
    if len(lines) == _MOST_LINES:
        yield Notice(f"There is more: these are the latest {_MOST_LINES:,} requests.")
    people = await names(context, "person", {line.person for line in lines})
    channels = await names(context, "channel", {channel_of(line.channel) for line in lines})
    data = await asyncio.to_thread(written, lines, people, channels)
    yield File(f"{_name(context)}.csv", "text/csv", data, judged=True)


def _name(context: "Context") -> str:
    return f"causerie-usage-{context.message.sent_at:%Y-%m-%d}"


def _more(options: Mapping[str, OptionValue]) -> Choices:
    def form(label: str, name: str) -> Choice:
        return Choice(label, command="usage", options={**options, "format": name})

    return Choices("The same in another form:", (form("Chart", "chart"), form("CSV", "csv")))


command = Command(
    name="usage",
    description="Show what you used, what it cost, and what is left of your budget",
    run=run,
    options=(
        Option(
            "period",
            f"Since when, a {_USUAL} if not given",
            Kind.CHOICE,
            choices=tuple(_PERIODS),
        ),
        Option(
            "by", "What it is sorted by, model if not given", Kind.CHOICE, choices=tuple(_SIDES)
        ),
        Option("format", "A table, a picture, or a file", Kind.CHOICE, choices=_FORMS),
        Option("server", "What everybody on this server used", Kind.FLAG, admin=True),
    ),
    examples=("/usage", "/usage today chart", "/usage server person", "/usage month server csv"),
    tries=("/usage", "/usage today chart"),
    private=True,
    topic="help",
)

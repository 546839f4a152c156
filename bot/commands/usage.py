"""`/usage`: how many tokens were used, and what they cost."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.commands.check import MANAGE
from bot.errors import NotPermitted
from bot.messages import Event, Notice

if TYPE_CHECKING:
    from bot.context import Context
    from bot.store import Total, Which

_PERIODS = {
    "today": "today (UTC)",
    "week": "in the last 7 days",
    "month": "in the last 30 days",
    "all": "since the beginning",
}
_USUAL = "month"
_SMALLEST = 0.0001


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show the asker's usage on this server, or all of it."""
    message = context.message
    whole = bool(message.options.get("server"))
    if whole and not message.person.admin:
        raise NotPermitted(MANAGE)
    period = str(message.options.get("period", _USUAL))
    which: Which = {"server": message.place.server_key}
    if not whole:
        which["person"] = message.person.id
    if period != "all":
        which["since"] = _since(period, message.sent_at)
    totals = await context.ledger.by("model", **which)
    who = "This server" if whole else "You"
    if not totals:
        yield Notice(f"{who} used nothing {_PERIODS[period]}.")
    else:
        yield Notice(f"{who} used {_PERIODS[period]}:\n\n{_table(totals)}")


def _since(period: str, now: datetime) -> datetime:
    days = {"week": 7, "month": 30}
    if period in days:
        return now - timedelta(days=days[period])
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _table(totals: Mapping[str, "Total"]) -> str:
    lines = [
        "| Model | Requests | Tokens in | from the cache | Tokens out | Cost |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(_row(model, total) for model, total in totals.items()),
    ]
    if len(totals) > 1:
        lines.append(_sum_row(list(totals.values())))
    if any(total.unpriced for total in totals.values()):
        lines += ["", "A model without a known price is not in the cost."]
    return "\n".join(lines)


def _row(name: str, total: "Total") -> str:
    usage = total.usage
    return (
        f"| {name} | {total.count:,} | {usage.input:,} | {usage.cached:,} | {usage.output:,} "
        f"| {_cost(total.cost, total.count, total.unpriced)} |"
    )


def _sum_row(totals: list["Total"]) -> str:
    count = sum(total.count for total in totals)
    unpriced = sum(total.unpriced for total in totals)
    return (
        f"| **all** | {count:,} | {sum(total.usage.input for total in totals):,} "
        f"| {sum(total.usage.cached for total in totals):,} "
        f"| {sum(total.usage.output for total in totals):,} "
        f"| {_cost(sum(total.cost for total in totals), count, unpriced)} |"
    )


def _cost(cost: float, count: int, unpriced: int) -> str:
    if unpriced == count:
        return "not known"
    if 0 < cost < _SMALLEST:
        told = f"under ${_SMALLEST}"
    else:
        told = f"${cost:,.4f}" if cost < 1 else f"${cost:,.2f}"
    return f"{told} and more" if unpriced else told


command = Command(
    name="usage",
    description="Show how many tokens you used and what they cost",
    run=run,
    options=(
        Option(
            "period",
            f"Since when, a {_USUAL} if not given",
            Kind.CHOICE,
            choices=tuple(_PERIODS),
        ),
        Option("server", "What everybody on this server used", Kind.FLAG, admin=True),
    ),
    examples=("/usage", "/usage today", "/usage month server"),
    private=True,
    topic="help",
)

"""What was used as a table: a line for each model, person, command or channel."""

import re
from collections.abc import Mapping, Sequence

from bot.messages import Usage
from bot.store import Side, Total
from bot.using import cost

HEADS: dict[Side, str] = {
    "model": "Model",
    "person": "Person",
    "kind": "Command",
    "channel": "Channel",
}
_MOST = 25
# What would end a cell, or a line.
_BREAKING = re.compile(r"[|\s]+")


def table(side: Side, totals: Mapping[str, Total], names: Mapping[str, str]) -> str:
    """Write the table, the dearest first; what is beyond 25 lines is summed up in one."""
    lines = [(names[key], total) for key, total in list(totals.items())[:_MOST]]
    rest = list(totals.values())[_MOST:]
    if rest:
        lines.append((f"{len(rest):,} others", together(rest)))
    whole = together(list(totals.values()))
    columns = _columns(whole.usage)
    rows = [
        f"| {HEADS[side]} | {' | '.join(columns)} |",
        f"| --- |{' ---: |' * len(columns)}",
        *(_row(_BREAKING.sub(" ", name), total, columns) for name, total in lines),
    ]
    if len(totals) > 1:
        rows.append(_row("**all**", whole, columns))
    return "\n".join(rows)


def together(totals: Sequence[Total]) -> Total:
    """The sum of many sums."""
    return Total(
        sum((total.usage for total in totals), Usage()),
        sum(total.cost for total in totals),
        sum(total.count for total in totals),
        sum(total.unpriced for total in totals),
    )


def merged(totals: Mapping[str, Total], new_keys: Mapping[str, str]) -> dict[str, Total]:
    """The sums by other keys, of which several may have become one; the dearest first."""
    found: dict[str, list[Total]] = {}
    for key, total in totals.items():
        found.setdefault(new_keys[key], []).append(total)
    sums = {key: together(parts) for key, parts in found.items()}
    return dict(sorted(sums.items(), key=lambda item: -item[1].cost))


def _columns(usage: Usage) -> list[str]:
    columns = ["Requests", "Tokens in", "from the cache", "Tokens out"]
    columns += ["Images"] if usage.images else []
    columns += ["Minutes"] if usage.seconds else []
    return [*columns, "Cost"]


def _row(name: str, total: Total, columns: Sequence[str]) -> str:
    usage = total.usage
    cells = {
        "Requests": f"{total.count:,}",
        "Tokens in": f"{usage.input:,}",
        "from the cache": f"{usage.cached:,}",
        "Tokens out": f"{usage.output:,}",
        "Images": f"{usage.images:,}",
        "Minutes": f"{usage.seconds / 60:,.1f}",
        "Cost": cost(total),
    }
    return f"| {name} | {' | '.join(cells[column] for column in columns)} |"

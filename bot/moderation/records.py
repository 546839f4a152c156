"""The decision log: what was found in whose words, what was done, and who decided what since."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from bot.moderation import wording
from bot.store import Flag, Screened, Store, Wanted

_HEADINGS = (
    *("time", "channel", "message", "person", "name", "direction", "action", "source"),
    *("categories", "scores", "rule", "done", "state", "decided by", "decided at", "appealed at"),
)
# What a table program would take for a formula. The full-width signs are taken as well.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Recorded:
    """One decision of the screening, and the item that it led to, if it led to one."""

    screened: Screened
    flag: Flag | None


async def recorded(store: Store, server: str, wanted: Wanted, *, limit: int) -> list[Recorded]:
    """The last decisions that found something, newest first."""
    found = await store.screenings.found(server, wanted, limit=limit)
    ids = {one.message_key.partition("/")[2] for one in found}
    flags = {
        (flag.message_id, flag.direction): flag
        for flag in await store.flags.of_messages(server, sorted(ids))
    }
    return [
        Recorded(one, flags.get((one.message_key.partition("/")[2], one.direction)))
        for one in found
    ]


def table(records: Sequence[Recorded]) -> str:
    """The decisions as a table to read, without the words."""
    lines = [
        "| When (UTC) | Who | Where | Found | Action | Decided |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for record in records:
        one, flag = record.screened, record.flag
        who = wording.plain(flag.person_name) if flag else one.person_id
        whose = f"answer to {who}" if one.direction == "out" else who
        lines.append(
            f"| {one.at:%Y-%m-%d %H:%M} | {whose} | {_channel(one)} "
            f"| {_cell(wording.found(one.verdict))} | {one.verdict.action} | {_decided(flag)} |"
        )
    return "\n".join(lines)


def as_csv(records: Sequence[Recorded]) -> bytes:
    """The decisions as a file for table programs, in which no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADINGS)
    for record in records:
        writer.writerow([harmless(cell) for cell in _cells(record)])
    # With a mark, or Excel takes it for an encoding of its own.
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Give a cell that no table program takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _cells(record: Recorded) -> list[str]:
    one, flag = record.screened, record.flag
    verdict = one.verdict
    scores = (f"{name}={score:.4f}" for name, score in sorted(verdict.scores.items()))
    return [
        one.at.isoformat(timespec="seconds"),
        _channel(one),
        one.message_key.partition("/")[2],
        one.person_id,
        flag.person_name if flag else "",
        one.direction,
        verdict.action.value,
        verdict.source,
        " ".join(verdict.categories),
        " ".join(scores),
        verdict.rule or "",
        flag.done.value if flag else "",
        flag.state.value if flag else "",
        (flag.decided_by or "") if flag else "",
        flag.decided_at.isoformat(timespec="seconds") if flag and flag.decided_at else "",
        flag.appealed_at.isoformat(timespec="seconds") if flag and flag.appealed_at else "",
    ]


def _channel(one: Screened) -> str:
    return one.channel.split("/", 2)[-1]


def _decided(flag: Flag | None) -> str:
    if flag is None:
        return "-"
    state = f"item {flag.id}: {flag.state.value}"
    return f"{state} by {flag.decided_by}" if flag.decided_by else state


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

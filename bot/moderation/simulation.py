"""A simulation: what another policy would have made of what was judged lately."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.screening import Action, Scores, Verdict
from bot.screening.judge import weigh
from bot.screening.policy import Policy
from bot.store import Screened

_MILDEST_FIRST = list(Action)
_MOST_SHOWN = 10
_DONE = {Action.ALLOW: "allowed", Action.FLAG: "flagged", Action.REFUSE: "refused"}


@dataclass(frozen=True, slots=True)
class Changed:
    """One decision that would be another."""

    screened: Screened
    after: Verdict

    @property
    def is_stricter(self) -> bool:
        """Whether more would follow."""
        before = self.screened.verdict.action
        return _MILDEST_FIRST.index(self.after.action) > _MILDEST_FIRST.index(before)


@dataclass(frozen=True, slots=True)
class Simulated:
    """All that was looked at. `unknown` were decided without any scores, and stay as they were."""

    looked_at: int
    unknown: int
    before: Counter[Action]
    after: Counter[Action]
    changed: tuple[Changed, ...]


def simulate(rows: Sequence[Screened], policy: Policy) -> Simulated:
    """Weigh the scores that were logged with a policy; its rules count where words were logged."""
    unknown, changed = 0, []
    before: Counter[Action] = Counter()
    after: Counter[Action] = Counter()
    for row in rows:
        verdict = _again(row, policy)
        if verdict is None:
            unknown += 1
            verdict = row.verdict
        before[row.verdict.action] += 1
        after[verdict.action] += 1
        if verdict.action is not row.verdict.action:
            changed.append(Changed(row, verdict))
    return Simulated(len(rows), unknown, before, after, tuple(changed))


def _again(row: Screened, policy: Policy) -> Verdict | None:
    hit = policy.rules.find(row.text) if row.text else None
    if hit is not None:
        return Verdict(Action.REFUSE, "rules", rule=hit.rule)
    if row.verdict.source != "model":
        return None
    flags = dict.fromkeys(row.verdict.flags, True)
    return weigh(Scores(flags, row.verdict.scores), policy)


def told(result: Simulated, *, policy: str) -> str:
    """Say what would change; `policy` names what was tried."""
    if not result.looked_at:
        return "Nothing was judged in this server yet, so there is nothing to look back on."
    stricter = sum(change.is_stricter for change in result.changed)
    lines = [
        f"**{policy}, over the last {result.looked_at:,} decisions of this server**",
        "",
        "| | Then | With it |",
        "| --- | ---: | ---: |",
        *(
            f"| {_DONE[action]} | {result.before[action]:,} | {result.after[action]:,} |"
            for action in Action
        ),
        "",
        f"{stricter:,} would be stricter, {len(result.changed) - stricter:,} milder.",
    ]
    if result.unknown:
        lines.append(
            f"Decided by lists or by nobody, without scores, and counted as they were: "
            f"{result.unknown:,}."
        )
    if result.changed:
        lines += ["", *_table(result.changed)]
    return "\n".join(lines)


def _table(changed: Sequence[Changed]) -> list[str]:
    """The last of what would change; without words, which may be nobody's to read."""
    lines = [
        "| When (UTC) | Where | Category | Score | Then | With it |",
        "| --- | --- | --- | ---: | --- | --- |",
    ]
    for change in changed[: -_MOST_SHOWN - 1 : -1]:
        row = change.screened
        decisive = change.after if change.is_stricter else row.verdict
        category = decisive.categories[0] if decisive.categories else decisive.rule and "a rule"
        score = row.verdict.scores.get(category or "")
        lines.append(
            f"| {row.at:%Y-%m-%d %H:%M} | {row.channel.split('/', 2)[-1]} | {category or '-'} "
            f"| {'-' if score is None else format(score, '.2f')} "
            f"| {_DONE[row.verdict.action]} | {_DONE[change.after.action]} |"
        )
    if len(changed) > _MOST_SHOWN:
        lines += ["", f"These are the last {_MOST_SHOWN} of {len(changed):,}."]
    return lines

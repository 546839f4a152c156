"""The test box: what would happen to a text in a channel, and why."""

from dataclasses import dataclass, replace

from bot.errors import ScreeningUnavailable
from bot.moderation import wording
from bot.moderation.acting import following
from bot.screening import Action, Scores, Verdict, Words
from bot.screening.judge import Screening
from bot.screening.policy import Policy, Threshold
from bot.screening.rules import Rules
from bot.settings import Values

_MOST_SHOWN = 8
# What everything scores does not belong into a table.
_LOWEST_SHOWN = 0.01

_SAID = {
    Action.ALLOW: "it passes",
    Action.FLAG: "it passes, and the moderators see it",
    Action.REFUSE: "it is refused",
}
_FOLLOWS = {
    "note": "it stays, and the moderators see it",
    "delete": "it is deleted",
    "timeout": "it is deleted, and its author timed out",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What a text came to: by everything together, and by the moderation model alone.

    `by_model` is None where the model gave no verdict.
    """

    verdict: Verdict | None
    by_model: Verdict | None
    policy: Policy


async def tried(screening: Screening, text: str, values: Values) -> Tried:
    """Judge a text as the channel's settings want it; nothing of it is kept."""
    policy, words = screening.policy(values), Words((text,))
    without = replace(policy, rules=Rules.of(), stay_open=False)
    try:
        by_model = await screening.judge(words, without, direction="in")
        verdict: Verdict | None = await screening.judge(words, policy, direction="in")
    except ScreeningUnavailable:
        by_model = None
        hit = policy.rules.find(text)
        verdict = Verdict(Action.REFUSE, "rules", rule=hit.rule) if hit is not None else None
    return Tried(verdict, by_model, policy)


def told(result: Tried, values: Values) -> str:
    """Say it in words and a table of the scores that matter."""
    lines = ["**What would happen to this text here**"]
    if result.verdict is None:
        down = "it is shown" if values.moderation_when_down == "open" else "nothing is shown"
        lines.append(f"- The moderation service gives no verdict now, so {down}.")
    else:
        lines += _outcome(result.verdict, values)
    if result.by_model is not None and result.by_model.scores:
        lines += ["", *_table(result.by_model, result.policy)]
    elif result.by_model is None and result.verdict is not None:
        lines.append("- The moderation service gives no verdict now, so there are no scores.")
    elif result.verdict is not None and result.verdict.source != "rules":
        lines.append("- No moderation model is asked here, so there are no scores.")
    return "\n".join(lines)


def _outcome(verdict: Verdict, values: Values) -> list[str]:
    because = f", because of {wording.found(verdict)}" if _found(verdict) else ""
    lines = [f"- Said to the bot: {_SAID[verdict.action]}{because}."]
    passes = verdict.action is Action.ALLOW
    follows = "it stays" if passes else _FOLLOWS[following(verdict, values)]
    state = "on" if values.auto_moderation else "off; with it"
    lines.append(f"- Said to others: auto_moderation is {state}: {follows}.")
    return lines


def _found(verdict: Verdict) -> bool:
    return bool(verdict.categories) or (verdict.source == "rules" and verdict.refused)


def _table(verdict: Verdict, policy: Policy) -> list[str]:
    lines = ["| Category | Score | Counts | Now | Then |", "| --- | ---: | --- | --- | --- |"]
    scores = sorted(verdict.scores.items(), key=lambda one: one[1], reverse=True)
    shown = [one for one in scores if one[1] >= _LOWEST_SHOWN or one[0] in verdict.categories]
    judged = Scores(dict.fromkeys(verdict.flags, True), verdict.scores)
    for category, score in (shown or scores[:3])[:_MOST_SHOWN]:
        threshold = policy.thresholds.get(category, Threshold())
        counts = "yes" if threshold.counts(category, judged) else "no"
        lines.append(
            f"| {category} | {score:.2f} | {threshold.told} | {counts} | {threshold.action} |"
        )
    return lines

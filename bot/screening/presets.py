"""Presets: how soon each category counts where a server names no score of its own.

Strict counts whatever the moderation model flags, and more. Standard is the model's own verdict,
which its makers have set for each category. Lenient asks for its flag and a high score, but what
is about children, threats or self-harm counts as soon as with standard. So whatever one of them
lets count, the stricter ones let count as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

from bot.screening import Action, Scores


class Preset(StrEnum):
    """How much is refused by the moderation model's scores."""

    STRICT = "strict"
    STANDARD = "standard"
    LENIENT = "lenient"


class Flag(StrEnum):
    """What the moderation model's own verdict on a category means beside a score."""

    ENOUGH = "enough"
    """It counts already with the flag."""
    NEEDED = "needed"
    """It does not count without the flag."""
    IGNORED = "ignored"
    """The score alone decides."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """When a category counts, and what follows; without a score the service's own flag decides."""

    at: float | None = None
    action: Action = Action.REFUSE
    flag: Flag = Flag.IGNORED

    def counts(self, category: str, scores: Scores) -> bool:
        """Tell whether the category counts, by its own score and its own flag."""
        score, flagged = scores.scores.get(category), scores.flags.get(category, False)
        if self.at is None or score is None:
            return flagged
        # What is no number is no acquittal.
        if isnan(score):
            return True
        reached = score >= self.at
        match self.flag:
            case Flag.ENOUGH:
                return reached or flagged
            case Flag.NEEDED:
                return reached and flagged
        return reached

    @property
    def told(self) -> str:
        """When it counts, as people read it: `from 0.4`."""
        if self.at is None:
            return "as the model flags it"
        return {
            Flag.IGNORED: f"from {self.at:g}",
            Flag.ENOUGH: f"from {self.at:g}, or flagged",
            Flag.NEEDED: f"from {self.at:g}, and flagged",
        }[self.flag]


# Games and news talk of violence all day, so that low scores say little there.
_STRICT = {
    "harassment": 0.3,
    "harassment/threatening": 0.15,
    "hate": 0.25,
    "hate/threatening": 0.15,
    "illicit": 0.3,
    "illicit/violent": 0.15,
    "self-harm": 0.2,
    "self-harm/intent": 0.15,
    "self-harm/instructions": 0.15,
    "sexual": 0.25,
    "sexual/minors": 0.05,
    "violence": 0.4,
    "violence/graphic": 0.3,
}
_LENIENT = {
    "harassment": 0.85,
    "hate": 0.8,
    "illicit": 0.85,
    "sexual": 0.85,
    "violence": 0.9,
    "violence/graphic": 0.85,
}

PRESETS: Mapping[Preset, Mapping[str, Threshold]] = {
    Preset.STRICT: {name: Threshold(at, flag=Flag.ENOUGH) for name, at in _STRICT.items()},
    Preset.STANDARD: {},
    Preset.LENIENT: {name: Threshold(at, flag=Flag.NEEDED) for name, at in _LENIENT.items()},
}
"""Thresholds by preset and category, under the moderation model's own names."""

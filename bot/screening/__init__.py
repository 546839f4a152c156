"""Screening: what may be said, in both directions.

Words are judged by the server's own rules first and by the moderation model second. What a
screening finds is a `Verdict`; what to do about it is decided in `bot.core` and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from bot.models import Image

Direction = Literal["in", "out"]


class Action(StrEnum):
    """What a finding leads to, mildest first."""

    ALLOW = "allow"
    FLAG = "flag"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be judged together: pieces of text, and pictures."""

    texts: tuple[str, ...]
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a screening found.

    `categories` are those that reached their threshold, under the moderation model's own names
    (`self-harm/intent`); `scores` are all that it gave, 0 to 1, and `flags` those categories that
    it finds at fault itself. `rule` names the server's rule that matched. `source` is who decided:
    the server's rules, the basic list, the moderation model, or nobody (there is none of them, or
    the service failed and the server chose to stay open).
    """

    action: Action = Action.ALLOW
    source: Literal["rules", "basic", "model", "nobody"] = "nobody"
    categories: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    rule: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the words must not be shown or answered."""
        return self.action is Action.REFUSE

    @property
    def self_harm(self) -> bool:
        """Whether the person may be in danger, so that care comes before refusal."""
        return any(category.startswith("self-harm") for category in self.categories)


@dataclass(frozen=True, slots=True)
class Scores:
    """What a moderation model says about words: by category, its own verdict and a score, 0 to 1.

    A model that finds the words at fault without naming a category flags `flagged`.
    """

    flags: Mapping[str, bool]
    scores: Mapping[str, float]


class Moderator(Protocol):
    """A moderation model."""

    async def scores(self, words: Words) -> Scores:
        """Judge the words, of each category the worst that is in them; raises `ModelError`."""
        ...

"""What one server wants of its screening, made from its settings and kept while it is in use."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from bot.screening import Action
from bot.screening.presets import PRESETS, Preset, Threshold
from bot.screening.rules import Rules

__all__ = ["Policies", "Policy", "Threshold", "Wishes", "thresholds"]

# Rules take memory by their length: about 10 kB for a word once it is in use.
_KEPT_POLICIES = 1_000
_KEPT_RULES = 20_000

_Key = tuple[tuple[str, ...], ...]


class Wishes(Protocol):
    """The settings that a policy is made from.

    The keys are names of categories; `Any`, since a mapping from some names is none from `str`.
    """

    @property
    def blocked_words(self) -> Sequence[str]:
        """Words and phrases that are refused."""
        ...

    @property
    def blocked_patterns(self) -> Sequence[str]:
        """RE2 expressions that are refused."""
        ...

    @property
    def allowed_words(self) -> Sequence[str]:
        """Words and phrases within which a match does not count."""
        ...

    @property
    def moderation_preset(self) -> Preset | Literal["strict", "standard", "lenient"]:
        """How soon the categories count for which no score is named."""
        ...

    @property
    def moderation_thresholds(self) -> Mapping[Any, float]:
        """By category, the score from which it counts."""
        ...

    @property
    def moderation_actions(self) -> Mapping[Any, Action | Literal["allow", "flag", "refuse"]]:
        """By category, what follows when it counts."""
        ...

    @property
    def moderation_when_down(self) -> Literal["closed", "open"]:
        """Whether anything is shown when the moderation model cannot be asked."""
        ...

    @property
    def screening_log_text(self) -> bool:
        """Whether the words that were judged are kept."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """What one server refuses, flags and allows. Categories it does not name are refused."""

    rules: Rules
    thresholds: Mapping[str, Threshold]
    stay_open: bool = False
    log_text: bool = False


def thresholds(values: Wishes) -> dict[str, Threshold]:
    """Give the thresholds of the preset, with what is set for single categories in their place."""
    found = dict(PRESETS[Preset(values.moderation_preset)])
    for name, at in values.moderation_thresholds.items():
        found[name] = Threshold(at)
    for name, action in values.moderation_actions.items():
        found[name] = replace(found.get(name, Threshold()), action=Action(action))
    return found


class Policies:
    """Makes policies. Rules that are the same are compiled once, and the last used ones kept."""

    def __init__(self, *, policies: int = _KEPT_POLICIES, rules: int = _KEPT_RULES) -> None:
        """Keep at most so many sets of rules, with so many rules in all."""
        self._policies = policies
        self._rules = rules
        self._kept: OrderedDict[_Key, Rules] = OrderedDict()

    def policy(self, values: Wishes) -> Policy:
        """Give the policy of a server; raises `InputError` when a rule cannot be used."""
        return Policy(
            rules=self._compiled(values),
            thresholds=thresholds(values),
            stay_open=values.moderation_when_down == "open",
            log_text=values.screening_log_text,
        )

    def _compiled(self, values: Wishes) -> Rules:
        key = (
            tuple(values.blocked_words),
            tuple(values.blocked_patterns),
            tuple(values.allowed_words),
        )
        rules = self._kept.get(key)
        if rules is None:
            words, patterns, allowed = key
            rules = self._kept[key] = Rules.of(words, patterns=patterns, allowed=allowed)
            self._shrink()
        self._kept.move_to_end(key)
        return rules

    def _shrink(self) -> None:
        """Forget what was not used for longest, but never what was made last."""
        size = sum(map(_size, self._kept))
        while len(self._kept) > 1 and (len(self._kept) > self._policies or size > self._rules):
            key, _ = self._kept.popitem(last=False)
            size -= _size(key)


def _size(key: _Key) -> int:
    return sum(map(len, key))

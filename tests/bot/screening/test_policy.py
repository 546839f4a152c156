"""Policies: made from a server's settings, and kept while they are in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pytest

from bot.errors import InputError
from bot.screening import Action
from bot.screening.policy import Policies, Threshold


@dataclass(frozen=True)
class Values:
    """What a server has set."""

    blocked_words: Sequence[str] = ()
    blocked_patterns: Sequence[str] = ()
    allowed_words: Sequence[str] = ()
    moderation_preset: Literal["strict", "standard", "lenient"] = "standard"
    moderation_thresholds: Mapping[str, float] = field(default_factory=dict)
    moderation_actions: Mapping[str, Action | Literal["allow", "flag", "refuse"]] = field(
        default_factory=dict
    )
    moderation_when_down: Literal["closed", "open"] = "closed"
    screening_log_text: bool = False


def test_settings_become_a_policy() -> None:
    policy = Policies().policy(
        Values(
            blocked_words=["bad"],
            moderation_thresholds={"hate": 0.5, "violence": 0.9},
            moderation_actions={"violence": "flag", "sexual": "allow"},
            moderation_when_down="open",
            screening_log_text=True,
        )
    )
    assert policy.rules.find("bad") is not None
    assert policy.thresholds == {
        "hate": Threshold(0.5, Action.REFUSE),
        "violence": Threshold(0.9, Action.FLAG),
        "sexual": Threshold(None, Action.ALLOW),
    }
    assert policy.stay_open
    assert policy.log_text


def test_the_same_lists_are_compiled_once_whatever_else_is_set() -> None:
    policies = Policies()
    first = policies.policy(Values(blocked_words=["bad"]))
    second = policies.policy(Values(blocked_words=("bad",), moderation_when_down="open"))
    assert first.rules is second.rules


def test_a_word_moved_to_another_list_makes_other_rules() -> None:
    policies = Policies()
    assert policies.policy(Values(blocked_words=["bad"])).rules.find("bad") is not None
    assert policies.policy(Values(allowed_words=["bad"])).rules.find("bad") is None


def test_what_was_not_used_for_longest_is_forgotten_first() -> None:
    policies = Policies(policies=2)
    kept = policies.policy(Values(blocked_words=["one"])).rules
    forgotten = policies.policy(Values(blocked_words=["two"])).rules
    assert policies.policy(Values(blocked_words=["one"])).rules is kept
    policies.policy(Values(blocked_words=["three"]))
    assert policies.policy(Values(blocked_words=["one"])).rules is kept
    assert policies.policy(Values(blocked_words=["two"])).rules is not forgotten


def test_long_lists_leave_room_for_fewer_others() -> None:
    policies = Policies(rules=3)
    forgotten = policies.policy(Values(blocked_words=["one"])).rules
    kept = policies.policy(Values(blocked_words=["two", "three", "four", "five"])).rules
    assert policies.policy(Values(blocked_words=["two", "three", "four", "five"])).rules is kept
    assert policies.policy(Values(blocked_words=["one"])).rules is not forgotten


def test_a_rule_of_no_use_is_named() -> None:
    with pytest.raises(InputError, match=r"a\(b"):
        Policies().policy(Values(blocked_patterns=["a(b"]))

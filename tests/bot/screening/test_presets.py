"""Presets: which scores count with each, and that each compares its own category."""

from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening import Action, Scores
from bot.screening.judge import weigh
from bot.screening.policy import Policy, thresholds
from bot.screening.presets import PRESETS, Flag, Preset, Threshold
from bot.screening.rules import Rules
from bot.settings import Category, Values

CATEGORIES = get_args(Category)
by_category = st.dictionaries(st.sampled_from(CATEGORIES), st.floats(0, 1))
flagged = st.sets(st.sampled_from(CATEGORIES))


def counted(values: Values, scores: Mapping[str, float], flags: set[str]) -> set[str]:
    policy = Policy(Rules.of(), thresholds(values))
    given_flags = {category: category in flags for category in CATEGORIES}
    return set(weigh(Scores(given_flags, scores), policy).categories)


def test_a_preset_names_only_categories_that_there_are():
    for preset in Preset:
        assert set(PRESETS[preset]) <= set(CATEGORIES)


def test_strict_has_a_score_for_every_category():
    assert set(PRESETS[Preset.STRICT]) == set(CATEGORIES)


@given(by_category, flagged)
def test_whatever_a_preset_lets_count_a_stricter_one_lets_count(scores, flags):
    lenient, standard, strict = (
        counted(Values(moderation_preset=preset), scores, flags)
        for preset in (Preset.LENIENT, Preset.STANDARD, Preset.STRICT)
    )

    assert lenient <= standard <= strict


@given(
    st.sampled_from(list(Preset)),
    st.dictionaries(st.sampled_from(CATEGORIES), st.floats(0, 1)),
    by_category,
    flagged,
)
def test_a_score_that_is_set_decides_for_its_own_category_and_no_other(preset, own, scores, flags):
    with_own = counted(Values(moderation_preset=preset, moderation_thresholds=own), scores, flags)
    without = counted(Values(moderation_preset=preset), scores, flags)

    for category in CATEGORIES:
        if category in own and category in scores:
            assert (category in with_own) == (scores[category] >= own[category])
        elif category in own:
            assert (category in with_own) == (category in flags)
        else:
            assert (category in with_own) == (category in without)


@given(st.sampled_from(CATEGORIES), st.sampled_from(list(Preset)), st.floats(0.9, 1))
def test_a_high_score_that_is_flagged_counts_alone_with_every_preset(category, preset, score):
    scores = dict.fromkeys(CATEGORIES, 0.0) | {category: score}

    assert counted(Values(moderation_preset=preset), scores, {category}) == {category}


def test_an_action_leaves_the_threshold_of_the_preset():
    found = thresholds(
        Values(
            moderation_preset=Preset.STRICT,
            moderation_actions={"self-harm/intent": Action.FLAG, "sexual": Action.ALLOW},
            moderation_thresholds={"sexual": 0.7},
        )
    )

    assert found["self-harm/intent"].action is Action.FLAG
    assert found["self-harm/intent"].at == PRESETS[Preset.STRICT]["self-harm/intent"].at
    assert found["sexual"] == Threshold(0.7, Action.ALLOW)
    assert found["violence/graphic"] == PRESETS[Preset.STRICT]["violence/graphic"]


@pytest.mark.parametrize(
    ("threshold", "told"),
    [
        (Threshold(), "as the model flags it"),
        (Threshold(0.25), "from 0.25"),
        (Threshold(0.25, flag=Flag.ENOUGH), "from 0.25, or flagged"),
        (Threshold(0.9, flag=Flag.NEEDED), "from 0.9, and flagged"),
    ],
)
def test_a_threshold_says_when_it_counts(threshold, told):
    assert threshold.told == told

import math
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InputError
from bot.settings import SETTINGS, Category, Values, parse, setting, write
from tests.bot.settings.strategies import values_of


@settings(max_examples=300)
@given(st.data())
def test_what_is_written_is_read_back_as_the_same_value(data):
    declared = data.draw(st.sampled_from(SETTINGS))
    value = data.draw(values_of(declared))

    assert parse(declared, write(value)) == value


@settings(max_examples=200)
@given(st.sampled_from(SETTINGS), st.text(max_size=40))
def test_whatever_is_typed_becomes_a_value_or_a_sentence_that_names_the_setting(declared, text):
    sentence, value = "", None
    try:
        value = parse(declared, text)
    except InputError as error:
        sentence = str(error)

    if sentence:
        assert sentence.startswith(declared.name)
        assert sentence.endswith((".", "?"))
    else:
        assert getattr(Values.model_validate({declared.name: value}), declared.name) == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("temperature", "0.7", 0.7),
        ("temperature", " none ", None),
        ("show_usage", "ON", True),
        ("show_usage", "no", False),
        ("answer_tokens", "500", 500),
        ("moderation_when_down", "Open", "open"),
        ("blocked_words", "apple, big pear,,fig", ("apple", "big pear", "fig")),
        ("blocked_words", "apple\npear", ("apple", "pear")),
        ("blocked_words", "none", ()),
        ("blocked_words", '["a, b", "none"]', ("a, b", "none")),
        ("blocked_patterns", "a{1,3}b, [,.]x", ("a{1,3}b", "[,.]x")),
        (
            "moderation_thresholds",
            "violence=0.5, self-harm=0.1",
            {"violence": 0.5, "self-harm": 0.1},
        ),
        ("moderation_thresholds", '{"violence/graphic": 0.5}', {"violence/graphic": 0.5}),
        ("moderation_actions", "violence=flag", {"violence": "flag"}),
        ("moderation_actions", "none", {}),
        ("language", "zh-CN", "zh-CN"),
    ],
)
def test_typed_words_become_values(name, text, value):
    assert parse(setting(name), text) == value


def test_a_system_prompt_is_kept_as_it_was_typed():
    assert parse(setting("system"), "none, of\n it  ") == "none, of\n it  "


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("temperature", "hot", "temperature takes a number from 0 to 2; found 'hot'."),
        ("temperature", "2.1", "temperature takes a number from 0 to 2; found '2.1'."),
        ("temperature", "nan", "temperature takes a number from 0 to 2; found 'nan'."),
        ("show_usage", "perhaps", "show_usage takes on or off; found 'perhaps'."),
        (
            "answer_tokens",
            "0",
            "answer_tokens takes a whole number from 1 to 1,000,000; found '0'.",
        ),
        (
            "moderation_when_down",
            "opened",
            "moderation_when_down takes one of closed, open; found 'opened'. Did you mean open?",
        ),
        (
            "moderation_thresholds",
            "violense=0.5",
            "moderation_thresholds has no category 'violense'. Did you mean violence?",
        ),
        (
            "moderation_thresholds",
            "violence=5",
            "moderation_thresholds takes a number from 0 to 1; found '5'.",
        ),
        (
            "moderation_thresholds",
            "{violence: 1}",
            (
                "moderation_thresholds takes a number from 0 to 1 for each category, "
                "such as harassment=0.5; found '{violence: 1}'."
            ),
        ),
        (
            "system",
            "x" * 8001,
            "system takes a text of at most 8,000 characters; found 8,001 characters.",
        ),
        (
            "language",
            "French!",
            "language takes a language; found 'French!'. Did you mean French?",
        ),
    ],
)
def test_what_does_not_fit_gets_a_sentence_that_says_what_does(name, text, sentence):
    with pytest.raises(InputError) as caught:
        parse(setting(name), text)

    assert str(caught.value) == sentence


@pytest.mark.parametrize("pattern", ["(", "a**", r"(?P<x>a)\1", "a*"])
def test_a_pattern_that_cannot_be_used_is_refused_before_it_is_stored(pattern):
    with pytest.raises(InputError, match="blocked_patterns: The pattern "):
        parse(setting("blocked_patterns"), pattern)


def test_too_many_entries_are_refused_with_their_number():
    with pytest.raises(InputError, match=r"at most 200 entries .*; found 201"):
        parse(setting("blocked_patterns"), ",".join(f"w{n}" for n in range(201)))


def test_a_threshold_is_never_something_that_no_score_reaches():
    for text in ("violence=nan", "violence=inf", '{"violence": NaN}', '{"violence": 1.5}'):
        with pytest.raises(InputError):
            parse(setting("moderation_thresholds"), text)
    assert not math.isnan(parse(setting("moderation_thresholds"), "violence=1")["violence"])


def test_every_category_has_the_moderation_models_own_name():
    assert {"harassment/threatening", "self-harm/instructions"} <= set(get_args(Category))


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("7, C2", ("7", "C2")),
        ("<#7>", ("7",)),
        ("<@7>, <@!8> , <@&9>", ("7", "8", "9")),
        ("<#C7|general>, <@U8|dana>, <!subteam^S9>, <!subteam^S1|@team>", ("C7", "U8", "S9", "S1")),
        ("none", ()),
        ("<@>", ("<@>",)),
    ],
)
def test_channels_roles_and_people_are_given_as_ids_or_as_mentions(typed, ids):
    for name in ("talk_channels", "quiet_roles", "talk_people"):
        assert parse(setting(name), typed) == ids


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("+violence=0.5", {"hate": 0.2, "violence": 0.5}),
        ("+hate=0.3", {"hate": 0.3}),
        ("+hate=none", {}),
        (" + hate=none, violence=1 ", {"violence": 1}),
        ("+", {"hate": 0.2}),
        ("violence=0.5", {"violence": 0.5}),
    ],
)
def test_a_plus_adds_to_a_table_and_takes_off_it(text, value):
    assert parse(setting("moderation_thresholds"), text, {"hate": 0.2}) == value


@pytest.mark.parametrize("text", ["+nonsense=none", "+nonsense=1", "+hate", "+hate=2"])
def test_what_cannot_be_added_to_a_table_is_refused(text):
    with pytest.raises(InputError, match="moderation_thresholds"):
        parse(setting("moderation_thresholds"), text, {"hate": 0.2})


@pytest.mark.parametrize("text", ["[" * 50_000, '{"a":' * 50_000])
def test_brackets_without_an_end_are_words_like_any_others(text):
    for name in ("blocked_words", "moderation_thresholds"):
        with pytest.raises(InputError, match=name):
            parse(setting(name), text)

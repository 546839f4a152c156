"""A server's own regular expressions."""

import pytest

from bot.errors import InputError
from bot.screening.rules import Rules, check_patterns


def found(text: str, *patterns: str) -> str | None:
    hit = Rules.of(patterns=patterns).find(text)
    return None if hit is None else text[hit.begin : hit.end]


@pytest.mark.parametrize(
    ("text", "pattern", "match"),
    [
        ("call 555-0199 now", r"\d{3}-\d{4}", "555-0199"),
        ("SECRET 55", r"secret \d+", "SECRET 55"),
        ("ｓｅｃｒｅｔ 55", r"secret \d+", "ｓｅｃｒｅｔ 55"),
        ("n\u200baked", "naked", "n\u200baked"),
        ("the nákéd one", r"\bnaked\b", "nákéd"),
        ("n4k3d and $tupid", "naked", "n4k3d"),
        ("n4k3d and $tupid", "stupid", "$tupid"),
        ("fооls", "fo+l", "fооl"),
        ("é" * 5 + " naked", "naked", "naked"),
        ("日本語 naked", "naked", "naked"),
        ("a\ud800 naked", "naked", "naked"),
        ("first\nsecond", "(?m)^second", "second"),
        ("日", r"\C", ""),
    ],
)
def test_a_pattern_is_matched_on_the_text_as_it_is_and_as_it_reads(
    text: str, pattern: str, match: str
) -> None:
    assert found(text, pattern) == match


def test_case_counts_where_a_pattern_says_so() -> None:
    assert found("no", "(?-i)NO") is None
    assert found("NO", "(?-i)NO") == "NO"


def test_a_finding_names_the_pattern() -> None:
    patterns = [f"word{number}x+" for number in range(60)]
    hit = Rules.of(patterns=patterns).find("it is word41xx")
    assert hit is not None
    assert hit.rule == "word41x+"


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a(b", r"missing \)"),
        ("a)|(?:b", r"unexpected \)"),
        ("[z-a]", "invalid character class range"),
        ("(?=a)", "invalid perl operator"),
        (r"(a)\1", "invalid escape sequence"),
        ("a{1001}", "invalid repetition size"),
        (r"\pL{500}" * 8, "too large"),
        (r"\Qopen", r"missing \)"),
        ("\ud800", "half a character"),
        ("x" * 1_001, "at most 1,000 characters"),
        ("a*", "matches nothing"),
        ("", "matches nothing"),
        (r"\b", "matches nothing"),
    ],
)
def test_a_pattern_of_no_use_is_refused_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        check_patterns([pattern])


def test_there_is_a_bound_on_the_number_of_patterns() -> None:
    with pytest.raises(InputError, match="200 patterns"):
        check_patterns(["x"] * 201)


def test_patterns_that_grow_too_large_together_still_work_one_by_one() -> None:
    patterns = [rf"{number}\pL{{40}}x" for number in range(100, 150)]
    rules = Rules.of(patterns=patterns)
    assert rules.find("149" + "é" * 40 + "x") is not None
    assert rules.find("149" + "é" * 39 + "x") is None


def test_a_pattern_that_backtracking_never_ends_on_is_matched_at_once() -> None:
    assert found("a" * 50_000, "(a|aa)+$x") is None
    assert found("x" * 50_000, "(x+x+)+y") is None


def test_with_patterns_a_text_that_goes_on_is_held_back_to_its_last_sentence() -> None:
    rules = Rules.of(patterns=["secret .* project"])
    assert rules.cut("One. Two is a secret") == len("One. ")
    assert rules.cut("One line\nthen") == len("One line\n")
    assert rules.cut("一句。然后") == len("一句。")
    assert rules.cut("done. ") == len("done. ")
    assert rules.cut("a" * 5_000) == 4_000

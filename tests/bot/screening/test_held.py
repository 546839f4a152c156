"""What is held back of a text that goes on: never too little, and nothing of ordinary text."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.screening.normalize import Skeleton
from bot.screening.rules import Rules

LETTERS = "asfilIoe"
ALPHABET = LETTERS + "15@$!|+ .-'*_,\n\u200b\u0301\u00e9а\u0131法轮功다ก"

words = st.text("asfile15$法轮功다", min_size=1, max_size=6).filter(lambda word: word.strip("$"))
rules = st.lists(st.one_of(words, st.tuples(words, words).map(" ".join)), min_size=1, max_size=3)


@st.composite
def rules_and_text(draw: st.DrawFn) -> tuple[list[str], str]:
    """Rules, and a text with pieces of them: as they are, cut, spaced, drawn out and disguised."""
    listed = draw(rules)
    piece = st.sampled_from(listed).flatmap(
        lambda rule: st.sampled_from(
            [
                rule,
                rule[:-1],
                rule[1:],
                " ".join(rule),
                "-".join(rule),
                rule[:1] * 3 + rule[1:],
                rule.replace("a", "@").replace("s", "5").replace("i", "1"),
                rule.replace(" ", "\u200b \n"),
            ]
        )
    )
    pieces = st.one_of(piece, st.text(ALPHABET, min_size=1, max_size=4))
    return listed, "".join(draw(st.lists(pieces, min_size=1, max_size=5)))


@example((["ass"], "an a s s el"))
@example((["as file", "file lief"], "as file lief"))
@settings(max_examples=60, deadline=None)
@given(rules_and_text())
def test_nothing_that_may_be_shown_ever_turns_out_to_belong_to_a_match(
    case: tuple[list[str], str],
) -> None:
    listed, text = case
    rules = Rules.of(listed)
    begins = [hit.begin for hit in rules.hits(Skeleton(text))]
    for size in range(len(text) + 1):
        so_far = text[:size]
        if rules.find(so_far) is None:
            shown = rules.cut(so_far)
            assert all(begin >= shown for begin in begins), (listed, so_far, text)


@example((["as", "as fil as"], "as file as"))
@example((["as", "as fil"], "as fils"))
@settings(max_examples=60, deadline=None)
@given(rules_and_text())
def test_what_is_allowed_opens_no_way_to_show_a_match(case: tuple[list[str], str]) -> None:
    (refused, *allowed), text = case
    rules = Rules.of([refused], allowed=[*allowed, f"{refused} {text[:3]}"])
    begins = [hit.begin for hit in rules.hits(Skeleton(text))]
    for size in range(len(text) + 1):
        so_far = text[:size]
        if rules.find(so_far) is None:
            shown = rules.cut(so_far)
            assert all(begin >= shown for begin in begins), (refused, allowed, so_far, text)


@settings(max_examples=60, deadline=None)
@given(rules_and_text(), st.data())
def test_no_cut_that_is_allowed_lies_within_a_match(
    case: tuple[list[str], str], data: st.DataObject
) -> None:
    listed, text = case
    rules = Rules.of(listed)
    hits = list(rules.hits(Skeleton(text)))
    for size in range(len(text) + 1):
        end = data.draw(st.integers(0, size))
        cut = rules.cut(text[:size], end)
        assert 0 <= cut <= end
        assert not any(hit.begin < cut < hit.end for hit in hits), (listed, text[:size], end, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nothing here, really.",
        "The quick brown fox jumps over the lazy dog",
        "This is the end of it. ",
        "class",
        "a secret plan",
        "She said for ",
        "It costs 120 dollars, or 4.5 euros",
        "你好,世界",
    ],
)
def test_ordinary_text_is_shown_at_once(text: str) -> None:
    assert Rules.of(["forbidden", "ass", "secret project", "法轮功"]).cut(text) == len(text)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("it is forb", "forb"),
        ("it is f o r b", "f o r b"),
        ("it is f o r b ", "f o r b "),
        ("it is for-bid-", "for-bid-"),
        ("it is f\u200bor", "f\u200bor"),
        ("the secret", "secret"),
        ("the secret ", "secret "),
        ("the secret,\n", "secret,\n"),
        ("the secret proj", "secret proj"),
        ("an ass", "ass"),
        ("an a s s", "a s s"),
        ("an a s s e", "a s s e"),
        ("我爱法轮", "法轮"),
        ("no🍆", "🍆"),
    ],
)
def test_what_may_become_a_match_is_held_back_from_its_first_letter(text: str, held: str) -> None:
    rules = Rules.of(["forbidden", "ass", "secret project", "法轮功", "🍆🍑"])
    assert text[rules.cut(text) :] == held


def test_a_match_in_which_another_may_begin_is_not_parted() -> None:
    rules = Rules.of(["secret project", "project zeus"])
    text = "a secret project "
    assert text[rules.cut(text) :] == "secret project "


def test_an_earlier_place_to_part_a_text_is_moved_before_the_match_around_it() -> None:
    rules = Rules.of(["secret project"])
    text = "It is a secret. Project X is there."
    assert rules.cut(text, len("It is a secret. ")) == len("It is a ")


def test_a_word_with_thousands_of_invisible_characters_in_it_is_held_back() -> None:
    text = "it is forb" + "\u200b" * 10_000 + "id"
    assert Rules.of(["forbidden"]).cut(text) == len("it is ")


def test_a_long_text_before_the_end_does_not_matter() -> None:
    text = "Words and more words. " * 5_000 + "forb"
    assert Rules.of(["forbidden"]).cut(text) == len(text) - 4

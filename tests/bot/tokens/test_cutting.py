"""A text that is too long keeps both its ends and all its characters."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tokens import Tokens
from bot.tokens.seams import after, before

MARK = re.compile(r"\n\[… ([\d,]+) tokens left out …\]\n")
FAMILY = "👩\u200d👩\u200d👧\u200d👦"
TEXTS = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from(" \n\r\u200d\u0301\ufe0f🇫🇷🏽👍漢字")),
    max_size=400,
)


def parts(text: str) -> tuple[str, int, str]:
    head, count, tail = MARK.split(text)
    return head, int(count.replace(",", "")), tail


def test_text_that_fits_is_left_alone(tokens: Tokens) -> None:
    assert tokens.cut("hello world", 2) == "hello world"


def test_both_ends_stay_and_the_mark_says_how_much_is_gone(tokens: Tokens) -> None:
    text = "first " + "middle " * 5_000 + "last"

    head, left_out, tail = parts(tokens.cut(text, 100))

    assert head.startswith("first middle")
    assert tail.endswith("middle last")
    assert left_out == tokens.count(text) - tokens.count(head) - tokens.count(tail)
    assert f"{left_out:,}" == "4,913"


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, keep=st.integers(0, 80), encoding=st.sampled_from(["o200k_base", "cl100k_base"]))
def test_what_is_left_fits_and_is_made_of_the_two_ends(
    tokens: Tokens, text: str, keep: int, encoding: str
) -> None:
    cut = tokens.cut(text, keep, encoding)

    assert tokens.count(cut, encoding) <= keep
    if cut != text and (found := MARK.search(cut)) and not MARK.search(text):
        assert text.startswith(cut[: found.start()])
        assert text.endswith(cut[found.end() :])


@pytest.mark.parametrize("whole", [FAMILY, "🇫🇷", "👍🏽", "e\u0301", "❤\ufe0f", "\r\n"])
@pytest.mark.parametrize("keep", range(20, 40))
def test_a_character_of_several_parts_is_never_split(tokens: Tokens, whole: str, keep: int) -> None:
    head, _, tail = parts(tokens.cut(whole * 200, keep))

    assert head.replace(whole, "") == ""
    assert tail.replace(whole, "") == ""


def test_without_room_for_a_mark_the_beginning_stays(tokens: Tokens) -> None:
    assert tokens.cut("one two three four five six", 3) == "one two three"
    assert tokens.cut("one two three four five six", 0) == ""


def test_an_endless_character_is_parted_all_the_same() -> None:
    text = "e" + "\u0301" * 10_000

    assert before(text, 5_000) == 5_000
    assert after(text, 5_000) == 5_000


def test_ends_of_text_are_places_to_part_it() -> None:
    assert before("\u0301", 0) == 0
    assert after("a\u0301", 1) == 2


async def test_ten_megabytes_are_cut_to_what_is_asked(tokens: Tokens) -> None:
    cut = await tokens.cut_async("word " * 2_000_000, 1_000)

    assert 900 < tokens.count(cut) <= 1_000

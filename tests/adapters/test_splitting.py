"""Splitting a text into messages, over many made-up texts."""

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.lines import scan
from adapters.splitting import Pages, split

LIMIT = 200

_word = st.text("abcdefgh", min_size=1, max_size=9)
_line = st.lists(_word, min_size=1, max_size=8).map(" ".join)
_paragraph = st.lists(_line.map(lambda line: f"{line}."), min_size=1, max_size=6).map(" ".join)


def _block(line: str, least: int, most: int) -> st.SearchStrategy[str]:
    lines = st.lists(_line.map(line.format), min_size=least, max_size=most)
    return lines.map("\n".join)


_list = _block("- {}", 1, 40)
_numbered = _block("1. {}", 1, 40)
_table = _block("| {} | x |", 2, 30)
_code = st.tuples(
    st.sampled_from(["```", "```python", "~~~", "```c++ title"]),
    st.lists(st.one_of(_line, st.just("")), min_size=1, max_size=40).map("\n".join),
).map(lambda code: f"{code[0]}\n{code[1]}\n{code[0][:3]}")
_heading = _line.map(lambda line: f"## {line}")
_cjk = st.text("漢字仮名交文。！", min_size=1, max_size=300)
_long_word = st.text("xyz", min_size=1, max_size=500)
_blocks = st.one_of(_paragraph, _list, _numbered, _table, _code, _heading, _cjk, _long_word)
_documents = st.lists(_blocks, max_size=8).map("\n\n".join)


def _words(text: str) -> str:
    """Everything but blank space and the lines that open and close code."""
    kept = [
        text[line.start : line.end]
        for line in scan(text)
        if line.kind not in ("opening", "closing")
    ]
    return "".join("".join(kept).split())


@given(_documents)
def test_every_message_is_within_the_limit_and_none_is_empty(text: str):
    for page in split(text, LIMIT):
        assert 0 < len(page) <= LIMIT
        assert page == page.rstrip()


@given(_documents)
def test_no_word_is_lost_doubled_or_moved(text: str):
    assert "".join(map(_words, split(text, LIMIT))) == _words(text)


@given(_documents)
def test_code_is_closed_in_every_message(text: str):
    for page in split(text, LIMIT):
        assert all(not line.fence for line in scan(page)[-1:])


@given(st.text(max_size=1_500))
def test_any_text_at_all_can_be_split(text: str):
    pages = split(text, LIMIT)

    assert all(0 < len(page) <= LIMIT for page in pages)
    if "```" not in text and "~~~" not in text:
        assert "".join("".join(pages).split()) == "".join(text.split())


@given(_documents, st.lists(st.integers(1, 90), min_size=1, max_size=20))
@settings(max_examples=60)
def test_what_was_cut_while_the_text_grew_stays_as_it_is(text: str, steps: list[int]):
    pages = Pages(LIMIT)
    before: list[str] = []
    ends = [at for at in accumulate(steps * (1 + len(text) // sum(steps))) if at < len(text)]

    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        pages.add(text[start:end])
        now = pages.texts
        assert now[: len(before) - 1] == before[:-1]
        assert all(len(page) <= LIMIT for page in now)
        before = now

    assert "".join(map(_words, before)) == _words(text)


@given(_paragraph, st.one_of(_list, _table, _code).filter(lambda block: len(block) <= LIMIT))
def test_code_a_table_or_a_list_that_fits_into_a_message_stays_whole(before: str, block: str):
    text = f"{before}\n\n{block}\n\nAnd so on and so forth. {before}"

    assert any(block in page for page in split(text, LIMIT))


def test_code_that_is_cut_is_opened_again_with_its_language():
    lines = "\n".join(f"line_{number} = {number}" for number in range(40))
    first, *rest = split(f"Look:\n```python title=x\n{lines}\n```\nDone.", LIMIT)

    assert first.startswith("Look:\n```python title=x\nline_0 = 0\n")
    assert all(page.startswith("```python\nline_") for page in rest)
    assert rest[-1].endswith("line_39 = 39\n```\nDone.")


def test_a_message_ends_with_a_paragraph_rather_than_with_a_line_or_a_word():
    first = "One two three. " * 8
    second = "Four five six.\nSeven eight nine. " * 6

    assert split(f"{first}\n\n{second}", LIMIT)[0] == first.strip()


def test_a_line_that_is_too_long_is_cut_behind_a_sentence_and_else_behind_a_word():
    sentences = split("A sentence of some words. " * 20, LIMIT)
    words = split("word " * 100, LIMIT)

    assert all(page.endswith(".") for page in sentences)
    assert all(set(page.split()) == {"word"} for page in words)


def test_a_heading_goes_with_the_text_below_it():
    text = f"{'Before. ' * 20}\n\n## After\n\n{'Text below. ' * 12}"

    assert split(text, LIMIT)[1].startswith("## After\n\nText below.")


def test_a_long_list_is_cut_between_two_of_its_items():
    text = "\n".join(f"- item {number}\n  goes on here" for number in range(30))

    assert all(page.startswith("- item") for page in split(text, LIMIT))
    assert all(page.endswith("goes on here") for page in split(text, LIMIT))


@pytest.mark.parametrize("family", ["👩‍👩‍👧", "e\u0301", "👍🏽"])
def test_no_letter_is_cut_in_two(family: str):
    for page in split("x" + family * 100, LIMIT):
        assert set(page.replace(family, "")) <= {"x"}


def test_code_that_is_not_closed_yet_is_shown_closed():
    pages = Pages(LIMIT)
    pages.add("So:\n```\nx = 1")

    assert pages.texts == ["So:\n```\nx = 1\n```"]


@given(_documents)
def test_the_rest_behind_some_messages_holds_all_that_they_do_not(text: str):
    pages = Pages(LIMIT)
    pages.add(text)

    for number in range(len(pages.texts)):
        before = "".join(map(_words, pages.texts[:number]))
        assert before + _words(pages.since(number)) == _words(text)


def test_what_is_added_behind_open_code_is_not_part_of_it_once_that_has_ended():
    pages = Pages(LIMIT)
    pages.add("So:\n```python\nx = 1")
    pages.end()
    pages.add("\nDone.")

    assert pages.texts == ["So:\n```python\nx = 1\n```\nDone."]


def test_blank_space_makes_no_message():
    assert split(" \n\n ", LIMIT) == []
    assert split("word" + " " * 500, LIMIT) == ["word"]

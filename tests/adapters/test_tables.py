"""Markdown tables where a platform shows none."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.splitting import split
from adapters.tabling import TabledPages, split_tabled
from adapters.widths import width

FRUIT = """Prices:

| Fruit | Price | In stock |
| :--- | ---: | :---: |
| Apple | 1.20 | yes |
| 苹果 | 10.00 | 😀 |
| Banana | 0.5 | |

That is all."""


def whole(text: str) -> str:
    return "\n\n".join(split_tabled(text, 2_000))


def test_a_table_becomes_aligned_code():
    assert whole(FRUIT) == (
        "Prices:\n"
        "\n"
        "```\n"
        "Fruit   Price  In stock\n"
        "------  -----  --------\n"
        "Apple    1.20    yes\n"
        "苹果    10.00     😀\n"
        "Banana    0.5\n"
        "```\n"
        "\n"
        "That is all."
    )


def test_columns_stand_below_each_other_whatever_the_letters():
    rows = whole(FRUIT).split("```")[1].strip().splitlines()

    ends = {width(row[: re.search(r"\d", row).end()]) for row in rows[2:]}
    assert width(rows[3].split("10.00")[0]) + len("10.00") == width(rows[2].split("1.20")[0]) + 4
    assert ends


def test_marks_that_mean_nothing_in_code_are_left_out():
    text = "| A | B |\n|---|---|\n| **x** and `y` | [here](https://x.example) a\\|b |"

    assert "x and y  here (https://x.example) a|b" in whole(text)


@pytest.mark.parametrize(
    "text",
    [
        "```\n| a | b |\n|---|---|\n| 1 | 2 |\n```",
        "~~~md\n| a | b |\n|---|---|\n~~~\nand on",
        "a | b is a union type",
        "| only one line |",
        "| a | b |\n|---|\n| 1 | 2 |",
        "| a | b |\n\n|---|---|",
        "x || y\nz || w",
        "> | a | b |\n> |---|---|",
        "one\n\ntwo\n",
    ],
)
def test_what_is_no_table_stays_as_it_is(text: str):
    assert split_tabled(text, 2_000) == split(text, 2_000)


def test_a_table_without_outer_bars_is_one_too():
    assert "a  b\n-  -\n1  2" in whole("a | b\n--- | ---\n1 | 2\n")


def test_a_wide_table_becomes_a_list_that_any_window_can_show():
    long = "a sentence that is much too long to stand in a column beside others"
    text = f"| Name | What | Why |\n|---|---|---|\n| One | {long} | {long} |\n| Two | x | |"

    assert whole(text) == (f"- **One**\n  - What: {long}\n  - Why: {long}\n- **Two**\n  - What: x")


def test_a_table_longer_than_a_message_has_its_head_in_each():
    rows = "".join(f"| row {n} | {n * n} |\n" for n in range(300))
    pages = split_tabled(f"Squares:\n\n| Number | Square |\n|---|---:|\n{rows}\nDone.", 2_000)

    assert len(pages) > 2
    for page in pages:
        assert len(page) <= 2_000
        assert page.count("```") % 2 == 0
        assert page.count("Number") >= page.count("```") // 2
    together = "\n".join(pages)
    assert all(f"row {n} " in together for n in range(300))
    assert "Done." in pages[-1]


def test_a_table_grows_while_it_is_written():
    pages, seen = TabledPages(2_000), []
    for letter in FRUIT:
        pages.add(letter)
        seen.append("\n".join(pages.texts))

    half = seen[FRUIT.index("| 苹果")]
    assert "Apple  " in half
    assert half.endswith("```")
    # What was shown of it never has bars from the moment on that it is known to be a table.
    known = FRUIT.index("| Apple")
    assert not any("|" in text for text in seen[known:])
    assert seen[-1] == whole(FRUIT)


def test_a_growing_text_is_shown_at_once_letter_by_letter():
    pages = TabledPages(2_000)
    for count, letter in enumerate("Hello there", start=1):
        pages.add(letter)
        assert pages.texts == ["Hello there"[:count].rstrip()]


def test_what_is_added_after_the_end_is_no_part_of_the_table():
    pages = TabledPages(2_000)
    pages.add("| a | b |\n|---|---|\n| 1 | 2 |")
    pages.end()
    pages.add("\n-# a | note")

    assert pages.texts == ["```\na  b\n-  -\n1  2\n```\n-# a | note"]


@pytest.mark.parametrize("code", ["```\nx | y", "```\nx | y\n```", "```\nx | y\n```\n", "words"])
def test_code_that_ends_with_the_answer_hides_no_table_after_it(code: str):
    pages = TabledPages(2_000)
    pages.add(code)
    pages.end()
    pages.add("\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")

    (page,) = pages.texts
    assert "a  b\n-  -\n1  2" in page
    assert page.count("```") % 2 == 0


CELL = st.text(alphabet="ab 你😀|`*-\\", max_size=8)
LINE = st.one_of(
    st.lists(CELL, min_size=1, max_size=4).map(lambda cells: "|" + "|".join(cells) + "|"),
    st.sampled_from(["|---|---|", "|:-:|--:|", "", "words", "```", "- item", "a | b"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, max_size=12), st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_however_it_arrives_the_end_is_the_same(lines: list[str], cuts: list[int]):
    text = "\n".join(lines)
    pages, at = TabledPages(200), 0
    while at < len(text):
        step = cuts[at % len(cuts)]
        pages.add(text[at : at + step])
        assert all(len(page) <= 200 for page in pages.texts)
        at += step

    assert "".join("".join(pages.texts).split()) == "".join(
        "".join(split_tabled(text, 200)).split()
    )


@pytest.mark.parametrize(
    "text",
    [
        "a | b\n-" + "\t" * 200_000 + "x",
        "|a|\n|---|\n|" + "[a](" * 20_000 + "|",
        "|a|\n|---|\n|" + "[" * 40_000 + "|",
    ],
)
def test_a_text_that_is_made_to_take_minutes_takes_none(text: str):
    # It would not be done while anybody waits for the tests.
    assert split_tabled(text, 2_000)

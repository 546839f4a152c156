"""Nothing that a terminal would obey gets through."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from adapters.console.blocks import Blocks
from adapters.console.clean import clean, clean_line
from adapters.console.device import THEME
from adapters.console.render import Renderer

# Control characters, surrogates, and what has no look of its own, more often than usual.
WILD = st.text(st.one_of(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), st.characters()))


def obeyed(text: str) -> list[str]:
    """The characters that are neither shown nor a line end or a tab."""
    return [c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"]


@given(WILD)
def test_no_control_character_and_nothing_that_cannot_be_encoded_is_left(text: str) -> None:
    assert obeyed(clean(text)) == []
    clean(text).encode()


@given(WILD, WILD)
def test_cleaning_pieces_is_cleaning_the_whole(one: str, two: str) -> None:
    assert clean(one) + clean(two) == clean(one + two)


@given(WILD)
def test_a_line_stays_a_line(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1


def test_what_turns_the_order_of_letters_around_is_left_out() -> None:
    assert clean("a\u202egnp.exe\u2066b\u2069") == "agnp.exeb"


@given(st.text("&#x0123456789abcdef;\x1b[]2J`*_<>()!\n u|-", max_size=80))
def test_markdown_makes_no_sequence_out_of_harmless_letters(text: str) -> None:
    blocks, renderer = Blocks(), Renderer(Console(theme=THEME, color_system=None))
    blocks.feed(clean(text))
    lines = renderer.finished(blocks.settle(ended=True), 40)
    assert [line.plain for line in lines if obeyed(line.plain) or "\n" in line.plain] == []

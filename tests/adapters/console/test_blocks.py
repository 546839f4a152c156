"""Taking finished blocks out of an answer: the same ones whatever pieces it arrives in."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from adapters.console.blocks import Blocks, Code
from adapters.console.device import THEME
from adapters.console.render import Renderer

ANSWER = (
    "# Title\nText that\ngoes on\n\n- one\n- two\n\n  more of two\n1. first\n2. second\n\n"
    "> quote\ngoes on\n\n```python\ndef f():\n    return 1\n\n```\nafter\n\n~~~\ncode ``` inside\n"
    "~~~\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n***\n\n    indented\n\nSetext\n---\n\nlast *word"
)


def shown(pieces: list[str], *, width: int = 60) -> str:
    """Render the answer as it would be printed for good, while it arrives in pieces."""
    blocks, renderer = Blocks(), Renderer(Console(theme=THEME, color_system=None))
    lines = []
    for piece in pieces:
        blocks.feed(piece)
        lines += renderer.finished(blocks.settle(), width)
        renderer.live(blocks.live(), width)
    lines += renderer.finished(blocks.settle(ended=True), width)
    return "\n".join(line.plain for line in lines)


@st.composite
def cuts(draw: st.DrawFn, text: str) -> list[str]:
    at = sorted(draw(st.sets(st.integers(1, len(text) - 1), max_size=40)))
    return [text[a:b] for a, b in zip([0, *at], [*at, len(text)], strict=True)]


@settings(max_examples=60, deadline=None)
@given(cuts(ANSWER))
def test_the_pieces_an_answer_comes_in_change_nothing(pieces: list[str]) -> None:
    assert shown(pieces) == shown([ANSWER])


def test_each_letter_alone_changes_nothing() -> None:
    assert shown(list(ANSWER)) == shown([ANSWER])


MARKS = st.text("ab \n*_`#>-1.|~\\[]()!<&;", max_size=60)


@settings(max_examples=150, deadline=None)
@given(MARKS.filter(lambda text: len(text) > 1).flatmap(cuts))
def test_any_text_comes_out_the_same_in_pieces_as_whole(pieces: list[str]) -> None:
    assert shown(pieces) == shown(["".join(pieces)])


def test_lines_of_code_are_finished_one_by_one() -> None:
    blocks = Blocks()
    blocks.feed("Look:\n\n```\nfirst\nsecond\nthi")
    pieces = blocks.settle()
    assert [piece.lines for piece in pieces if isinstance(piece, Code)] == [("first", "second")]
    assert blocks.live() == [Code(("thi",))]


def test_what_may_still_become_something_else_is_not_finished() -> None:
    blocks = Blocks()
    blocks.feed("Words\n")
    assert blocks.settle() == []
    blocks.feed("-")
    # Either an item or the underline of a title: not shown yet.
    assert len(blocks.live()) == 1
    blocks.feed("--\n")
    (title,) = blocks.settle()
    assert title.kind == "heading_open"  # type: ignore[union-attr]  # the assertion says so

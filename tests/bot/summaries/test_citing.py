"""Numbers of messages become links, wherever the answer is cut, and nothing else does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.summaries.citing import Citing
from bot.summaries.material import Source

SOURCES = {n: Source(f"https://chat.example/{n}", f"Ann, 10:{n:02}") for n in (1, 2, 30)}


def cited(text: str, *, sources: dict[int, Source] = SOURCES) -> str:
    citing = Citing(sources)
    return citing.feed(text) + citing.rest()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("We ship [30].", "We ship [1](https://chat.example/30)."),
        (
            "A [2], B [1], A again [2].",
            (
                "A [1](https://chat.example/2), B [2](https://chat.example/1), "
                "A again [1](https://chat.example/2)."
            ),
        ),
        ("A [1, 2]", "A [1](https://chat.example/1) [2](https://chat.example/2)"),
        ("A [1][2]", "A [1](https://chat.example/1) [2](https://chat.example/2)"),
        ("A 【1】", "A [1](https://chat.example/1)"),
        ("A [^1]", "A [1](https://chat.example/1)"),
        ("A [1, 99].", "A [1](https://chat.example/1)."),
        ("A [99].", "A."),
        ("A [99] [1].", "A [1](https://chat.example/1)."),
        ("It is list[1] and list[99].", "It is list[1] and list[99]."),
        ("- [ ] buy [x] milk", "- [ ] buy [x] milk"),
        ("An [unclosed [1", "An [unclosed [1"),
        ("[1] began it", "[1](https://chat.example/1) began it"),
    ],
)
def test_numbers_become_links_and_invalid_ones_vanish(written: str, shown: str):
    assert cited(written) == shown


def test_without_an_address_it_is_said_who_and_when():
    assert cited("A [2].", sources={2: Source("", "Ann, 10:02")}) == "A (Ann, 10:02)."


def test_a_link_of_the_models_own_making_is_no_link_of_ours():
    assert "chat.example" not in cited("See [1](https://evil.example/).")


@given(
    st.lists(
        st.sampled_from(["A ", "[1]", "[2", "]", ", 1", "[99]", " ", "[", "x", "\n", "a[1] "])
    ).map("".join),
    st.lists(st.integers(1, 4), max_size=40),
)
@settings(max_examples=300)
def test_it_is_the_same_in_one_piece_and_in_many(text: str, sizes: list[int]):
    citing, shown, at = Citing(SOURCES), "", 0
    for size in [*sizes, len(text)]:
        shown += citing.feed(text[at : at + size])
        at += size
    assert shown + citing.rest() == cited(text)


@given(st.text(max_size=80))
@settings(max_examples=200)
def test_every_link_leads_to_what_was_read(text: str):
    for link in re.findall(r"\]\((https://chat[^)]*)\)", cited(text)):
        assert link in {source.link for source in SOURCES.values()}

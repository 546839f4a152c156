"""Texts as they travel, and as people see them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doubles.slack import texts

TYPED = st.text(alphabet="ab<>&@#! |:/\n", max_size=40)


@settings(max_examples=50, deadline=None)
@given(TYPED)
def test_what_is_typed_is_seen_again(typed: str) -> None:
    travels = texts.escape(typed)

    # A mention or a link stays as it is, and everything else is escaped.
    assert texts.unescape(travels) == typed
    assert texts.escape(texts.unescape(travels)) == travels


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab<>& \n", max_size=40))
def test_a_rich_text_has_the_words_of_its_text(typed: str) -> None:
    assert texts.visible([texts.rich_text(texts.escape(typed))]) == typed


@pytest.mark.parametrize(
    ("block", "seen"),
    [
        ({"type": "header", "text": {"type": "plain_text", "text": "Towns"}}, "Towns"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "3 &lt; 4"}}, "3 < 4"),
        ({"type": "markdown", "text": "**3** < 4"}, "**3** < 4"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 2]}, "a | a"),
        ({"type": "image", "alt_text": "A map"}, "A map"),
        ({"type": "actions", "elements": [{"text": {"text": "Go"}}]}, ""),
        ({"type": "divider"}, ""),
    ],
)
def test_blocks_show_their_words(block: texts.Json, seen: str) -> None:
    assert texts.visible([block]) == seen


def test_everything_in_rich_text_is_seen() -> None:
    elements = [
        {"type": "user", "user_id": "U1"},
        {"type": "broadcast", "range": "here"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "wave"},
        {"type": "link", "url": "https://a.example"},
    ]
    inside = [{"type": "rich_text_section", "elements": elements}]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": inside}]}

    assert texts.visible([block]) == "<@U1><!here><#C1>:wave:https://a.example"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold** and *italic*", "*bold* and *italic*"),
        ("# Title\n- one\n* two", "Title\n• one\n• two"),
        ("[Perth](https://perth.example)", "<https://perth.example|Perth>"),
    ],
)
def test_markdown_is_read_back_as_slack_writes_it(markdown: str, text: str) -> None:
    assert texts.of_markdown(markdown) == text

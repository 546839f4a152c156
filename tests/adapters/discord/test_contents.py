"""Markup of Discord's in words, over made-up messages."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.contents import contents, named

ME = 100000000000000001
BOB = 100000000000000002


def message(text: str) -> SimpleNamespace:
    return SimpleNamespace(
        content=text,
        mentions=[SimpleNamespace(id=BOB, display_name="Bob")],
        guild=None,
        stickers=[],
        embeds=[],
        message_snapshots=[],
        poll=None,
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"<@{ME}> hello", "hello"),
        (f"<@!{ME}>, hello", "hello"),
        (f"hello <@{ME}>", "hello"),
        (f"so <@{ME}> what", "so @somebody what"),
        (f"ask <@{BOB}>", "ask @Bob"),
        ("<:smile:100000000000000003> <a:wave:100000000000000003>", ":smile: :wave:"),
        ("run </help me:100000000000000003>", "run /help me"),
        ("at <t:0:R>", "at 1970-01-01 00:00 UTC"),
        ("at <t:99999999999999>", "at <t:99999999999999>"),
        ("in <#100000000000000003>", "in #a channel"),
        ("`<b>` is < and >", "`<b>` is < and >"),
    ],
)
def test_markup_is_read_as_what_people_see(written: str, read: str):
    assert contents(message(written), me=ME) == read


@given(st.text())
def test_a_text_without_markup_stays_as_it_is(text: str):
    plain = text.replace("<", "")

    assert named(plain, message(plain)) == plain.strip()

"""Whatever must come through unchanged is found, kept, and missed when it is gone."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.translating.protecting import Damage, damage, guarded, is_words, pieces

KEPT = [
    *["`x = 1`", "``a ` b``", "```py\nprint('Hallo {name}')\n```", "```one line```"],
    *["<@42>", "<@!42>", "<@&7>", "<#99>", "<#C1|general>", "<!channel>", "<!subteam^S1|@team>"],
    *[
        ":smile:",
        ":+1:",
        "<:fox:99>",
        "<a:wave:1>",
        "😀",
        "👩‍👩‍👧",
        "🇫🇷",
        "<t:1700000000:R>",
        "</ask:5>",
    ],
    *["{name}", "{0}", "{user.name}", "{{count}}", "${total}", "%s", "%d", "%1$s", "%(n)d", "{}"],
    *[
        "https://example.org/a_(b)?x=1#y",
        "<https://a.b/c>",
        "a.b@c.org",
        "@everyone",
        "<b>",
        "</i>",
    ],
]


@pytest.mark.parametrize("kept", KEPT)
def test_what_must_stay_is_found_in_a_sentence(kept: str):
    assert kept in pieces(f"Look at\n{kept}\nand tell me.")


def test_what_is_only_words_and_numbers_is_free():
    text = "At 12:30:45 we had 100% of them: 50%de, a<b and c>d, no:way:man, [that] (this)."

    assert pieces(text) == []


def test_punctuation_behind_a_link_belongs_to_the_sentence():
    assert pieces("See https://example.org/x. Or (https://example.org/y), please!") == [
        "https://example.org/x",
        "https://example.org/y",
    ]


def test_code_blocks_and_long_links_are_taken_out_and_put_back():
    long = "https://example.org/" + "a" * 100
    text = f"Before\n```\nfoo()\nbar()\n```\nbetween {long} and <@1>"

    guard = guarded(text)

    assert guard.text == "Before\n⟦1⟧\nbetween ⟦2⟧ and <@1>"
    assert guard.restored(guard.text) == text
    assert guard.restored("x ⟦ 2 ⟧ ⟦7⟧") == f"x {long} ⟦7⟧"


def test_a_text_that_has_such_marks_already_keeps_them():
    text = "a ⟦1⟧ b\n```\ncode\n```"

    assert guarded(text).restored(guarded(text).text) == text


def test_a_lost_a_made_up_and_a_doubled_piece_are_missed():
    assert damage("Hi {name}, see <@1>", "Salut {nom}, voir <@1>") == Damage(
        ("{name}",), ("{nom}",)
    )
    assert damage("`a` and `a`", "`a` et").lost == ("`a`",)
    assert damage("Hi", "Salut https://evil.example/?q=1").added == ("https://evil.example/?q=1",)
    assert not damage("Hi {name} <@1>", "<@1> {name} salut")


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("# Title\ntext", "Titre\ntexte"),
        ("- a\n- b", "- a b"),
        ("**bold**", "gras"),
        ("> quote", "citation"),
        ("| a | b |\n|---|---|", "| a b |\n|---|"),
    ],
)
def test_markdown_that_changed_is_missed(text: str, translation: str):
    assert damage(text, translation).markdown


def test_markdown_that_stayed_is_fine():
    text = "# One\n\n1. **two**\n2. ~~three~~\n> ||four||\n\n| a | b |\n|---|---|\n"
    translation = "# Un\n\n1. **deux**\n3. ~~trois~~\n> ||quatre||\n\n| x | y |\n|---|---|\n"

    assert not damage(text, translation)


def test_whether_there_is_anything_to_translate():
    assert not is_words("<@1> https://example.org :joy: `code` 12 — !")
    assert is_words("<@1> hi")


@given(st.lists(st.sampled_from(KEPT) | st.text("abc XYZ.!?\né中", max_size=12), max_size=12))
@settings(max_examples=150, deadline=None)
def test_taking_out_and_putting_back_gives_the_same_text(parts: list[str]):
    text = "\n".join(parts)
    guard = guarded(text)

    assert guard.restored(guard.text) == text
    assert not damage(text, text)


@given(
    st.lists(st.sampled_from(KEPT), min_size=1, max_size=6),
    st.lists(st.sampled_from(["Hallo", "schöne", "Welt", "你好", "and"]), min_size=1, max_size=6),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_a_translation_that_drops_one_piece_is_always_caught(
    kept: list[str], words: list[str], data: st.DataObject
):
    text = "\n".join([*words, *kept])
    dropped = data.draw(st.integers(0, len(kept) - 1))
    rest = [piece for number, piece in enumerate(kept) if number != dropped]

    assert kept[dropped] in damage(text, "\n".join(["mots", *rest])).lost


@pytest.mark.parametrize(
    "unit",
    [
        "`",
        "a.b",
        ":a",
        "<!a^b",
        "```\n",
        "~~~\n````\n",
        "<a ",
        "{",
        "https://a(",
        "%(",
        "> ",
        "@a-",
    ],
)
def test_no_text_keeps_it_busy(unit: str):
    text = unit * (60_000 // len(unit))
    began = time.process_time()

    damage(text, text)
    guarded(text)

    assert time.process_time() - began < 2

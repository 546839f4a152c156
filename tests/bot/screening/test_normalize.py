"""Reading a text as a person sees it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.normalize import Skeleton


def plain(text: str) -> str:
    return Skeleton(text).plain


@pytest.mark.parametrize(
    "written",
    [
        "FORBIDDEN",
        "fórbïddèn",
        "fo\u0301rbi\u0308dden",
        "f\u200bor\u200dbid\u2060den",
        "for\u00adbid\u00adden",
        "f\ufe0fo\ufe0er\U000e0101bidden",
        "\u202eforbidden\u202c",
        "forb\U000e0069idden",
        "f\u034forbi\u061cdden",
        "fоrbіddеn",
        "fοrbiddeո",
        "ｆｏｒｂｉｄｄｅｎ",
        "𝐟𝐨𝐫𝐛𝐢𝐝𝐝𝐞𝐧",
        "𝒻ℴ𝓇𝒷𝒾𝒹𝒹ℯ𝓃",
        "ꜰᴏʀʙɪᴅᴅᴇɴ",
        "ⓕⓞⓡⓑⓘⓓⓓⓔⓝ",
        "⒡⒪⒭⒝⒤⒟⒟⒠⒩",
        "🅵🅾🆁🅱🅸🅳🅳🅴🅽",
        "🅕🅞🅡🅑🅘🅓🅓🅔🅝",
        "🇫🇴🇷🇧🇮🇩🇩🇪🇳",
        "f\x07orb\x00idden",
        "førbiđđen",
    ],
)
def test_every_way_to_write_a_word_reads_the_same(written: str) -> None:
    assert plain(written) == "forbidden"


def test_letters_that_expand_are_read_in_full() -> None:
    assert plain("ﬁne straße ㎏") == "fine strasse kg"


def test_marks_that_are_sounds_of_their_own_are_kept() -> None:
    assert plain("が") != plain("か")
    assert plain("กุ") != plain("ก")


def test_composed_and_decomposed_letters_read_the_same() -> None:
    for text in ("café", "한글", "がぎ"):
        assert plain(unicodedata.normalize("NFC", text)) == plain(
            unicodedata.normalize("NFD", text)
        )


def test_other_alphabets_do_not_turn_into_latin() -> None:
    for text in ("السلام", "שלום", "नमस्ते", "你好", "สวัสดี"):
        assert not any("a" <= letter <= "z" for letter in plain(text))


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    assert Skeleton("a\ud83db").shape == b"a\x04b"


def test_positions_lead_back_to_the_text() -> None:
    text = "ﬁ\u200bx I ßaIöy"
    skeleton = Skeleton(text)
    begin = skeleton.shape.index("aı".encode())
    assert text[slice(*skeleton.span(begin, begin + 3))] == "aI"
    begin = skeleton.plain.index("oy")
    assert text[slice(*skeleton.plain_span(begin, begin + 2))] == "öy"


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_beginning_of_a_text_reads_as_it_does_in_the_whole(first: str, second: str) -> None:
    whole, begun = Skeleton(first + second), Skeleton(first)
    assert whole.plain.startswith(begun.plain)
    assert whole.shape.startswith(begun.shape)


@given(st.text(max_size=30), st.data())
def test_a_span_of_the_shape_is_a_span_of_the_text(text: str, data: st.DataObject) -> None:
    skeleton = Skeleton(text)
    if skeleton.shape:
        begin = data.draw(st.integers(0, len(skeleton.shape) - 1))
        end = data.draw(st.integers(begin + 1, len(skeleton.shape)))
        first, last = skeleton.span(begin, end)
        assert 0 <= first < last <= len(text)
        assert Skeleton(text[:first]).shape == skeleton.shape[: len(Skeleton(text[:first]).shape)]
        assert len(Skeleton(text[:first]).shape) <= begin
        assert len(Skeleton(text[:last]).shape) >= end

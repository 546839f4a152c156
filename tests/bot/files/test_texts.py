"""Text files are read in the encoding that they were written in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.files.texts import text

RUSSIAN = "Привет всем! Сегодня мы обсуждаем план работы на следующий месяц и новые задачи."
JAPANESE = "今日は天気がいいですね。会議は三時からです。資料を忘れないでください。"
CHINESE = "你好，今天我们讨论工作计划。请大家准时参加会议，并带上资料。"
GREEK = "Καλημέρα σε όλους, σήμερα θα συζητήσουμε το σχέδιο της εργασίας μας."


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Grüße aus Köln", "utf-8"),
        ("Grüße aus Köln", "utf-8-sig"),
        ("Grüße aus Köln", "utf-16"),
        ("Grüße aus Köln", "utf-32"),
        ("Grüße aus Köln", "utf-16-le"),
        ("Grüße aus Köln", "utf-16-be"),
        ("Grüße aus Köln", "latin-1"),
        ("café", "latin-1"),
        ("“It’s fine” – twelve € a piece", "cp1252"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        (CHINESE, "gb18030"),
        (GREEK, "cp1253"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(words: str, encoding: str):
    assert text(words.encode(encoding)) == words


@pytest.mark.parametrize(
    "data",
    [
        b"\0\xff\xfe\x81",
        b"MZ\0\1\2",
        b"\x7fELF\x02\x01\x01",
        bytes(range(256)),
        b"\x80\x01\x02\xff",
    ],
)
def test_what_is_no_text_is_not_taken_for_one(data: bytes):
    assert text(data) is None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")))
@settings(max_examples=100)
def test_every_text_in_utf_8_comes_back_as_it_is(words: str):
    assert text(words.encode()) == words


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes_are_a_text_or_none(data: bytes):
    found = text(data)
    assert found is None or "\0" not in found

"""Tokens are counted exactly, whatever the text is, and without a connection."""

import asyncio
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tokens import Tokens, at_most, encoding_for, image_tokens
from bot.tokens.seams import PIECE, pieces

WORDS = st.text(alphabet=st.sampled_from("abcXYZ äé漢字 .,'!?\n\t0123/\u0301👩"), max_size=60)


@pytest.mark.parametrize(
    ("encoding", "ids"), [("o200k_base", [24912, 2375]), ("cl100k_base", [15339, 1917])]
)
def test_the_known_tokens_of_hello_world_come_out(
    tokens: Tokens, encoding: str, ids: list[int]
) -> None:
    assert tiktoken.get_encoding(encoding).encode_ordinary("hello world") == ids
    assert tokens.count("hello world", encoding) == len(ids)


def test_what_looks_like_a_special_token_counts_as_the_text_it_is(tokens: Tokens) -> None:
    assert tokens.count("before <|endoftext|> after") > tokens.count("before after") + 3


def test_an_encoding_that_was_not_loaded_is_answered_with_the_first(tokens: Tokens) -> None:
    assert tokens.count("hello world", "p50k_base") == 2


def test_half_a_surrogate_pair_is_counted_like_any_character(tokens: Tokens) -> None:
    assert tokens.count("\ud83d and more") >= 1
    assert tokens.count("\ud83d and more") <= at_most("\ud83d and more")


@given(text=st.text(max_size=300))
def test_the_bound_is_never_below_the_count(tokens: Tokens, text: str) -> None:
    assert tokens.count(text) <= at_most(text)


@settings(max_examples=20, deadline=None)
@given(line=WORDS, encoding=st.sampled_from(["o200k_base", "cl100k_base"]))
def test_long_text_counted_in_pieces_counts_as_much_as_whole(
    tokens: Tokens, line: str, encoding: str
) -> None:
    text = f"some words, {line}\nand more. " * (PIECE // (len(line) + 20) + 200)

    assert len(list(pieces(text))) > 1
    assert "".join(pieces(text)) == text
    assert tokens.count(text, encoding) == len(
        tiktoken.get_encoding(encoding).encode_ordinary(text)
    )


@pytest.mark.parametrize("character", [" ", "\t", "\u3000", "a", "\n", "\u0301"])
def test_a_million_of_one_character_is_counted_like_any_text(
    tokens: Tokens, character: str
) -> None:
    assert 0 < tokens.count(character * 1_000_000) <= at_most(character * 1_000_000)


async def test_ten_megabytes_are_counted_while_the_event_loop_goes_on(tokens: Tokens) -> None:
    text = "The quick brown fox jumps over the lazy dog. " * 222_222
    counting = asyncio.create_task(tokens.count_async(text))
    turns = 0
    while not counting.done():
        turns += 1
        await asyncio.sleep(0)

    # The loop turned many times over while a thread counted.
    assert turns > 10
    assert await counting == 2_222_221


@pytest.mark.parametrize(
    ("model", "encoding"),
    [
        ("gpt-4o-mini", "o200k_base"),
        ("gpt-4-0613", "cl100k_base"),
        ("gpt-3.5-turbo", "cl100k_base"),
        ("davinci-002", "cl100k_base"),
        ("text-davinci-003", "o200k_base"),
        ("nobody/knows-this:latest", "o200k_base"),
        ("", "o200k_base"),
    ],
)
def test_a_model_nobody_knows_counts_in_the_newest_encoding(model: str, encoding: str) -> None:
    assert encoding_for(model) == encoding


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1, 1), 1), ((32, 32), 1), ((33, 32), 2), ((1024, 1024), 1024), ((8000, 8000), 1536)],
)
def test_an_image_costs_a_token_for_each_patch_up_to_a_bound(
    size: tuple[int, int], expected: int
) -> None:
    assert image_tokens(*size) == expected


async def test_tables_are_kept_under_the_names_that_tiktoken_looks_for(tmp_path: Path) -> None:
    await Tokens.load(tmp_path / "new", ("o200k_base",))

    kept = tmp_path / "new" / "fb374d419588a4632f3f557e76b4b70aebbca790"
    assert [kept] == list((tmp_path / "new").iterdir())
    assert kept.stat().st_size == 3_613_922


async def test_a_damaged_table_is_replaced(tmp_path: Path) -> None:
    kept = tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790"
    kept.write_bytes(b"IQ== 0\n")

    tokens = await Tokens.load(tmp_path)

    assert kept.stat().st_size == 3_613_922
    assert tokens.count("hello world") == 2


async def test_a_folder_that_cannot_be_made_does_not_keep_anybody_from_counting(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("in the way")

    tokens = await Tokens.load(tmp_path / "file" / "tokens")

    assert tokens.count("hello world") == 2


async def test_the_folder_that_tiktoken_was_told_to_use_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path / "theirs"))

    await Tokens.load(tmp_path / "ours")

    assert (tmp_path / "theirs").is_dir()
    assert not (tmp_path / "ours").exists()

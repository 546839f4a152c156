"""How many columns a text takes where every letter is as wide as the others, or twice as wide."""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_AS_EMOJI = "\ufe0f"
_KEYCAP = "\u20e3"
_NOTHING = frozenset(("Mn", "Me", "Cf", "Cc"))


def width(text: str) -> int:
    """The columns of a text: two for CJK and emoji, none for what joins the letter before it."""
    return sum(columns for _, columns in glyphs(text))


def glyphs(text: str) -> Iterator[tuple[str, int]]:
    """Yield what is seen as one letter, with its columns: a flag or a family is a single one."""
    seen, columns = "", 0
    for letter in text:
        if seen and (_clings(letter) or seen[-1] == _JOINER or _is_second_half(seen, letter)):
            seen += letter
            columns = 2 if letter in (_AS_EMOJI, _KEYCAP) or _is_flag(seen) else columns
            continue
        if seen:
            yield seen, columns
        seen, columns = letter, _columns(letter)
    if seen:
        yield seen, columns


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in _NOTHING:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def _clings(letter: str) -> bool:
    """Whether it changes the letter before it, and is no letter by itself."""
    modifies_skin = 0x1F3FB <= ord(letter) <= 0x1F3FF
    return modifies_skin or unicodedata.category(letter) in ("Mn", "Me") or letter == _JOINER


def _is_second_half(seen: str, letter: str) -> bool:
    return len(seen) == 1 and _is_flag(seen + letter)


def _is_flag(text: str) -> bool:
    """Whether it is two of the letters that flags are written with."""
    return len(text) == 2 and all(0x1F1E6 <= ord(letter) <= 0x1F1FF for letter in text)

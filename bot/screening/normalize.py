"""Turns text into what a reader sees in it: one shape for every way to write the same word."""

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from bot.screening.lookalikes import SHAPES, SIGNS, STROKES

# How separators, and the signs that may stand for letters, are written in the shape of a text.
# Their order makes ranges of what belongs together: from EMPHASIS to PLUS are the signs that may
# stand inside a word, from SPACE to DOLLAR all that may stand between words.
SPACE, APOSTROPHE, MARK, EMPHASIS, BAR, JOINT, PLUS, BANG, AT, DOLLAR = map(chr, range(1, 11))

# Ranges of the alphabets that do not put spaces between words, so that words there have no borders.
UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ua4cf\ua960-\ua97f\uaa60-\uaa7f"
    "\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)

# At most this many different characters are remembered (about 200 bytes each).
_REMEMBERED = 20_000
# Unicode's property Default_Ignorable_Code_Point, beyond the format characters (category Cf).
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
# Marks of alphabets that can be read without them; elsewhere a mark is a sound of its own.
_ACCENT = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
# White letters on black, and the letters that flags are made of; no normalisation knows them.
_ENCLOSED = ((0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))
# A capital I inside a word of small letters is there to be read as an l.
_TALL = re.compile("(?<=[a-z])I+")
_SHAPE = {code: MARK for code in range(0x80) if not chr(code).isalnum()}
_SHAPE |= dict.fromkeys(b" \t\n\v\f\r", SPACE) | dict.fromkeys(b"*_~", EMPHASIS)
_SHAPE |= dict.fromkeys(b"-.=#^", JOINT) | {ord("'"): APOSTROPHE, ord("|"): BAR}
_SHAPE |= {ord("+"): PLUS, ord("!"): BANG, ord("@"): AT, ord("$"): DOLLAR}

_READS_AS = {char: shown for shown, chars in (SHAPES | SIGNS).items() for char in chars}
_READS_AS |= dict.fromkeys(STROKES, "ı")
_READS_AS |= {chr(first + n): chr(97 + n) for first, count in _ENCLOSED for n in range(count)}


class _Folding(dict[int, str]):
    """What each character reads as, worked out when it is first met; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        read = _read(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = read
        return read


def _read(char: str) -> str:
    """Give what one character reads as; nothing at all when it cannot be seen."""
    if char.isspace():
        return "\n" if char in "\n\v\f\r\x85\u2028\u2029" else " "
    if _INVISIBLE.match(char) or unicodedata.category(char) in {"Cc", "Cf"}:
        return ""
    if char in _READS_AS:
        return _READS_AS[char]
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    if len(parts) > 2 and parts[0] == "(" and parts[-1] == ")":
        parts = parts[1:-1]
    return "".join(map(_part, parts))


def _part(char: str) -> str:
    if _ACCENT.match(char):
        return ""
    if char.isascii():
        return char
    if char in _READS_AS:
        return _READS_AS[char]
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(char)[0]
    return char if kind in "LMN" else ";" if kind in "PZ" else "*"


_FOLDING = _Folding()


class Skeleton:
    """What a reader sees in a text.

    `plain` has small letters without accents, look-alikes replaced, and nothing that cannot be
    seen; numbers and punctuation stay. `shape`, in UTF-8, has one code for each kind of separator.
    Both read the beginning of a text as they read the whole.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._seen = _TALL.sub(lambda found: "ı" * len(found[0]), text) if "I" in text else text
        self.plain = self._seen.translate(_FOLDING)
        self.shape = self.plain.translate(_SHAPE).encode()

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Give the positions in the text of what stands between two offsets of the shape."""
        if self._starts is None:
            return begin, end
        return bisect_right(self._starts, begin) - 1, bisect_right(self._starts, end - 1)

    def plain_span(self, begin: int, end: int) -> tuple[int, int]:
        """Give the positions in the text of what stands between two positions in `plain`."""
        if self._plain_starts is not None:
            begin, end = self._plain_starts[begin], self._plain_starts[end]
        return self.span(begin, end)

    @cached_property
    def _starts(self) -> list[int] | None:
        """Where each character of the text begins in the shape; None where nothing has moved."""
        if len(self.shape) == len(self.text) and self.text.isascii():
            return None
        widths = (len(_FOLDING[ord(char)].encode()) for char in self._seen)
        return list(accumulate(widths, initial=0))[:-1]

    @cached_property
    def _plain_starts(self) -> list[int] | None:
        """Where each character of `plain` begins in the shape, and its end; None for ASCII."""
        if self.plain.isascii():
            return None
        return list(accumulate((len(char.encode()) for char in self.plain), initial=0))


def shaped(text: str) -> str:
    """Give the shape of a text, as characters."""
    return text.translate(_FOLDING).translate(_SHAPE)

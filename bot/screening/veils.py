"""Words behind a veil: written so that a person reads them and a moderation model does not.

A model that judges text sees characters. Invisible ones inside a word, letters of another alphabet
that look the same, letters of mathematics, or marks in heaps hide the word from it. A text with any
of these is judged a second time as a person reads it. Text in tag characters, which nobody sees and
some models read, is judged as what it says.
"""

import re

from bot.screening.normalize import Skeleton

_LETTER = r"[^\W\d_]"
_INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef]"
)
_VEILED = re.compile(
    rf"{_LETTER}{_INVISIBLE}+(?={_LETTER})"
    # Latin letters with Greek, Cyrillic, Armenian or Cherokee ones in one word.
    r"|[A-Za-z][\u0370-\u058f\u13a0-\u13ff]|[\u0370-\u058f\u13a0-\u13ff][A-Za-z]"
    # Letters in circles and squares, small capitals, full width, and of mathematics.
    r"|[\u1d00-\u1d2b\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
    r"\U0001f110-\U0001f18f]"
    # Two of these are a flag.
    r"|[\U0001f1e6-\U0001f1ff]{3}"
    r"|[\u0300-\u036f]{2}"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_TAG = 0xE0000


def unveiled(text: str) -> list[str]:
    """Give what else a text says, for whoever judges it; nothing for a text that is plain."""
    if text.isascii():
        return []
    found = [Skeleton(text).plain] if _VEILED.search(text) else []
    hidden = " ".join("".join(chr(ord(tag) - _TAG) for tag in tags) for tags in _TAGS.findall(text))
    # Three of them are a flag of a country without one of its own.
    return [*found, hidden] if len(hidden) > len("gbeng") else found

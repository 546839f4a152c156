"""Where text can be parted: between what a person sees as characters, and between tokens."""

import re
import unicodedata
from collections.abc import Iterator

# A long run of blanks makes tiktoken panic, from half a million characters on, and very long words
# take more than linear time. So text is counted in pieces of this many characters.
PIECE = 32_768
_WITHIN = 4_096
# Places where no token of either encoding reaches across: before a word that begins a line, and
# before the blank between two words.
_BETWEEN_TOKENS = re.compile(r"(?<=\n)(?=[^\W_])|(?<=[^\W\d_])(?= [^\W\d_])")

_JOINER = "\u200d"
_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
# Nobody writes a character of more parts; what goes on longer is there to do harm.
_PARTS = 64


def pieces(text: str) -> Iterator[str]:
    """The text in order, in pieces of bounded length, parted where no token reaches across.

    Where there is no such place for a long stretch, a piece ends anyhow, and the sum of the pieces'
    tokens may be a few more than those of the whole.
    """
    start = 0
    while len(text) - start > PIECE:
        end = start + PIECE
        # A seam looks at one character beyond itself.
        found = [seam.start() for seam in _BETWEEN_TOKENS.finditer(text, end - _WITHIN, end + 2)]
        end = next((seam for seam in reversed(found) if seam <= end), end)
        yield text[start:end]
        start = end
    yield text[start:]


def before(text: str, at: int) -> int:
    """The end of the last whole character up to `at`."""
    for place in range(at, max(0, at - _PARTS), -1):
        if place >= len(text) or not _inside(text, place):
            return place
    return at if at > _PARTS else 0


def after(text: str, at: int) -> int:
    """The beginning of the first whole character from `at` on."""
    for place in range(at, min(len(text), at + _PARTS)):
        if place == 0 or not _inside(text, place):
            return place
    return at if len(text) - at > _PARTS else len(text)


def _inside(text: str, at: int) -> bool:
    """Whether what a person sees as one character reaches across this place."""
    left, right = text[at - 1], text[at]
    return (
        unicodedata.category(right) in ("Mn", "Me", "Mc")
        or _JOINER in (left, right)
        or ord(right) in _TONES
        or (ord(left) in _FLAGS and ord(right) in _FLAGS)
        or (left, right) == ("\r", "\n")
    )

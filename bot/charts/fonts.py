"""Which fonts there are for names in all scripts, and what of a name they can draw."""

import unicodedata
from dataclasses import dataclass

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

_FIRST = "DejaVu Sans"
# What systems bring for Chinese, Japanese and Korean, and for the other scripts that DejaVu lacks.
_OTHERS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "PingFang SC",
    "Hiragino Sans", "Apple SD Gothic Neo", "Microsoft YaHei", "Malgun Gothic", "Yu Gothic",
    "Arial Unicode MS", "Unifont", "Noto Sans", "Noto Sans Devanagari", "Noto Sans Thai",
)  # fmt: skip
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Fonts:
    """The families to draw with, in order, and all characters that they have together."""

    families: tuple[str, ...]
    characters: frozenset[int]

    @classmethod
    def found(cls) -> "Fonts":
        """Those of this machine; the first one comes with matplotlib."""
        there = {entry.name: entry.fname for entry in font_manager.fontManager.ttflist}
        families = (_FIRST, *(name for name in _OTHERS if name in there))
        paths = [font_manager.findfont(_FIRST), *(there[name] for name in families[1:])]
        characters: set[int] = set()
        for path in paths:
            characters.update(FT2Font(path).get_charmap())
        return cls(families, frozenset(characters))

    def label(self, name: str, stand_in: str) -> str:
        """What of a name can be drawn; `stand_in` where that is not enough to know it by."""
        plain = " ".join(name.split())
        drawn = "".join(one for one in plain if self._has(one)).strip()
        letters = sum(map(str.isalnum, plain))
        if not drawn or 2 * sum(map(str.isalnum, drawn)) < letters:
            drawn = stand_in or "?"
        return drawn if len(drawn) <= _LONGEST else drawn[: _LONGEST - 1] + "…"

    def _has(self, character: str) -> bool:
        # Marks that turn the direction of writing have a glyph in some fonts, and do harm.
        return ord(character) in self.characters and unicodedata.category(character) != "Cf"

"""Which fonts there are for names in all scripts, and what of a name they can draw."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from matplotlib import font_manager
from matplotlib.font_manager import FontEntry
from matplotlib.ft2font import FT2Font

_FIRST = "DejaVu Sans"
# What systems bring for Chinese, Japanese and Korean, and for the other scripts that DejaVu lacks.
_OTHERS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "PingFang SC",
    "Hiragino Sans", "Apple SD Gothic Neo", "Microsoft YaHei", "Malgun Gothic", "Yu Gothic",
    "Arial Unicode MS", "Unifont", "Noto Sans", "Noto Sans Devanagari", "Noto Sans Thai",
)  # fmt: skip
_WEIGHTS = (400, 500, "normal", "regular", "book", "medium")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Fonts:
    """The families to draw with, in order, and all characters that they have together."""

    families: tuple[str, ...]
    characters: frozenset[int]

    @classmethod
    def found(cls) -> "Fonts":
        """Those of this machine; the first one comes with matplotlib."""
        families, paths = [_FIRST], [str(font_manager.findfont(_FIRST))]
        for entry in _others(font_manager.fontManager.ttflist):
            # Several files may share a name, each with characters that the others lack.
            named = replace(entry, name=f"{entry.name} {len(families)}")
            font_manager.fontManager.ttflist.append(named)
            families.append(named.name)
            paths.append(str(named.fname))
        characters: set[int] = set()
        for path in paths:
            characters.update(FT2Font(path).get_charmap())
        return cls(tuple(families), frozenset(characters))

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


def _others(entries: Iterable[FontEntry]) -> list[FontEntry]:
    """The upright ones of a usual weight that are wanted, in the order in which they are."""
    usual = [
        entry
        for entry in entries
        if entry.name in _OTHERS and entry.style == "normal" and entry.weight in _WEIGHTS
    ]
    return sorted(usual, key=lambda entry: _OTHERS.index(entry.name))

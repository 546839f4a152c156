"""Subtitles: the words of SRT and WebVTT, and the files put together again around others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Hours may be left out in WebVTT, and SRT has a comma where WebVTT has a point.
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_CUE = re.compile(
    rf"(?P<head>^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\n]*\n)(?P<words>.*?)(?=\n[ \t]*\n|\n*\Z)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Subtitles:
    """A file of subtitles; `texts` are the words of its cues, `between` what stands around them."""

    texts: tuple[str, ...]
    between: tuple[str, ...]

    def written(self, texts: Sequence[str]) -> str:
        """The file with other words in the same cues; an empty line would end a cue too early."""
        parts = [self.between[0]]
        for text, after in zip(texts, self.between[1:], strict=True):
            parts += [re.sub(r"\n\s*\n", "\n", text.strip("\n")), after]
        return "".join(parts)


def read(text: str) -> Subtitles:
    """Part a file into words and all the rest: numbers, times, settings, notes, styles."""
    texts, between, at = [], [], 0
    for cue in _CUE.finditer(text):
        between.append(text[at : cue.end("head")])
        texts.append(cue["words"])
        at = cue.end()
    return Subtitles(tuple(texts), (*between, text[at:]))

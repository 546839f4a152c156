"""Giving words a time where a model gives none: from when something was heard in the part."""

import re
from collections.abc import Sequence

from bot.models.hearing import Cue
from bot.sound.levels import Stretch

# A subtitle of two lines; a reader takes in no more at once.
_LONGEST = 84
# A point inside a number or a name ends no sentence.
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[”’」』）]*|$)\s*", re.DOTALL)
_PAUSE = re.compile(r"[,;:–—،、，；：]\s*|\s")


def spread(text: str, heard: Sequence[Stretch]) -> tuple[Cue, ...]:
    """Divide a text into lines, and the time in which something is heard among them by length."""
    lines = [line for sentence in _SENTENCE.findall(text) for line in _lines(sentence.strip())]
    lines = [line for line in lines if line]
    length = sum(map(len, lines))
    if not lines or not heard:
        return ()
    sounding = sum(end - begin for begin, end in heard)
    cues, said = [], 0
    for line in lines:
        start = _moment(heard, sounding * said / length, begins=True)
        said += len(line)
        end = _moment(heard, sounding * said / length, begins=False)
        cues.append(Cue(round(start, 2), round(max(start, end), 2), line))
    return tuple(cues)


def _lines(sentence: str) -> list[str]:
    """Cut a long sentence at a comma or a space, into parts of about one length."""
    if len(sentence) <= _LONGEST:
        return [sentence]
    middle = len(sentence) // 2
    borders = [match.end() for match in _PAUSE.finditer(sentence, 1, len(sentence) - 1)]
    border = min(borders, key=lambda at: abs(at - middle), default=middle)
    return [*_lines(sentence[:border].strip()), *_lines(sentence[border:].strip())]


def _moment(heard: Sequence[Stretch], sounded: float, *, begins: bool) -> float:
    """When so many seconds of sound are over; at a pause, where the next begins or this ends."""
    for begin, end in heard:
        length = end - begin
        if sounded < length or (not begins and sounded <= length + 1e-6):
            return begin + sounded
        sounded -= length
    return heard[-1][1]

"""What was said in a sound, put together from its parts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.messages import Usage
from bot.models.hearing import Cue, Heard
from bot.sound import Part, Sound
from bot.transcribing.spreading import spread

# Scripts that put no space between sentences.
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$")
_LABEL = re.compile(r"[A-Z]{1,2}|\d{1,2}")
_NUMBERED = (
    "The recording was heard in parts. A speaker with a number was told apart from others in that "
    "part only, and may be one of those in another."
)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text of a sound called `name`, of so many seconds.

    `cues` are there whenever they were asked for; times are seconds of the whole. `language` is a
    name or a code as the model put it, "" where nobody knows. `remarks` are sentences for the
    person about what is not as they may expect.
    """

    name: str
    seconds: float
    text: str
    cues: tuple[Cue, ...]
    language: str
    model: str
    usage: Usage
    remarks: tuple[str, ...] = ()


def together(
    sound: Sound,
    heard: Sequence[Heard],
    *,
    model: str,
    timed: bool,
    usage: Usage,
    known: Mapping[str, str] = MappingProxyType({}),
) -> Transcript:
    """Put the parts together; `timed` says that cues are wanted.

    `known` are the speakers of the first part who are known again in the others: label and name.
    """
    texts = [one.text for one in heard]
    several = len(heard) > 1
    cues: list[Cue] = []
    if timed:
        for number, (part, one) in enumerate(zip(sound.parts, heard, strict=True), start=1):
            cues += _placed(part, one, _Naming(number if several else 0, known))
    numbered = any(cue.speaker.endswith(")") for cue in cues)
    language = next((one.language for one in heard if one.language), "")
    return Transcript(
        sound.name,
        sound.seconds,
        joined(texts),
        tuple(cues),
        language,
        model,
        usage,
        remarks=(_NUMBERED,) if numbered else (),
    )


def joined(texts: Iterable[str]) -> str:
    """Put texts one behind the other, with the space that their script wants."""
    whole = ""
    for text in filter(None, (text.strip() for text in texts)):
        space = "" if not whole or _UNSPACED.search(whole) else " "
        whole += space + text
    return whole


def _placed(part: Part, heard: Heard, naming: "_Naming") -> list[Cue]:
    """The cues of one part at their times in the whole, never beyond the part."""
    if not heard.cues:
        return list(spread(heard.text, part.heard))
    return [
        replace(
            cue,
            start=round(min(part.start + cue.start, part.end), 2),
            end=round(min(part.start + cue.end, part.end), 2),
            speaker=naming.name(cue.speaker),
        )
        for cue in heard.cues
    ]


def named(label: str) -> str:
    """What a speaker is called whom the model calls `label`."""
    return f"Speaker {label}" if _LABEL.fullmatch(label) else label


@dataclass(frozen=True, slots=True)
class _Naming:
    """What the speakers of a part are called; `number` is that of the part, 0 for the only one."""

    number: int
    known: Mapping[str, str]

    def name(self, label: str) -> str:
        """The name of one; with the number of the part where they are told apart in it only."""
        if not label:
            return ""
        if self.number > 1 and label in self.known.values():
            return label
        if self.number == 1 and label in self.known:
            return self.known[label]
        return f"{named(label)} ({self.number})" if self.number else named(label)

"""What was said in a sound, put together from its parts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.messages import Usage
from bot.models.hearing import Cue, Heard
from bot.sound import Part, Sound
from bot.transcribing.spreading import spread

# Scripts that put no space between sentences.
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$")
_LABEL = re.compile(r"[A-Z]{1,2}|\d{1,2}")
_NUMBERED = (
    "The recording was heard in parts, and speakers are told apart within each of them only: the "
    "number behind a speaker is that of the part."
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
    sound: Sound, heard: Sequence[Heard], *, model: str, timed: bool, usage: Usage
) -> Transcript:
    """Put the parts together; `timed` says that cues are wanted."""
    texts = [one.text for one in heard]
    several = len(heard) > 1
    cues: list[Cue] = []
    if timed:
        for number, (part, one) in enumerate(zip(sound.parts, heard, strict=True), start=1):
            cues += _placed(part, one, number if several else 0)
    numbered = several and any(cue.speaker for cue in cues)
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


def _placed(part: Part, heard: Heard, number: int) -> list[Cue]:
    """The cues of one part at their times in the whole, never beyond the part."""
    if not heard.cues:
        return list(spread(heard.text, part.heard))
    return [
        replace(
            cue,
            start=round(min(part.start + cue.start, part.end), 2),
            end=round(min(part.start + cue.end, part.end), 2),
            speaker=_speaker(cue.speaker, number),
        )
        for cue in heard.cues
    ]


def _speaker(label: str, number: int) -> str:
    if not label:
        return ""
    name = f"Speaker {label}" if _LABEL.fullmatch(label) else label
    return f"{name} ({number})" if number else name

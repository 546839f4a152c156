"""Who speaks in the first part of a long recording, with samples of their voices."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.models.hearing import Cue, Heard
from bot.sound import Part
from bot.sound.sampling import sampled
from bot.transcribing.transcript import named

# What the endpoint takes (types/audio/transcription_create_params.py of the SDK): so many voices,
# each heard for 2 to 10 seconds.
_MOST = 4
_SHORTEST, _LONGEST = 2.2, 9.5


@dataclass(frozen=True, slots=True)
class Voices:
    """`names` by the label that the model gave in the first part, `samples` by name."""

    names: Mapping[str, str] = field(default_factory=dict)
    samples: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    async def of(cls, part: Part, heard: Heard) -> "Voices":
        """Those who speak most in a part, as far as there is a stretch that is long enough."""
        cues: defaultdict[str, list[Cue]] = defaultdict(list)
        for cue in heard.cues:
            if cue.speaker:
                cues[cue.speaker].append(cue)
        spoken = sorted(cues, key=lambda label: -sum(map(_seconds, cues[label])))
        longest = {label: max(cues[label], key=_seconds) for label in spoken}
        stretches = {
            named(label): (cue.start, min(cue.end, cue.start + _LONGEST))
            for label, cue in longest.items()
            if _seconds(cue) >= _SHORTEST
        }
        wanted = dict(list(stretches.items())[:_MOST])
        samples = await sampled(part.file, wanted) if wanted else {}
        names = {label: named(label) for label in spoken if named(label) in samples}
        return cls(names, tuple(samples.items()))


def _seconds(cue: Cue) -> float:
    return cue.end - cue.start

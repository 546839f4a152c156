"""The port to models that make text of sound: one part of a sound in, what was said in it out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from bot.config import ModelCard
from bot.messages import Usage

Gives = Literal["text", "times", "speakers"]
"""What is wanted of a model: the words alone, with times, or with times and who spoke."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a sound, as a file; `seconds` is how long it is.

    `language` is a hint (ISO 639-1), "" for none; `before` is what was said before it. `voices` are
    samples of people who speak in it, of the same media type, each with a name.
    """

    file: Path
    media_type: str
    seconds: float
    language: str = ""
    before: str = ""
    voices: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """Words with the seconds between which they were said; `speaker` is "" where nobody knows."""

    start: float
    end: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said in a clip; `cues` are empty where the model gives no times.

    `language` is a name or a code, as the model put it, and "" where it does not say.
    """

    text: str
    cues: tuple[Cue, ...]
    language: str
    usage: Usage


class Ear(Protocol):
    """A model that hears. `name` and `card` are those of the table."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    @property
    def card(self) -> ModelCard:
        """What it can do; `card.hears` is there."""
        ...

    async def hear(self, clip: Clip, gives: Gives) -> Heard:
        """Make text of a clip; raises `ModelError` or `EmbeddedError`."""
        ...

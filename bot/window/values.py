"""The values that a window is made of."""

from dataclasses import dataclass
from typing import NamedTuple

from bot.messages import Place
from bot.models import Image, Utterance
from bot.tokens import FRAME
from bot.window.budget import Counted
from bot.window.speakers import ALONE, Speaker

SUMMARY_HEAD = "What was said here before, summed up:\n"
SUMMARY_REPLY = "I keep that in mind."
NOTHING = "…"
"""Stands for words that are not there: endpoints reject an empty message."""

_SUMMARY_FRAME = 2 * FRAME + 20


class Said(NamedTuple):
    """A turn as the prompt has it, names included; `tokens` count both messages with frames."""

    question: str
    answer: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, as the person wrote it. Attachments' text is in `text`."""

    text: str
    images: tuple[Image, ...] = ()
    image_tokens: int = 0
    speaker: Speaker = ALONE


@dataclass(frozen=True, slots=True)
class Summary:
    """What older turns said; `upto` is the id of the last turn it tells of."""

    text: str
    tokens: int
    upto: int

    @property
    def size(self) -> int:
        """The tokens that it takes in a prompt; an empty one is left out."""
        return self.tokens + _SUMMARY_FRAME if self.text else 0


@dataclass(frozen=True, slots=True)
class Ready:
    """A newer summary, made ahead: it tells of the first `covers` turns that are in the window.

    `late` means that turns have fallen out of which no summary in the prompt tells.
    """

    summary: Summary
    covers: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """A prompt, with our estimate of its tokens.

    `question` is what the model is given of the person's words, without their name: what a turn
    keeps. `cut` tells that it, or the system prompt, lost its middle. `start` is the index of the
    first turn kept, `adopted` says that the newer summary took the place of the older one,
    `shortened` is the last turn as it stays from now on if it was too large. `free` are the tokens
    that summary, turns and question share.
    """

    prompt: tuple[Utterance, ...]
    tokens: int
    start: int
    question: Counted
    cut: bool
    adopted: bool
    shortened: Said | None
    free: int


@dataclass(slots=True, eq=False)
class Fold:
    """Turns to be summed up: those with ids above `previous.upto`, up to `upto`.

    `most` are the tokens that the new summary may have, `room` those that a request for it may
    spend on turns. `stale` is set when one of the place's turns was altered or taken away
    meanwhile.
    """

    place: Place
    previous: Summary | None
    upto: int
    most: int
    room: int
    stale: bool = False

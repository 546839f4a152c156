"""A message with all that belongs to it."""

from dataclasses import dataclass, field

from bot.models import Image
from bot.screening import Words


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as it came. `media_type` is what its content tells, else what was announced."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Material:
    """A message with all that belongs to it.

    `question` is what the model reads and the window keeps; `words` is everything in it that must
    be screened, the values of a command's options included. `sounds` are recordings and films,
    which nobody has heard yet. `files` are those of a command that reads them by itself: nothing in
    them is part of the question, and nothing of them was judged. `remarks` are sentences for the
    person about what was not read.
    """

    question: str
    images: tuple[Image, ...]
    words: Words
    files: tuple[Raw, ...] = ()
    sounds: tuple[Raw, ...] = ()
    remarks: tuple[str, ...] = ()

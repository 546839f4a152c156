"""Transcribing: a sound is cut, its parts are heard side by side, and put together again."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.errors import InputError, ModelError
from bot.messages import Status, Usage
from bot.models.ears import Ears
from bot.models.hearing import Clip, Ear, Gives, Heard
from bot.models.speech import LocalEar
from bot.sound import MEDIA_TYPE, Cutting, Part, Sound
from bot.transcribing.sharing import Lately
from bot.transcribing.transcript import Transcript, together
from bot.transcribing.voices import Voices

if TYPE_CHECKING:
    from bot.billing import Bill
    from bot.config.schema import Models
    from bot.files import Raw

__all__ = ["Paid", "Transcriber", "Transcript"]

Paid = Callable[[str, Usage], AbstractAsyncContextManager["Bill"]]
"""Reserves what a request may cost at most; see `bot.context.Answers.paid`."""

_FETCHING = "fetching the speech model, which takes a minute or two, to listen to"
# A model's bound on minutes is not tried out to the last second.
_MARGIN = 0.95
# The most tokens that a second of speech takes, sound and text.
_SOUND_TOKENS, _TEXT_TOKENS = 12, 10


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: `gives` with or without times and speakers, `language` as a hint or ""."""

    gives: Gives = "text"
    language: str = ""


@dataclass(slots=True)
class _Work:
    """The parts of one sound on their way: what was heard, by number, and what it used."""

    sound: Sound
    ear: Ear
    wish: Wish
    heard: dict[int, Heard] = field(default_factory=dict)
    voices: Voices = field(default_factory=Voices)

    @property
    def usage(self) -> Usage:
        return sum((one.usage for one in self.heard.values()), Usage())


class Transcriber:
    """Makes text of sounds, with whichever model there is."""

    def __init__(self, ears: Ears, cutting: Cutting, config: "Models") -> None:
        self._ears = ears
        self._cutting = cutting
        self._config = config.transcription
        self._lately = Lately()

    def forget(self, message_keys: Collection[str] | None = None) -> None:
        """Let go of what was heard lately in those messages, or in all."""
        self._lately.forget(message_keys)

    async def spoken(
        self, file: "Raw", message_key: str, *, paid: Paid
    ) -> AsyncGenerator[Status | Transcript, None]:
        """As `transcribe`, the words of a voice message, which may be wanted for two reasons.

        A channel that has them written down hears those that are questions as well.
        """
        async with self._lately.of(message_key, file.name, file.data) as hearing:
            if hearing.transcript is not None:
                yield hearing.transcript
                return
            async with aclosing(self.transcribe(file, Wish(), paid=paid)) as steps:
                async for step in steps:
                    if isinstance(step, Transcript):
                        hearing.transcript = step
                    yield step

    async def transcribe(
        self, file: "Raw", wish: Wish, *, paid: Paid
    ) -> AsyncGenerator[Status | Transcript, None]:
        """Yield how far it is, and the transcript as the last.

        Raises `InputError` for a file that cannot be heard, `ModelError`, `EmbeddedError` and
        `OverBudget`. What was heard before an error is paid for.
        """
        ear: Ear | None = self._ears.choose(wish.gives)
        while ear is not None:
            try:
                async with aclosing(self._with(ear, file, wish, paid)) as steps:
                    async for step in steps:
                        yield step
                return
            except ModelError as error:
                ear = self._ears.instead(ear, error)
                if ear is None:
                    raise

    async def _with(
        self, ear: Ear, file: "Raw", wish: Wish, paid: Paid
    ) -> AsyncGenerator[Status | Transcript, None]:
        fetches = isinstance(ear, LocalEar) and not ear.there
        yield Status("working", f"{_FETCHING if fetches else 'listening to'} {file.name}")
        longest = self._longest(ear, wish)
        async with self._cutting.cut(file.name, file.data, longest=longest) as sound:
            work = _Work(sound, ear, wish)
            async with paid(ear.name, _worst(ear, sound)) as bill:
                try:
                    async with aclosing(self._progress(work)) as steps:
                        async for step in steps:
                            yield step
                finally:
                    if work.heard:
                        bill.used(work.usage)
            heard = [work.heard[number] for number in range(len(sound.parts))]
        transcript = together(
            sound,
            heard,
            model=ear.name,
            timed=wish.gives != "text",
            usage=work.usage,
            known=work.voices.names,
        )
        if not transcript.text:
            raise InputError(f"There is sound in {file.name}, but no words were understood.")
        yield transcript

    def _longest(self, ear: Ear, wish: Wish) -> float:
        """How long parts may be, in seconds."""
        hears = ear.card.hears
        bound = hears.minutes * 60 * _MARGIN if hears else self._config.cue_seconds
        if wish.gives == "speakers":
            # Speakers are the same people only within a part.
            return bound
        if wish.gives == "times" and not (hears and hears.gives):
            return min(bound, self._config.cue_seconds)
        return min(bound, self._config.part_minutes * 60)

    async def _progress(self, work: _Work) -> AsyncGenerator[Status, None]:
        """Hear all parts, a few side by side, and say how many are done."""
        count, ready = len(work.sound.parts), 0
        if count > 1:
            yield Status("working", f"0 of {count} parts")
        steps: asyncio.Queue[bool] = asyncio.Queue()
        first = 0
        if count > 1 and work.wish.gives == "speakers":
            # Who speaks in the first part is known again in the others.
            await _row(work, range(1), steps)
            work.voices = await Voices.of(work.sound.parts[0], work.heard[0])
            first = 1
        rows = _rows(first, count, 1 if isinstance(work.ear, LocalEar) else self._config.at_once)
        tasks = [asyncio.create_task(_row(work, row, steps)) for row in rows]
        hearing = asyncio.gather(*tasks)
        hearing.add_done_callback(lambda _: steps.put_nowait(False))
        try:
            while await steps.get():
                ready += 1
                if count > 1:
                    yield Status("working", f"{ready} of {count} parts")
            await hearing
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _rows(first: int, end: int, at_once: int) -> list[range]:
    """Divide parts into rows that are heard side by side; within one they follow one another."""
    count = end - first
    width = min(count, at_once)
    borders = [first + count * row // width for row in range(width + 1)]
    return [range(begin, end) for begin, end in pairwise(borders)]


async def _row(work: _Work, numbers: range, steps: asyncio.Queue[bool]) -> None:
    """Hear parts that follow one another: each is told what was said just before it."""
    before = ""
    for number in numbers:
        heard = await work.ear.hear(_clip(work.sound.parts[number], work, before), work.wish.gives)
        work.heard[number] = heard
        before = heard.text
        steps.put_nowait(True)


def _clip(part: Part, work: _Work, before: str) -> Clip:
    voices = work.voices.samples
    return Clip(part.file, MEDIA_TYPE, part.seconds, work.wish.language, before, voices)


def _worst(ear: Ear, sound: Sound) -> Usage:
    seconds = sum(part.seconds for part in sound.parts)
    prices = ear.card.prices
    if prices is not None and prices.minute is not None:
        return Usage(seconds=seconds)
    return Usage(
        input=int(seconds * _SOUND_TOKENS), output=int(seconds * _TEXT_TOKENS), seconds=seconds
    )

"""Has a model translate: in parts, several at once, each looked at and repaired once."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.errors import ModelError
from bot.models import Utterance
from bot.translating.glossary import Entry, relevant
from bot.translating.languages import Language
from bot.translating.parting import Count, Part, parted
from bot.translating.prompts import Task, again, prompt
from bot.translating.protecting import Damage, damage, guarded, is_words

AT_ONCE = 4
_TEMPERATURE = 0.2
_OFF_THE_LOOP = 20_000
_NUMBER = re.compile(r"⟦#(\d+)⟧[ \t]*")
# How much longer a translation may be, in tokens: some scripts take several for one letter.
_LONGER = 6
_LEAST = 200
# What a number in front of a segment takes, in tokens.
_FRAME = 6

T = TypeVar("T")

_NONE = Damage()

Report = Callable[[int, int], None]
"""Is told how many of how many parts are done."""


class Write(Protocol):
    """Asks the model; see `bot.context.Answers.write`."""

    def __call__(
        self, prompt: Sequence[Utterance], *, temperature: float | None, max_output: int
    ) -> Awaitable[str]:
        """Return the whole answer."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be translated how. `source` is None where the model finds it out.

    `entries` is the whole glossary, `small` is for a model that runs on this machine.
    """

    target: Language
    source: Language | None = None
    tone: str = "neutral"
    entries: tuple[Entry, ...] = ()
    small: bool = False

    def task(self, text: str) -> Task:
        """The task for one part, with what of the glossary concerns it."""
        entries = relevant(self.entries, text, target=self.target, source=self.source)
        return Task(self.target, self.source, self.tone, entries, self.small)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that was translated, and what did not come through as it should."""

    text: str
    damage: Damage = _NONE


class Translator:
    """Translates with one model; parts have at most `part_tokens`.

    `thinking` are the tokens that the model may spend before it writes.
    """

    def __init__(self, write: Write, count: Count, *, part_tokens: int, thinking: int = 0) -> None:
        self._write = write
        self._count = count
        self._part_tokens = part_tokens
        self._thinking = thinking
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def text(self, job: Job, text: str) -> AsyncIterator[Piece]:
        """Yield the translation of a text, part by part in order."""
        guard = await _aside(guarded, text)
        parts = await _aside(self._parts, guard.text)
        tasks = [asyncio.create_task(self._part(job, part)) for part in parts]
        try:
            for task in tasks:
                piece = await task
                yield Piece(guard.restored(piece.text), piece.damage)
        finally:
            await _ended(tasks)

    async def segments(
        self, job: Job, texts: Sequence[str], report: Report | None = None
    ) -> list[Piece]:
        """Translate texts that stand one after the other, such as subtitles, each by itself."""
        done: list[Piece] = [Piece(text) for text in texts]
        batches = list(self._batches(texts))
        tasks = [asyncio.create_task(self._batch(job, texts, batch)) for batch in batches]
        try:
            for count, (task, batch) in enumerate(zip(tasks, batches, strict=True), 1):
                for number, piece in zip(batch, await task, strict=True):
                    done[number] = piece
                if report is not None:
                    report(count, len(batches))
        finally:
            await _ended(tasks)
        return done

    def _parts(self, text: str) -> list[Part]:
        return parted(text, most=self._part_tokens, count=self._count)

    async def _part(self, job: Job, part: Part) -> Piece:
        piece = await self._translated(job, part.text)
        return Piece(part.before + piece.text + part.after, piece.damage)

    async def _translated(self, job: Job, text: str) -> Piece:
        """Translate one part; where not all came through, ask once more and take the better."""
        if not is_words(text):
            return Piece(text)
        asked = prompt(job.task(text), text)
        async with self._slots:
            first = await self._asked(asked, text)
            if first.text and not first.damage:
                return first
            mend = again(asked, first.text, first.damage) if first.text else asked
            second = await self._asked(mend, text)
        tried = [piece for piece in (second, first) if piece.text]
        if not tried:
            raise ModelError("the translation is empty")
        return min(tried, key=lambda piece: _weight(piece.damage))

    async def _asked(self, asked: Sequence[Utterance], text: str) -> Piece:
        # What is reserved for an answer is as little as it can need.
        most = self._thinking + _LEAST + _LONGER * self._count(text)
        written = await self._write(asked, temperature=_TEMPERATURE, max_output=most)
        written = written.strip()
        return Piece(written, await _aside(damage, text, written))

    def _batches(self, texts: Sequence[str]) -> list[list[int]]:
        """Which texts go together in one request; those without words go nowhere."""
        batches: list[list[int]] = []
        room = 0
        for number, text in enumerate(texts):
            if not is_words(text):
                continue
            size = self._count(text) + _FRAME
            if size > room:
                batches.append([])
                room = self._part_tokens
            batches[-1].append(number)
            room -= size
        return batches

    async def _batch(self, job: Job, texts: Sequence[str], batch: Sequence[int]) -> list[Piece]:
        if len(batch) == 1:
            return [await self._whole(job, texts[batch[0]])]
        numbered = "\n\n".join(f"⟦#{at}⟧ {texts[number]}" for at, number in enumerate(batch, 1))
        found = _numbered((await self._translated(job, numbered)).text, len(batch))
        pieces = []
        for at, number in enumerate(batch, 1):
            text = texts[number]
            if at in found:
                pieces.append(Piece(found[at], damage(text, found[at])))
            else:
                pieces.append(await self._whole(job, text))
        return pieces

    async def _whole(self, job: Job, text: str) -> Piece:
        """Translate one segment by itself, in parts where it is long."""
        pieces = [piece async for piece in self.text(job, text)]
        worst = max((piece.damage for piece in pieces), key=_weight, default=Damage())
        return Piece("".join(piece.text for piece in pieces), worst)


def _numbered(text: str, count: int) -> dict[int, str]:
    """The segments of a translation by number; those that are not there just once are left out."""
    _, *found = _NUMBER.split(text)
    segments: dict[int, str] = {}
    twice = set()
    for number, segment in zip(found[::2], found[1::2], strict=True):
        at = int(number)
        if at in segments:
            twice.add(at)
        segments[at] = segment.strip()
    return {
        at: segment
        for at, segment in segments.items()
        if at not in twice and 0 < at <= count and segment
    }


def _weight(found: Damage) -> int:
    return 2 * (len(found.lost) + len(found.added)) + found.markdown


async def _ended(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)


async def _aside(work: Callable[..., T], text: str, *others: str) -> T:
    """Do what takes long for a long text in a thread."""
    if len(text) < _OFF_THE_LOOP:
        return work(text, *others)
    return await asyncio.to_thread(work, text, *others)

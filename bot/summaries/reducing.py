"""Summing up what is too long for one request: notes on each part, then a summary of the notes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages import Event, Status, Text
from bot.models import Utterance
from bot.summaries.citing import Citing
from bot.summaries.material import Reading
from bot.summaries.parting import parted
from bot.summaries.prompts import Subject, Wish, notes_on, summary_of
from bot.tokens import FRAME, PRIMING

if TYPE_CHECKING:
    from bot.context import Context

# Tokens of notes on a part; a model that reasons spends as many again, and more, on that.
_NOTES = 600
_REASONING = 4_000
_WORDS_PER_TOKEN = 0.5
# What an estimate of another model's tokens may be wrong by.
_SURE = 0.9
# A model on this machine takes half a minute for each.
_LOCAL_REQUESTS = 8
# Each round makes it shorter by far; more than this many means that one does not.
_ROUNDS = 6
_LEAST = 100


@dataclass(frozen=True, slots=True)
class Room:
    """How much goes into one request: tokens of material, tokens of notes, requests at once."""

    part: int
    notes: int
    output: int
    at_once: int


def room(context: "Context", subject: Subject, wish: Wish) -> Room:
    """How much the model that answers here can take at once."""
    router, summaries = context.router, context.config.summaries
    name = router.name(context.values.model)
    card, local = router.card(name), router.is_local(name)
    whole = min(card.context, router.window(name) or card.context)
    notes = max(_LEAST, min(_NOTES, whole // 6))
    output = min(card.output, notes + (_REASONING if card.effort else notes))
    prompts = (
        notes_on(subject, wish, "", number=999, of=999, words=999),
        summary_of(subject, wish, "", of_notes=True),
    )
    asked = max(_tokens(context, prompt, card.encoding) for prompt in prompts)
    # A window of its own bounds what is sent; else the answer is part of the context.
    answer = 0 if router.window(name) else output
    part = min(summaries.part_tokens, int((whole - answer) * _SURE) - asked)
    at_once = context.config.models.embedded.slots if local else summaries.at_once
    return Room(max(_LEAST, part), notes, output, at_once)


def _tokens(context: "Context", prompt: Sequence[Utterance], encoding: str) -> int:
    return sum(context.tokens.count(one.text, encoding) + FRAME for one in prompt) + PRIMING


class Summing:
    """Sums up one reading in the name of one message."""

    def __init__(self, context: "Context", reading: Reading, wish: Wish) -> None:
        name = context.router.name(context.values.model)
        local = context.router.is_local(name)
        cites = not local and any(line.number is not None for line in reading.lines)
        self._context = context
        self._encoding = context.router.card(name).encoding
        self._reading = reading
        self._wish = wish
        self._subject = Subject(reading.name, reading.kind, cites=cites, local=local)
        self._room = room(context, self._subject, wish)
        self._parts: list[str] = []

    @property
    def most(self) -> int:
        """How many requests are made without asking before."""
        bound = self._context.config.summaries.ask_requests
        return min(bound, _LOCAL_REQUESTS) if self._subject.local else bound

    async def requests(self) -> int:
        """Part the material, and return how many requests it will take at least."""
        if self._subject.cites:
            lines = [str(line) for line in self._reading.lines]
        else:
            lines = [line.text for line in self._reading.lines]
        self._parts = await asyncio.to_thread(parted, lines, self._room.part, self._count)
        return len(self._parts) + (len(self._parts) > 1)

    async def events(self) -> AsyncIterator[Event]:
        """Yield how far it is, and the summary as it is written."""
        texts, noted = self._parts, False
        for _ in range(_ROUNDS):
            if len(texts) == 1:
                break
            notes: list[str] = [""] * len(texts)
            async with aclosing(self._noted(texts, notes)) as progress:
                async for status in progress:
                    yield status
            noted = True
            texts = await asyncio.to_thread(parted, notes, self._room.part, self._count)
        async for event in self._told("\n\n".join(texts), noted=noted):
            yield event

    async def _told(self, text: str, *, noted: bool) -> AsyncIterator[Event]:
        prompt = summary_of(self._subject, self._wish, text, of_notes=noted)
        citing = Citing(self._reading.sources if self._subject.cites else {})
        async for event in self._context.answers.say(prompt):
            if not isinstance(event, Text):
                yield event
            elif shown := citing.feed(event.text) if self._subject.cites else event.text:
                yield Text(shown)
        if rest := citing.rest():
            yield Text(rest)

    async def _noted(self, texts: Sequence[str], notes: list[str]) -> AsyncGenerator[Event, None]:
        """Have notes taken on all parts, several at once; yields how many there are by now."""
        free = asyncio.Semaphore(self._room.at_once)

        async def take(number: int) -> None:
            async with free:
                notes[number] = await self._notes(texts[number], number + 1, len(texts))

        tasks = [asyncio.create_task(take(number)) for number in range(len(texts))]
        try:
            yield Status("working", f"0 of {len(texts)} parts")
            for done, task in enumerate(asyncio.as_completed(tasks), start=1):
                await task
                yield Status("working", f"{done} of {len(texts)} parts")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _notes(self, text: str, number: int, of: int) -> str:
        words = int(self._room.notes * _WORDS_PER_TOKEN)
        prompt = notes_on(self._subject, self._wish, text, number=number, of=of, words=words)
        found = await self._context.answers.write(
            prompt, max_output=self._room.output, temperature=0.2
        )
        # Whatever it is that the model wrote, it must get shorter.
        return self._context.tokens.cut(found.strip(), self._room.notes * 2, self._encoding)

    def _count(self, text: str) -> int:
        return self._context.tokens.count(text, self._encoding)

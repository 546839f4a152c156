"""Edited messages: what is kept of them gets their new words, or is answered anew.

New words are judged before they change anything. When they are refused, or nobody can judge or read
them, the turn goes: the old words are not the person's any more.
"""

import asyncio
from dataclasses import replace
from weakref import WeakValueDictionary

from bot.errors import InputError, ScreeningUnavailable
from bot.examining import Examination
from bot.files import Material, gather
from bot.gate import Refused
from bot.messages import Message
from bot.parts import Parts
from bot.past import Past
from bot.turn import Turn
from bot.underway import Pending, Underway
from bot.voices import spoken_before


class Edits:
    """Takes in edited messages, those of one message in the order in which they come."""

    def __init__(self, parts: Parts, underway: Underway, past: Past) -> None:
        self._parts = parts
        self._underway = underway
        self._past = past
        # A lock lives as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, message: Message) -> Pending | None:
        """Take in a message as it reads now; where it is to be answered anew, it is on its way.

        Raises `StoreError`.
        """
        # What is kept of it because it waits or has failed comes first: it may be all there is.
        if await self._parts.store.taken.reword(message):
            self._parts.attached.keep(message)
        async with self._locks.setdefault(message.key, asyncio.Lock()):
            while not self._underway.reword(message):
                if self._underway.is_written(message):
                    await self._underway.moved(message)
                    continue
                turn = await self._parts.store.turns.of_message(message.place, message.id)
                material = await self._material(message, turn) if turn else None
                if turn and material and material.question == turn.question:
                    break
                again = await self._again(message, turn)
                # From this look until it has its place in the lane nothing may be awaited.
                if again is not None and self._underway.is_idle(again.place):
                    return await self._entered(again)
                if turn is None or await self._changed(message, turn, material):
                    break
            return None

    async def _material(self, message: Message, turn: Turn) -> Material | None:
        limits, reader = self._parts.config.limits, self._parts.reader
        try:
            material = await gather(message, limits, reader=reader)
        except InputError:
            return None
        # What was spoken cannot be edited, and is not heard once more.
        return spoken_before(material, turn.question)

    async def _again(self, message: Message, turn: Turn | None) -> Message | None:
        """The message to be answered anew, if it was the last that was answered, or failed."""
        parts, place = self._parts, turn.place if turn else message.place
        if not (await parts.settings.resolve(place)).redo_edited:
            return None
        if turn is not None:
            last = await parts.memory.last(place)
            return replace(message, place=place) if last and last.id == turn.id else None
        failure = await parts.store.failed.newest(place)
        if failure is None or failure.message.id != message.id:
            return None
        return failure.message.reworded(message)

    async def _entered(self, again: Message) -> Pending | None:
        pending = self._underway.enter(again, queues=True)
        try:
            taken = await self._parts.store.taken.take_again(again)
        except BaseException:
            self._underway.leave(pending)
            raise
        if not taken:
            # Another process is at it.
            self._underway.leave(pending)
            return None
        pending.claimed.set()
        return pending

    async def _changed(self, message: Message, turn: Turn, material: Material | None) -> bool:
        """Put the new words in place of the old; False where the turn is another one by now."""
        there = replace(message, place=turn.place)
        values = await self._parts.settings.resolve(turn.place)
        limits = self._parts.config.limits
        examination = Examination(
            self._parts.screening, values, there, limits=limits, reader=self._parts.reader
        )
        if material is not None and await self._is_admitted(material, examination):
            kept = await self._rewritten(turn, material, examination)
        else:
            await self._past.take_out(
                turn.place, [turn.message_id], screenings=examination.decisions
            )
            kept = True
        return kept and not self._underway.is_written(message)

    async def _is_admitted(self, material: Material, examination: Examination) -> bool:
        try:
            await examination.admit(material.words)
        except (Refused, ScreeningUnavailable):
            return False
        return True

    async def _rewritten(self, turn: Turn, material: Material, examination: Examination) -> bool:
        parts, question = self._parts, material.question
        encoding = parts.router.card(turn.model).encoding
        tokens = await parts.tokens.count_async(question, encoding)
        kept = await parts.store.past.rewrite(
            turn, question, tokens, screenings=examination.decisions
        )
        if kept:
            parts.memory.replace(turn.place, turn.message_id, question, tokens)
            parts.memory.drop_summary(turn.place, turn.id)
            parts.folder.nudge(turn.place)
        return kept

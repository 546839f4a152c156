"""Shows answers as plain text, for pipes, files and terminals that can do nothing else."""

import asyncio
import os
import select
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from adapters.console import words
from adapters.console.clean import clean
from adapters.console.saving import save
from adapters.console.streams import descriptor
from adapters.console.view import Voice
from bot.messages import Choices, Ended, Event, File, Notice, Outcome, Status, Text


class Pipe:
    """Writes text to a file descriptor without holding up anything else; None takes it in."""

    def __init__(self, descriptor: int | None, encoding: str = "utf-8") -> None:
        self._descriptor = descriptor
        self._encoding = encoding

    @classmethod
    def to(cls, stream: TextIO | None) -> "Pipe":
        """Write to a standard stream, around its buffer."""
        return cls(descriptor(stream), stream.encoding if stream else "utf-8")

    async def write(self, text: str) -> None:
        """Write all of it; raises `OSError`, of which `BrokenPipeError` means nobody reads."""
        if self._descriptor is not None:
            data = text.encode(self._encoding, errors="replace")
            await asyncio.to_thread(_write, self._descriptor, data)


class Plain:
    """Shows answers on one pipe, and what the program says about them on another."""

    def __init__(self, answers: Pipe, notes: Pipe, *, usage: bool = False) -> None:
        self._answers = answers
        self._notes = notes
        self._usage = usage
        self._is_talk = True
        self._open = False

    async def begin(self, command: str) -> None:
        """Start an answer; the notices of a command are its answer."""
        self._is_talk = command == "chat"
        self._open = False

    async def show(self, event: Event) -> None:
        """Write one event at once."""
        match event:
            case Text(text):
                await self._write(clean(text))
            case Notice(text) if self._is_talk:
                await self.say(text)
            case Notice(text):
                await self._line(clean(text))
            case Choices():
                await self._line(words.question(event))
            case File(name=name, data=data, alt=alt):
                path = await asyncio.to_thread(save, name, data, Path.cwd())
                await self.say(words.saved(path, alt))
            case Ended():
                await self._end(event)
            case Status():
                pass

    async def stopped(self) -> None:
        """Say that the rest will not come."""
        await self.say(words.STOPPED)

    async def say(self, text: str, voice: Voice = "note") -> None:  # noqa: ARG002  # plain text has one voice
        """Write a sentence of the program's own; that nobody reads it stops nothing."""
        await self._close()
        with suppress(OSError):
            await self._notes.write(clean(text) + "\n")

    def due(self) -> float | None:
        """Nothing is ever drawn later."""
        return None

    def refresh(self) -> None:
        """Draw nothing."""

    async def _end(self, ended: Ended) -> None:
        await self._close()
        if ended.outcome is Outcome.DUPLICATE:
            return
        text = words.withdrawn(ended) if ended.withdraw else ended.text
        if text:
            await self.say(text)
        if self._usage and (line := words.spent(ended)):
            await self.say(line)

    async def _line(self, text: str) -> None:
        await self._close()
        await self._write(text + "\n")

    async def _write(self, text: str) -> None:
        if text:
            await self._answers.write(text)
            self._open = not text.endswith("\n")

    async def _close(self) -> None:
        """End the line that the answer has begun."""
        if self._open:
            await self._write("\n")


def _write(descriptor: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(descriptor, data) :]
        except BlockingIOError:
            # Whoever shares the descriptor has set it to not wait for slow readers.
            select.select([], [descriptor], [])

"""Shows answers as plain text, for pipes, files and terminals that can do nothing else."""

from contextlib import suppress

from adapters.console import words
from adapters.console.answer import Voice
from adapters.console.clean import clean
from adapters.console.files import keep
from adapters.console.pipes import Pipe
from bot.messages import Choices, Ended, Event, File, Notice, Outcome, Status, Text


class Plain:
    """Shows answers on one pipe, and what the program says about them on another."""

    def __init__(self, answers: Pipe, notes: Pipe) -> None:
        self._answers = answers
        self._notes = notes
        self._usage = False
        self._is_talk = True
        self._open = False

    async def begin(self, command: str, *, usage: bool) -> None:
        """Start an answer; the notices of a command are its answer."""
        self._is_talk, self._usage = command == "chat", usage
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
            case File():
                await self.say(await keep(event))
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

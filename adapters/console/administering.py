"""One command of an admin on the command line: what it says is printed, what it asks is asked."""

import asyncio
import re
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from adapters.console import files, words
from adapters.console.answer import INTERRUPTED, Stopped, on_interrupt, unless
from adapters.console.clean import clean_line
from adapters.console.pipes import Incoming, Lines
from adapters.console.sheet import note, printed
from bot.errors import InputError
from bot.forms import Form
from bot.messages import Choices, Ended, Event, File, Message, Notice, Outcome, Text

if TYPE_CHECKING:
    from bot.core import Bot
    from bot.platforms import Manner

DONE, FAILED = 0, 1
_MOST = 100_000
_UNDECIDED = "Nothing was done. With --yes it is done without asking."
_WHICH = "Which number? Enter leaves it: "


async def administered(bot: "Bot", message: Message, manner: "Manner") -> int:
    """Handle the command, and whatever is picked after it; returns the exit code."""
    order = _Order(bot, manner)
    with on_interrupt(order.stop.set):
        try:
            return await order.done(message)
        except Stopped:
            return INTERRUPTED


class _Order:
    """One run of the program. Setting `stop` ends it."""

    def __init__(self, bot: "Bot", manner: "Manner") -> None:
        self.stop = asyncio.Event()
        self._bot = bot
        self._manner = manner
        self._talks = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
        self._lines = Lines(Incoming.of(sys.stdin), _MOST, empty=True)

    async def done(self, message: Message) -> int:
        """Go on until nothing more is picked."""
        while True:
            events = await unless(self.stop, self._events(message))
            ended = events[-1]
            code = await self._told(events)
            if not isinstance(ended, Ended) or ended.outcome is not Outcome.ANSWERED:
                return FAILED
            choices = next((one for one in events if isinstance(one, Choices)), None)
            if code or choices is None:
                return code
            number = await self._number(choices)
            if number is None:
                return self._left(choices)
            picked = await self._picked(choices, number, message)
            if picked is None:
                return DONE
            message = picked

    async def _events(self, message: Message) -> list[Event]:
        async with aclosing(self._bot.handle(message)) as events:
            return [event async for event in events]

    async def _told(self, events: Sequence[Event]) -> int:
        """Print everything that was said, and hand out the files."""
        found = [event for event in events if isinstance(event, File)]
        folder = self._manner.folder or (Path.cwd() if sys.stdout.isatty() else None)
        # What else is said must not be mixed with a file that goes into a pipe.
        apart = bool(found) and folder is None
        text = ""
        for event in events:
            match event:
                case Text():
                    text += event.text
                case Notice():
                    text += f"\n{event.text}\n" if text else f"{event.text}\n"
                case Ended() if event.text:
                    note(event.text)
        if text.strip():
            note(text.strip("\n")) if apart else printed(text.strip("\n"), sys.stdout)
        return max([await self._handed(file, folder) for file in found], default=DONE)

    async def _handed(self, file: File, folder: Path | None) -> int:
        if folder is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(file.data)
            sys.stdout.buffer.flush()
            return DONE
        try:
            path = await files.save(file, folder)
        except OSError as error:
            note(f"{clean_line(file.name)} cannot be saved in {folder}: {error.strerror or error}.")
            return FAILED
        printed(f"Saved as {path}", sys.stdout)
        return DONE

    async def _number(self, choices: Choices) -> int | None:
        """Which of the choices is picked, counted from 0; None where none is."""
        yes = next((at for at, one in enumerate(choices.choices) if one.approved), None)
        if yes is not None and self._manner.yes:
            return yes
        if not self._talks:
            if yes is not None:
                printed(choices.question, sys.stdout)
            return None
        printed(f"\n{words.question(choices)}", sys.stdout)
        while typed := await self._typed(_WHICH):
            if re.fullmatch(r"\d{1,3}", typed, re.ASCII) and 0 < int(typed) <= len(choices.choices):
                return int(typed) - 1
            last = len(choices.choices)
            note(f"There are the numbers 1 to {last}." if last > 1 else "There is only number 1.")
        return None

    def _left(self, choices: Choices) -> int:
        """End without a pick, which matters where the question was whether to do it at all."""
        if not any(choice.approved for choice in choices.choices):
            return DONE
        note(_UNDECIDED)
        return FAILED

    async def _picked(self, choices: Choices, number: int, asked: Message) -> Message | None:
        """The message that a choice stands for, with what is to be filled in; None where it is not.

        Raises `InputError` for one that is gone.
        """
        if choices.id is None:
            raise InputError("This cannot be picked here.")
        message = await self._bot.pick(
            choices.id,
            number,
            message_id=str(uuid4()),
            place=asked.place,
            person=asked.person,
            direct=False,
        )
        if not message.form:
            return message
        held = clean_line(_held(await self._bot.form(message)))
        label = f"{message.form} [{held}]: " if held else f"{message.form}: "
        typed = await self._typed(label)
        if not typed:
            return None
        return replace(message, options={**message.options, message.form: typed}, form="")

    async def _typed(self, label: str) -> str:
        """A line of the person at the terminal; empty where they leave it or there is none."""
        sys.stdout.write(label)
        sys.stdout.flush()
        return (await unless(self.stop, self._lines.next()) or "").strip()


def _held(form: Form | None) -> str:
    """What a form begins with, on one line as one types it."""
    fields = form.fields if form else ()
    if len(fields) == 1:
        return ", ".join(line for text in fields[0].given for line in text.splitlines())
    return ", ".join(f"{field.name}={text}" for field in fields for text in field.given)

"""Talking without a screen: what comes through a pipe, or line by line on a plain terminal."""

import asyncio
import sys
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from adapters.console import words
from adapters.console.answer import INTERRUPTED, Stopped, on_interrupt, unless
from adapters.console.conversation import Conversation, Left
from adapters.console.pipes import Incoming, Lines, Pipe, read_all
from adapters.console.plain import Plain
from adapters.console.progress import progress
from bot.config.schema import Config
from bot.errors import CauserieError, InputError
from bot.messages import Ended, Outcome
from bot.sentences import sentence

if TYPE_CHECKING:
    from bot.core import Bot

ANSWERED, FAILED, UNUSABLE = 0, 1, 2
_SIGN = "> "


async def piped(bot: "Bot", config: Config, *, lines: bool) -> int:
    """Answer standard input: all of it as one message, or with `lines` each line as one.

    Returns 0 when all was answered, 1 when not, 2 when the input could not be used.
    """
    talk = _Talk(bot, config, notes=Pipe.to(sys.stderr))
    return await talk.ended(talk.each_line() if lines else talk.whole())


async def typed(bot: "Bot", config: Config) -> int:
    """Talk with a person whose terminal cannot move its cursor, or whose answers go to a file."""
    beside = sys.stdout is not None and sys.stdout.isatty()
    notes = Pipe.to(sys.stdout if beside else sys.stderr)
    talk = _Talk(bot, config, notes=notes)
    return await talk.ended(talk.with_person(notes))


class _Talk:
    """One run of the program."""

    def __init__(self, bot: "Bot", config: Config, *, notes: Pipe) -> None:
        self._stop = asyncio.Event()
        self._bot = bot
        self._most = config.limits.text_characters
        self._incoming = Incoming.of(sys.stdin)
        self._notes = Plain(notes, notes)
        view = Plain(Pipe.to(sys.stdout), notes)
        self._conversation = Conversation(bot, config, view, self._stop)
        # What was asked before must not be mixed with what is asked now.
        self._before = Conversation(bot, config, self._notes, self._stop)

    async def ended(self, work: Awaitable[int]) -> int:
        """Do the work to its end, whatever that is; returns the exit code."""
        with on_interrupt(self._stop.set):
            try:
                return await work
            except Stopped:
                return INTERRUPTED
            except BrokenPipeError:
                # Whoever reads the answer has seen enough of it.
                return ANSWERED
            except OSError as error:
                await self._notes.say(f"The talk cannot go on: {error.strerror or error}.")
                return FAILED

    async def whole(self) -> int:
        """Answer all of the input as one message."""
        try:
            text = await unless(self._stop, read_all(self._incoming, self._most))
            await self._prepare()
            await self._recover()
            # A log may begin with a slash as well; only one line is ever a mistyped command.
            if "\n" in text and not self._conversation.names_command(text):
                return await self._code(self._conversation.talk(text))
            return await self._code(self._conversation.take(text))
        except InputError as error:
            return await self._unusable(error)

    async def each_line(self) -> int:
        """Answer line after line; returns the worst of their codes."""
        await self._prepare()
        await self._recover()
        lines = Lines(self._incoming, self._most)
        worst = ANSWERED
        while True:
            try:
                line = await unless(self._stop, lines.next())
                if line is None:
                    return worst
                code = await self._code(self._conversation.take(line))
            except InputError as error:
                code = await self._unusable(error)
            except Left:
                return worst
            worst = max(worst, code)

    async def with_person(self, prompt: Pipe) -> int:
        """Read and answer, one message after another, until the person leaves."""
        await self._prepare()
        await self._notes.say(words.banner(self._bot.serving))
        await self._conversation.recover()
        lines = Lines(self._incoming, self._most)
        while True:
            self._stop.clear()
            await prompt.write(_SIGN)
            try:
                line = await unless(self._stop, _message(lines))
                if line is None:
                    return ANSWERED
                await self._conversation.take(line)
            except Stopped:
                await self._notes.say(f"\n{words.LEAVING}")
            except Left:
                return ANSWERED
            except CauserieError as error:
                await self._notes.say(sentence(error), "trouble")

    async def _prepare(self) -> None:
        with progress(sys.stderr) as report:
            await unless(self._stop, self._bot.prepare(report))

    async def _recover(self) -> None:
        await self._before.recover()
        if self._stop.is_set():
            raise Stopped

    async def _code(self, work: Awaitable[Ended | None]) -> int:
        ended = await work
        if self._stop.is_set():
            raise Stopped
        return ANSWERED if ended is None or ended.outcome is Outcome.ANSWERED else FAILED

    async def _unusable(self, error: InputError) -> int:
        await self._notes.say(str(error))
        return UNUSABLE


async def _message(lines: Lines) -> str | None:
    """Read a message; a backslash at the end of a line goes on with the next."""
    message = ""
    while (line := await lines.next()) is not None:
        if not line.endswith("\\"):
            return message + line
        message += line[:-1] + "\n"
    return message or None

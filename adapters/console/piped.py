"""A question through a pipe: standard input in, the answer alone on standard output."""

import asyncio
import sys
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from adapters.console.conversation import Conversation, Left
from adapters.console.incoming import Incoming, Lines, whole
from adapters.console.plain import Pipe, Plain
from adapters.console.progress import progress
from adapters.console.stopping import INTERRUPTED, Stopped, on_interrupt, unless
from bot.config.schema import Config
from bot.errors import InputError
from bot.messages import Ended, Outcome

if TYPE_CHECKING:
    from bot.core import Bot

ANSWERED, FAILED, UNUSABLE = 0, 1, 2


async def piped(bot: "Bot", config: Config, *, lines: bool, usage: bool) -> int:
    """Answer standard input: all of it as one message, or with `lines` each line as one.

    Returns 0 when all was answered, 1 when not, 2 when the input could not be used.
    """
    stop = asyncio.Event()
    piece = _Piped(bot, config, stop, usage=usage)
    with on_interrupt(stop.set):
        try:
            return await (piece.each_line() if lines else piece.whole())
        except Stopped:
            return INTERRUPTED
        except BrokenPipeError:
            # Whoever reads the answer has seen enough of it.
            return ANSWERED
        except OSError as error:
            await piece.notes.say(f"The answer cannot be written: {error.strerror or error}.")
            return FAILED


class _Piped:
    def __init__(self, bot: "Bot", config: Config, stop: asyncio.Event, *, usage: bool) -> None:
        self._bot = bot
        self._stop = stop
        self._most = config.limits.text_characters
        self._incoming = Incoming.of(sys.stdin)
        errors = Pipe.to(sys.stderr)
        self.notes = Plain(errors, errors)
        view = Plain(Pipe.to(sys.stdout), errors, usage=usage)
        self._conversation = Conversation(bot, config, view, stop)
        # What was asked before must not be mixed with what is asked now.
        self._before = Conversation(bot, config, self.notes, stop)

    async def whole(self) -> int:
        """Answer all of the input as one message."""
        try:
            text = await unless(self._stop, whole(self._incoming, self._most))
        except InputError as error:
            return await self._unusable(error)
        await self._begin()
        # A log may begin with a slash as well; only one line is ever a mistyped command.
        if "\n" in text and not self._conversation.names_command(text):
            return await self._code(self._conversation.talk(text))
        return await self._code(self._conversation.take(text))

    async def each_line(self) -> int:
        """Answer line after line; returns the worst of their codes."""
        await self._begin()
        incoming = Lines(self._incoming, self._most)
        worst = ANSWERED
        while True:
            try:
                line = await unless(self._stop, incoming.next())
                if line is None:
                    return worst
                code = await self._code(self._conversation.take(line))
            except InputError as error:
                code = await self._unusable(error)
            except Left:
                return worst
            worst = max(worst, code)

    async def _begin(self) -> None:
        with progress(sys.stderr) as report:
            await unless(self._stop, self._bot.prepare(report))
        await self._before.recover()
        if self._stop.is_set():
            raise Stopped

    async def _code(self, work: Awaitable[Ended | None]) -> int:
        try:
            ended = await work
        except InputError as error:
            return await self._unusable(error)
        if self._stop.is_set():
            raise Stopped
        return ANSWERED if ended is None or ended.outcome is Outcome.ANSWERED else FAILED

    async def _unusable(self, error: InputError) -> int:
        await self.notes.say(str(error))
        return UNUSABLE

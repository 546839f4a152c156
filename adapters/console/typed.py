"""A talk line by line, where the cursor cannot be moved or the answers go into a file."""

import asyncio
import sys
from typing import TYPE_CHECKING

from adapters.console import words
from adapters.console.conversation import Conversation, Left
from adapters.console.incoming import Incoming, Lines
from adapters.console.plain import Pipe, Plain
from adapters.console.progress import progress
from adapters.console.stopping import INTERRUPTED, Stopped, on_interrupt, unless
from bot.config.schema import Config
from bot.errors import CauserieError
from bot.sentences import sentence

if TYPE_CHECKING:
    from bot.core import Bot

_SIGN = "> "


async def typed(bot: "Bot", config: Config, *, usage: bool) -> int:
    """Talk until the person leaves; returns the exit code."""
    stop = asyncio.Event()
    answers = Pipe.to(sys.stdout)
    notes = answers if sys.stdout is not None and sys.stdout.isatty() else Pipe.to(sys.stderr)
    view = Plain(answers, notes, usage=usage)
    conversation = Conversation(bot, config, view, stop)
    lines = Lines(Incoming.of(sys.stdin), config.limits.text_characters)
    with on_interrupt(stop.set):
        try:
            with progress(sys.stderr) as report:
                await unless(stop, bot.prepare(report))
        except Stopped:
            return INTERRUPTED
        await view.say(words.banner(bot.serving))
        await conversation.recover()
        while True:
            stop.clear()
            await notes.write(_SIGN)
            try:
                line = await unless(stop, _message(lines))
                if line is None:
                    return 0
                await conversation.take(line)
            except Stopped:
                await view.say(f"\n{words.LEAVING}")
            except Left:
                return 0
            except CauserieError as error:
                await view.say(sentence(error), "trouble")


async def _message(lines: Lines) -> str | None:
    """Read a message; a backslash at the end of a line goes on with the next."""
    message = ""
    while (line := await lines.next()) is not None:
        if not line.endswith("\\"):
            return message + line
        message += line[:-1] + "\n"
    return message or None

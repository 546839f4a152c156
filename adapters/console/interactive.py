"""A talk with a person at a terminal: prompt and answer in turn."""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import platformdirs
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import Output

from adapters.console import words
from adapters.console.answer import INTERRUPTED, Stopped, on_interrupt, unless
from adapters.console.completion import Completions
from adapters.console.conversation import Conversation, Left
from adapters.console.device import Region, themed
from adapters.console.history import open_history
from adapters.console.progress import progress
from adapters.console.prompt import Prompt, drawing, keep_early, listening
from adapters.console.screen import Screen
from bot.config.schema import Config
from bot.errors import CauserieError
from bot.sentences import sentence

if TYPE_CHECKING:
    from bot.core import Bot

log = logging.getLogger(__name__)


async def interactive(bot: "Bot", config: Config) -> int:
    """Talk until the person leaves; returns the exit code."""
    stop = asyncio.Event()
    keyboard, output = create_input(sys.stdin), drawing(sys.stdout)
    screen = Screen(themed(sys.stdout), Region.of(sys.stdout))
    conversation = Conversation(bot, config, screen, stop)
    # The terminal echoes nothing by itself from here on, not even between prompt and answer.
    with on_interrupt(stop.set), keyboard.raw_mode():
        keep_early(keyboard)
        try:
            with listening(keyboard, output, stop), progress(sys.stderr) as report:
                await unless(stop, bot.prepare(report))
        except Stopped:
            return INTERRUPTED
        await screen.say(words.banner(bot.serving))
        screen.close()
        talk = _Talk(conversation, screen, keyboard, output, stop)
        await talk.go(_prompt(conversation, keyboard, output))
    return 0


class _Talk:
    """Reads and answers, one message after another."""

    def __init__(
        self,
        conversation: Conversation,
        screen: Screen,
        keyboard: Input,
        output: Output,
        stop: asyncio.Event,
    ) -> None:
        self._conversation = conversation
        self._screen = screen
        self._keyboard = keyboard
        self._output = output
        self._stop = stop

    async def go(self, prompt: Prompt) -> None:
        """Go on until the person leaves."""
        await self._do(self._conversation.recover)
        while True:
            try:
                typed = await prompt.read([file.name for file in self._conversation.attached])
                if typed.strip():
                    await self._do(partial(self._conversation.take, typed))
            except (EOFError, Left):
                return

    async def _do(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do something that Ctrl-C can stop; whatever goes wrong, the talk goes on."""
        self._stop.clear()
        with listening(self._keyboard, self._output, self._stop), _on_resize(self._screen.redraw):
            try:
                await work()
            except CauserieError as error:
                await self._screen.say(sentence(error), "trouble")
            except (Left, OSError):
                raise
            except Exception:
                log.exception("the terminal failed")
                await self._screen.say(words.BROKEN, "trouble")
            finally:
                self._screen.close()


def _prompt(conversation: Conversation, keyboard: Input, output: Output) -> Prompt:
    path = platformdirs.user_state_path("causerie", appauthor=False) / "history"
    return Prompt(
        keyboard,
        output,
        history=open_history(path),
        completer=Completions(conversation.commands, conversation.complete),
    )


@contextmanager
def _on_resize(act: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGWINCH, act)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGWINCH)

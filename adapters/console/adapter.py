"""The terminal as an adapter: which of its ways of talking fits what it is connected to."""

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from adapters.console.convert import PLATFORM

if TYPE_CHECKING:
    from bot.config.schema import Config
    from bot.core import Bot
    from bot.messages import Message
    from bot.platforms import Manner


@dataclass(frozen=True, slots=True)
class Console:
    """Talks with the person at the terminal, or answers what comes through a pipe."""

    name: str = PLATFORM
    secrets: tuple[str, ...] = ()

    async def run(
        self,
        bot: "Bot",
        config: "Config",
        secrets: Mapping[str, SecretStr],  # noqa: ARG002  # it needs none
        *,
        lines: bool = False,
    ) -> int:
        """Talk until the person leaves or the input ends; returns the exit code.

        Where input is no terminal, all of it is one message; with `lines` each line is one.
        """
        _replace_what_cannot_be_encoded()
        if sys.stdin is None or not sys.stdin.isatty():
            from adapters.console.piped import piped

            return await piped(bot, config, lines=lines)
        from adapters.console.device import is_screen

        if not is_screen(sys.stdout):
            from adapters.console.piped import typed

            return await typed(bot, config)
        from adapters.console.interactive import interactive

        return await interactive(bot, config)

    async def administer(self, bot: "Bot", message: "Message", manner: "Manner") -> int:
        """See `bot.platforms.Terminal.administer`."""
        _replace_what_cannot_be_encoded()
        from adapters.console.administering import administered

        return await administered(bot, message, manner)


def _replace_what_cannot_be_encoded() -> None:
    """Let a terminal that knows few letters show a mark for the others."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


adapter = Console()

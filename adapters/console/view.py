"""What shows answers: a screen that draws, or plain output."""

from typing import Literal, Protocol

from bot.messages import Event

Voice = Literal["plain", "note", "trouble"]
"""How a sentence of the program's own sounds: like the answer, beside it, or as a warning."""


class View(Protocol):
    """Where events become visible."""

    async def begin(self, command: str) -> None:
        """Start an answer, of which nothing is there yet."""
        ...

    async def show(self, event: Event) -> None:
        """Take one event in; drawing may wait for `refresh`."""
        ...

    async def stopped(self) -> None:
        """Keep what was shown, and say that the rest will not come."""
        ...

    async def say(self, text: str, voice: Voice = "note") -> None:
        """Show a sentence of the program's own."""
        ...

    def due(self) -> float | None:
        """Seconds until `refresh` has something to do, None when it has not."""
        ...

    def refresh(self) -> None:
        """Draw what has changed."""
        ...

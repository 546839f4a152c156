"""Shows an answer on a terminal while it is written: markdown, colours, a calm line of status."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console

from adapters.console import words
from adapters.console.answer import Voice
from adapters.console.blocks import Blocks
from adapters.console.clean import clean
from adapters.console.device import Region
from adapters.console.files import keep
from adapters.console.render import EMPTY, Line, Renderer
from bot.messages import Choices, Ended, Event, File, Notice, Outcome, Status, Text

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_FRAME_SECONDS = 0.12
# A status that is over sooner than this would only flicker.
_PATIENCE_SECONDS = 0.2
# Whoever waits longer than this is told how long.
_COUNTED_SECONDS = 3
_DRAW_SECONDS = 0.06
# Drawing takes at most this part of the time, so that a large table does not slow the answer down.
_DRAWING_SHARE = 0.1

_VOICES: dict[Outcome, Voice] = {Outcome.FAILED: "trouble", Outcome.REFUSED: "plain"}


@dataclass(slots=True)
class _Drawing:
    """How far the drawing of one answer is. Times are the clock's."""

    renderer: Renderer
    is_talk: bool = True
    usage: bool = False
    blocks: Blocks = field(default_factory=Blocks)
    status: Status | None = None
    waits_since: float = 0.0
    printed: bool = False
    changed: bool = False
    not_before: float = 0.0


class Screen:
    """Shows one answer after another."""

    def __init__(
        self,
        console: Console,
        region: Region,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console
        self._region = region
        self._clock = clock
        self._now = _Drawing(Renderer(console))

    async def begin(self, command: str, *, usage: bool) -> None:
        """Start an answer, of which nothing is there yet; notices are the answer of a command."""
        self._now = _Drawing(Renderer(self._console), is_talk=command == "chat", usage=usage)
        self._wait(Status("thinking"))

    async def show(self, event: Event) -> None:
        """Take one event in; words are drawn with the next refresh that is due."""
        match event:
            case Text(text):
                self._now.blocks.feed(clean(text))
                self._now.status, self._now.changed = None, True
            case Status():
                self._wait(event)
            case Notice(text) if self._now.is_talk:
                await self.say(text)
            case Notice(text):
                self._explain(text)
            case File():
                await self.say(await keep(event))
            case Choices():
                await self.say(words.question(event), "plain")
            case Ended():
                await self._end(event)

    async def stopped(self) -> None:
        """Keep what was shown, and say that the rest will not come."""
        self._finish()
        await self.say(words.STOPPED)

    async def say(self, text: str, voice: Voice = "note") -> None:
        """Print a sentence of the program's own, above what is being written."""
        self._print([EMPTY, *self._now.renderer.words(text, self._region.width, voice)])

    def close(self) -> None:
        """Keep a distance from what comes next, which is a prompt."""
        if self._now.printed:
            self._region.show([EMPTY], [])
        self._now.printed = False

    def due(self) -> float | None:
        """Seconds until the next drawing; None while there is nothing to draw."""
        now = self._clock()
        if self._now.changed:
            return max(0.0, self._now.not_before - now)
        if self._now.status is None:
            return None
        return max(self._now.waits_since + _PATIENCE_SECONDS - now, _FRAME_SECONDS)

    def refresh(self) -> None:
        """Draw what has changed, unless the last drawing is too short ago."""
        began = self._clock()
        if self._now.changed and began < self._now.not_before:
            return
        self._print(self._rendered())
        took = self._clock() - began
        self._now.not_before = began + max(_DRAW_SECONDS, took / _DRAWING_SHARE)
        self._now.changed = False

    def redraw(self) -> None:
        """Draw what is live again, for a terminal that has changed its size."""
        self._print([])

    def _wait(self, status: Status) -> None:
        if self._now.status is None:
            self._now.waits_since = self._clock()
        self._now.status, self._now.changed = status, True

    async def _end(self, ended: Ended) -> None:
        if ended.outcome is Outcome.DUPLICATE:
            self._region.show([], [])
            return
        text = ended.text
        if ended.withdraw:
            # What is live is erased; what was printed for good can only be called back in words.
            self._now.blocks, self._now.status = Blocks(), None
            text = words.withdrawn(ended) if self._now.printed else text
        self._finish()
        if text:
            await self.say(text, _VOICES.get(ended.outcome, "note"))
        if self._now.usage and (spent := words.spent(ended)):
            await self.say(spent)

    def _finish(self) -> None:
        self._now.status = None
        self._print(self._rendered(ended=True))

    def _rendered(self, *, ended: bool = False) -> list[Line]:
        pieces = self._now.blocks.settle(ended=ended)
        return self._now.renderer.finished(pieces, self._region.width)

    def _explain(self, markdown: str) -> None:
        """Print the answer of a command, which comes at once and whole."""
        blocks = Blocks()
        blocks.feed(clean(markdown))
        lines = Renderer(self._console).finished(blocks.settle(ended=True), self._region.width)
        self._print(lines)

    def _print(self, lines: Sequence[Line]) -> None:
        """Print lines for good, and draw again what is live below them."""
        live = self._now.renderer.live(self._now.blocks.live(), self._region.width)
        self._now.printed = self._now.printed or bool(lines)
        self._region.show(lines, [*live, *self._status_lines()])

    def _status_lines(self) -> list[Line]:
        status = self._now.status
        waited = self._clock() - self._now.waits_since
        if status is None or waited < _PATIENCE_SECONDS:
            return []
        frame = _FRAMES[int(waited / _FRAME_SECONDS) % len(_FRAMES)]
        seconds = f" · {waited:.0f} s" if waited >= _COUNTED_SECONDS else ""
        text = f"{frame} {words.waiting(status)}{seconds}"
        return [EMPTY, *self._now.renderer.words(text, self._region.width, "note")]

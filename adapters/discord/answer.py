"""Follows the events of one message to the last, and has them shown; never waits for Discord."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress

from adapters.discord import words
from adapters.discord.showing import Showing
from adapters.discord.surface import Surface
from adapters.discord.wire import WireError
from adapters.pacing import Pacer
from bot.messages import Ended, Event, Outcome, Status

# Whoever is answered sooner than this needs no sign that an answer is coming.
_TYPING_AFTER = 0.5
# https://docs.discord.com/developers/resources/channel#trigger-typing-indicator: it lasts for ten.
_TYPING_EVERY = 8.0
_QUEUED_AFTER = 1.5

# What a core that broke its promise would have said.
_NO_END = Ended(Outcome.FAILED, words.NO_END)

Find = Callable[[], Awaitable[Sequence[int]]]
"""Finds the messages of an earlier try, the first page first."""

log = logging.getLogger(__name__)


class Answer:
    """One answer on its way; `run` it in a task, which may be cancelled.

    `asker` is the id of who asked, `key` names the message in the log. What `find` finds is taken
    over, as soon as there is something to show.
    """

    def __init__(
        self,
        events: AsyncGenerator[Event, None],
        showing: Showing,
        surface: Surface,
        *,
        key: str,
        asker: str,
        find: Find | None = None,
    ) -> None:
        self.asker = asker
        self.begun = asyncio.Event()
        """Set when the core has taken the message, or has known it already."""
        self._events = events
        self._showing = showing
        self._surface = surface
        self._key = key
        self._find = find
        self._pacer: Pacer[Showing] = Pacer(Showing.write, surface.pause)
        self._hints = _Hints(surface)
        self._following: asyncio.Task[object] | None = None
        self._stopped = False

    @property
    def ids(self) -> list[int]:
        """The messages that show it so far."""
        return self._showing.ids

    def stop(self) -> None:
        """Stop the model; what was shown is kept, and the messages say that they end there."""
        if self._following is not None:
            self._stopped = True
            self._following.cancel()

    async def run(self) -> Ended | None:
        """Show it to its end; returns the last event, None when it was stopped before.

        What cannot be shown is logged, and the model is stopped.
        """
        self._following = asyncio.current_task()
        try:
            ended = await self._followed()
            self._following = None
            if ended is None or ended.outcome is not Outcome.DUPLICATE:
                await self._pacer.finish(self._showing)
        except WireError as error:
            log.warning("%s: the answer cannot be shown (%s)", self._key, error)
            return None
        finally:
            self._following = None
            self.begun.set()
            self._hints.end()
            await self._pacer.close()
        return ended

    async def _followed(self) -> Ended | None:
        """Take the events in; returns the last, or None when told to stop."""
        try:
            async with aclosing(self._events) as events:
                async for event in events:
                    self.begun.set()
                    if isinstance(event, Ended):
                        self._showing.take(event)
                        if not self.ids and event.outcome is not Outcome.DUPLICATE:
                            # The next one in line begins behind this, and must not overtake it.
                            await self._pacer.finish(self._showing)
                        return event
                    if self._find is not None:
                        self._showing.adopt(await self._find())
                        self._find = None
                    self._take(event)
        except asyncio.CancelledError:
            self._showing.stop()
            if not self._stopped:
                # The program ends: what was shown is kept, what was not is for the next start.
                if self._showing.has_words:
                    with suppress(WireError):
                        await self._pacer.finish(self._showing)
                raise
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            return None
        self._showing.take(_NO_END)
        return _NO_END

    def _take(self, event: Event) -> None:
        failure = self._pacer.failure
        if failure is not None:
            raise failure
        self._showing.take(event)
        # Where something stands already, a sign in words takes its place.
        if isinstance(event, Status) and not self._showing.has_words and not self.ids:
            self._hints.wait(event, lambda: self._pacer.show(self._showing))
        else:
            self._hints.end()
            self._pacer.show(self._showing)


class _Hints:
    """What tells people that an answer is coming, once that takes longer than a moment."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._timer: asyncio.TimerHandle | None = None
        self._typing: asyncio.Task[None] | None = None

    def wait(self, status: Status, show: Callable[[], None]) -> None:
        """Show a status when its time has come: in words, or by typing."""
        self.end()
        loop = asyncio.get_running_loop()
        if status.kind == "thinking":
            self._timer = loop.call_later(_TYPING_AFTER, self._type)
        else:
            self._timer = loop.call_later(_QUEUED_AFTER if status.kind == "queued" else 0, show)

    def end(self) -> None:
        """Hint no more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._typing is not None:
            self._typing.cancel()
        self._timer = self._typing = None

    def _type(self) -> None:
        self._typing = asyncio.create_task(self._type_on())

    async def _type_on(self) -> None:
        with suppress(WireError):
            while True:
                await self._surface.typing()
                await asyncio.sleep(_TYPING_EVERY)

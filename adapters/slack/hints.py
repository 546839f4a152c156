"""What tells people that an answer is coming, and can be stopped, once that takes its time."""

import asyncio
from contextlib import suppress

from adapters.slack import words
from adapters.slack.replying import ForOne
from adapters.slack.rooms import Room
from adapters.slack.surface import InThread
from adapters.slack.wire import WireError
from bot.messages import Status

# Whoever is answered sooner than this needs no sign that an answer is coming.
_AFTER = {"thinking": 0.4, "queued": 1.0}
# https://docs.slack.dev/reference/methods/assistant.threads.setStatus: it lasts for two minutes.
_STATUS_EVERY = 90.0
# An answer that is whole sooner than this need not be stopped.
_STOP_AFTER = 1.0
# All answers of a workspace share Slack's limits: the more there are, the later each of them hints.
_LATER_FOR_EACH = 0.02


class Hints:
    """The status line of one answer, and the button to stop it."""

    def __init__(self, surface: InThread | ForOne, room: Room) -> None:
        self._surface = surface
        self._room = room
        self._timer: asyncio.TimerHandle | None = None
        self._saying: asyncio.Task[None] | None = None
        self._offer: asyncio.TimerHandle | None = None
        self._offering: asyncio.Task[None] | None = None
        self._said = False
        self._calling = False
        self._late = False
        self._ended = asyncio.Event()

    def begin(self) -> None:
        """Offer to stop the answer when its time has come, whether words are there or not."""
        loop = asyncio.get_running_loop()
        self._offer = loop.call_later(_STOP_AFTER + self._later, self._offer_stop)

    def wait(self, status: Status) -> None:
        """Show a status when its time has come."""
        if self._timer is not None:
            self._timer.cancel()
        after = 0.0 if self._said else _AFTER.get(status.kind, 0.0) + self._later
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(after, self._say, words.waiting(status))

    def end(self) -> None:
        """Hint no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._ended.set()
        # One that is on its way may arrive behind the answer, and would stay there.
        self._late = self._late or self._calling

    async def clear(self, *, answered: bool) -> None:
        """Leave no status behind: a message takes it away, and nothing else does."""
        self.end()
        if self._offer is not None:
            self._offer.cancel()
        if self._offering is not None:
            await asyncio.wait({self._offering})
        with suppress(WireError):
            if self._saying is not None:
                await asyncio.wait({self._saying})
            if self._said and (self._late or not answered):
                await self._surface.status("")
            await self._surface.close()

    @property
    def _later(self) -> float:
        return (self._room.writing - 1) * _LATER_FOR_EACH

    def _offer_stop(self) -> None:
        self._offering = asyncio.create_task(self._surface.offer_stop())

    def _say(self, text: str) -> None:
        before, self._said = self._saying, True
        self._saying = asyncio.create_task(self._say_on(text, before))

    async def _say_on(self, text: str, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            before.cancel()
            await asyncio.wait({before})
        with suppress(WireError):
            while not self._ended.is_set():
                self._calling = True
                await self._surface.status(text)
                self._calling = False
                waiting = asyncio.ensure_future(self._ended.wait())
                await asyncio.wait({waiting}, timeout=_STATUS_EVERY)
                waiting.cancel()

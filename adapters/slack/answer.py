"""Follows the events of one message to the last, and has them shown; never waits for Slack."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from adapters.pacing import Pacer
from adapters.slack import words
from adapters.slack.rooms import Room
from adapters.slack.showing import Showing
from adapters.slack.surface import ForOne, InThread
from adapters.slack.wire import Gone, StoppedByUser, WireError
from bot.messages import Ended, Event, Outcome, Status

# Whoever is answered sooner than this needs no sign that an answer is coming.
_AFTER = {"thinking": 0.4, "queued": 1.0}
# https://docs.slack.dev/reference/methods/assistant.threads.setStatus: it lasts for two minutes.
_STATUS_EVERY = 90.0

# After a failure, the end of an answer is written anew so many seconds later.
_AGAIN_AFTER = (0.5, 2.0, 8.0, 30.0, 60.0)

# What a core that broke its promise would have said.
_NO_END = Ended(Outcome.FAILED, words.NO_END)

log = logging.getLogger(__name__)


class Answer:
    """One answer on its way; `run` it in a task, which may be cancelled.

    `key` names the message in the log.
    """

    def __init__(
        self,
        events: AsyncGenerator[Event, None],
        showing: Showing,
        surface: InThread | ForOne,
        room: Room,
        *,
        key: str,
    ) -> None:
        self.begun = asyncio.Event()
        """Set when the core has taken the message, or has known it already."""
        self.surface = surface
        self._events = events
        self._showing = showing
        self._room = room
        self._key = key
        self._pacer = self._new_pacer()
        self._hints = _Hints(surface)
        self._following: asyncio.Task[object] | None = None
        self._stopped = False

    @property
    def ids(self) -> list[str]:
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
        self._room.writing += 1
        try:
            ended = await self._followed()
            self._following = None
            self._hints.end()
            if ended is None or ended.outcome is not Outcome.DUPLICATE:
                await self._finish()
        except WireError as error:
            log.warning("%s: the answer cannot be shown (%s)", self._key, error)
            return None
        finally:
            self._following = None
            self._room.writing -= 1
            self.begun.set()
            await self._pacer.close()
            await self._hints.clear(answered=self._showing.is_seen)
        return ended

    def _new_pacer(self) -> Pacer[Showing]:
        return Pacer(_write, self.surface.pause)

    async def _finish(self) -> None:
        """Write the end, again and again if need be: nothing may be left half said."""
        for seconds in (*_AGAIN_AFTER, None):
            try:
                await self._pacer.finish(self._showing)
            except Gone:
                raise
            except StoppedByUser:
                pass
            except WireError as error:
                if seconds is None:
                    raise
                log.warning("%s: the end cannot be shown yet (%s)", self._key, error)
                await asyncio.sleep(seconds)
            else:
                return
            self._pacer = self._new_pacer()

    async def _followed(self) -> Ended | None:
        """Take the events in; returns the last, or None when told to stop."""
        try:
            async with aclosing(self._events) as events:
                async for event in events:
                    self.begun.set()
                    if isinstance(event, Ended):
                        self._showing.take(event)
                        return event
                    self._take(event)
        except StoppedByUser:
            self._pacer = self._new_pacer()
            self._showing.stop()
            return None
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
        if isinstance(event, Status):
            if not self._showing.has_words:
                self._hints.wait(event)
        else:
            self._hints.end()
            self._pacer.show(self._showing)


async def _write(showing: Showing) -> None:
    """Write what the answer shows now; a failure counts only where nothing follows any more."""
    try:
        await showing.write()
    except (Gone, StoppedByUser):
        raise
    except WireError as error:
        if showing.has_ended:
            raise
        log.info("words of an answer wait for the next write (%s)", error)


class _Hints:
    """What tells people that an answer is coming, once that takes longer than a moment."""

    def __init__(self, surface: InThread | ForOne) -> None:
        self._surface = surface
        self._timer: asyncio.TimerHandle | None = None
        self._saying: asyncio.Task[None] | None = None
        self._said = False
        self._calling = False
        self._late = False
        self._ended = asyncio.Event()

    def wait(self, status: Status) -> None:
        """Show a status when its time has come."""
        if self._timer is not None:
            self._timer.cancel()
        after = 0.0 if self._said else _AFTER.get(status.kind, 0.0)
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
        with suppress(WireError):
            if self._saying is not None:
                await asyncio.wait({self._saying})
            if self._said and (self._late or not answered):
                await self._surface.status("")
            await self._surface.close()

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

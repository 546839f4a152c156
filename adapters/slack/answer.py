"""Follows the events of one message to the last, and has them shown; never waits for Slack."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from adapters.pacing import Pacer
from adapters.slack import words
from adapters.slack.hints import Hints
from adapters.slack.replying import ForOne
from adapters.slack.rooms import Room
from adapters.slack.showing import Showing
from adapters.slack.surface import InThread
from adapters.slack.wire import Gone, StoppedByUser, WireError
from bot.messages import Ended, Event, Outcome, Status

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
        self._hints = Hints(surface, room)
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
        self._hints.begin()
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
                        if not self.ids and event.outcome is not Outcome.DUPLICATE:
                            # The next one in line begins behind this, and must not overtake it.
                            self._hints.end()
                            await self._finish()
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

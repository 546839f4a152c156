"""Follows one message to its end: events to a view, until the last one or until told to stop."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Literal, Protocol, TypeVar

from adapters.console import words
from bot.messages import Ended, Event, Outcome

INTERRUPTED = 130
"""The exit code of a program that Ctrl-C has ended."""

Voice = Literal["plain", "note", "trouble"]
"""How a sentence of the program's own sounds: like the answer, beside it, or as a warning."""

Result = TypeVar("Result")

# What a core that broke its promise would have said.
_NO_END = Ended(Outcome.FAILED, words.NO_END)


class Stopped(Exception):
    """The person pressed Ctrl-C."""


class View(Protocol):
    """Where events become visible."""

    async def begin(self, command: str, *, usage: bool) -> None:
        """Start an answer, of which nothing is there yet; with `usage` it ends with its cost."""
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


async def follow(
    events: AsyncGenerator[Event, None],
    view: View,
    stop: asyncio.Event,
    *,
    leaving: Callable[[], None],
) -> Ended | None:
    """Show the events; returns the last one, or None when `stop` was set before it.

    Stopping cancels the step that is being waited for and closes the iterator, so that the core
    stops the model and keeps what was shown. `leaving` is called before that where it is this
    program that ends, so that an answer of which nothing was shown is given after the restart.
    """
    async with aclosing(events):
        stopping = asyncio.ensure_future(stop.wait())
        step = asyncio.create_task(_next(events))
        try:
            while not stopping.done():
                await asyncio.wait(
                    {step, stopping}, timeout=view.due(), return_when=asyncio.FIRST_COMPLETED
                )
                if step.done():
                    event = step.result() or _NO_END
                    await view.show(event)
                    if isinstance(event, Ended):
                        return event
                    step = asyncio.create_task(_next(events))
                view.refresh()
        except asyncio.CancelledError:
            leaving()
            raise
        finally:
            stopping.cancel()
            step.cancel()
            await asyncio.wait({step, stopping})
    await view.stopped()
    return None


async def _next(events: AsyncGenerator[Event, None]) -> Event | None:
    try:
        return await anext(events)
    except StopAsyncIteration:
        return None


@contextmanager
def on_interrupt(act: Callable[[], object]) -> Iterator[None]:
    """Call `act` for each interrupt, instead of ending the program."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, act)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


async def unless(stop: asyncio.Event, work: Awaitable[Result]) -> Result:
    """Do the work; raises `Stopped`, with the work cancelled, when `stop` is set before its end."""
    doing = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise Stopped
        return doing.result()
    finally:
        doing.cancel()
        stopping.cancel()
        await asyncio.wait({doing, stopping})

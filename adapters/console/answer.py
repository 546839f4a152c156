"""Follows one message to its end: events to a view, until the last one or until told to stop."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from adapters.console import words
from adapters.console.view import View
from bot.messages import Ended, Event, Outcome

# What a core that broke its promise would have said.
_NO_END = Ended(Outcome.FAILED, words.NO_END)


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

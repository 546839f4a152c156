"""Ctrl-C: what it stops, and what is left as it was."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

INTERRUPTED = 130

Result = TypeVar("Result")


class Stopped(Exception):
    """The person pressed Ctrl-C."""


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

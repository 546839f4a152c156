"""Faults that strike a request to any of the doubles, with or without the work being done."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from tests.doubles.loopback import drop

# Does what was asked for, and returns the answer.
Work = Callable[[], Awaitable[web.StreamResponse]]


class Gone(Exception):
    """The connection was dropped; there is nobody to answer."""


class Fault(Protocol):
    """Stands between a request and its answer."""

    async def strike(self, request: web.BaseRequest, work: Work) -> web.StreamResponse:
        """Answer a request, with or without doing what it asks for; raise `Gone`."""
        ...


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection drops before anything is done: with RST, or by being closed."""

    reset: bool = True

    async def strike(self, request: web.BaseRequest, work: Work) -> web.StreamResponse:
        """Drop the connection."""
        drop(request, reset=self.reset)
        raise Gone


@dataclass(frozen=True, slots=True)
class Lost:
    """The work is done, but the connection drops before the answer."""

    async def strike(self, request: web.BaseRequest, work: Work) -> web.StreamResponse:
        """Do it, and do not say so."""
        await work()
        drop(request, reset=False)
        raise Gone


@dataclass(frozen=True, slots=True)
class Slow:
    """The answer takes `seconds` longer, or until `over` is set.

    The work is done after that, or `first` before it.
    """

    seconds: float = 0
    over: asyncio.Event | None = None
    first: bool = False

    async def strike(self, request: web.BaseRequest, work: Work) -> web.StreamResponse:
        """Wait before the work or after it."""
        answer = await work() if self.first else None
        await asyncio.sleep(self.seconds)
        if self.over is not None:
            await self.over.wait()
        return answer or await work()

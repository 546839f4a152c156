"""Everything that can go wrong with a request, to be had on demand."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol

from aiohttp import web
from msgspec.json import encode

from tests.doubles.arming import Armory
from tests.doubles.discord.limits import too_many
from tests.doubles.loopback import drop

# Does what was asked for, and returns the answer.
Work = Callable[[], Awaitable[web.Response]]

_JSON = {"Content-Type": "application/json"}
_REASONS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Time-out",
}


class Gone(Exception):
    """The connection was dropped; there is nobody to answer."""


class Fault(Protocol):
    """Stands between a request and its answer."""

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Answer a request, with or without doing what it asks for; raise `Gone`."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """An error of the service, which has done nothing; 500 as JSON, the others as a web page."""

    status: int = 500

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Answer with the error."""
        return _broken(self.status)


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection drops before anything is done: with RST, or by being closed."""

    reset: bool = True

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Drop the connection."""
        drop(request, reset=self.reset)
        raise Gone


@dataclass(frozen=True, slots=True)
class Slow:
    """The answer takes `seconds` longer, or until `over` is set; the work is done after that."""

    seconds: float = 0
    over: asyncio.Event | None = None

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Wait, and then do it."""
        await asyncio.sleep(self.seconds)
        if self.over is not None:
            await self.over.wait()
        return await work()


@dataclass(frozen=True, slots=True)
class Lost:
    """It is done, but the answer is lost: an error instead, or without `status` a dropped line."""

    status: int | None = None

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Do it, and do not say so."""
        await work()
        if self.status is not None:
            return _broken(self.status)
        drop(request, reset=False)
        raise Gone


@dataclass(frozen=True, slots=True)
class Limited:
    """A 429 out of turn, of one route or everything; without `via` as from the proxy in front."""

    retry_after: float = 0.05
    everywhere: bool = False
    via: bool = True

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Answer that it is too much."""
        refused = too_many(self.retry_after, everywhere=self.everywhere)
        headers = _JSON | refused.headers
        if self.via:
            headers["Via"] = "1.1 google"
        return web.Response(body=encode(refused.body), status=429, headers=headers)


class Faults(Armory[Fault, str]):
    """The faults to come, in order."""

    def add(self, fault: Fault, *, on: str = "*", times: int | None = 1) -> None:
        """Let the next `times` requests (None: all) of the routes that match `on` go wrong.

        Routes are matched as file names are, such as "POST */messages" or "* /interactions/*".
        """
        self.arm((fault,), lambda route: fnmatchcase(route, on), times)

    async def answer(self, request: web.BaseRequest, route: str, work: Work) -> web.Response:
        """Answer a request, if nothing is armed by doing what it asks for; raise `Gone`."""
        for fault in self.take(route):
            return await fault.strike(request, work)
        return await work()


def _broken(status: int) -> web.Response:
    reason = _REASONS.get(status, "Error")
    if status == 500:
        body = {"message": f"500: {reason}", "code": 0}
        return web.Response(body=encode(body), status=status, headers=_JSON)
    page = f"<html><head><title>{status} {reason}</title></head></html>"
    return web.Response(text=page, status=status, content_type="text/html")

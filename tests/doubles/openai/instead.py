"""Faults that come instead of an answer; they use up no scripted reply."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Literal, Protocol, runtime_checkable

from aiohttp import web
from msgspec.json import encode

from tests.doubles.openai.errors import QUOTA, Problem, usual
from tests.doubles.openai.line import drop
from tests.doubles.openai.record import Exchange

HTML = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Log in</body></html>"


@runtime_checkable
class Instead(Protocol):
    """A fault that comes instead of an answer."""

    async def serve(self, request: web.BaseRequest, exchange: Exchange) -> web.StreamResponse:
        """Do what is done instead."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """An HTTP error with the service's usual words, or with those of `problem`.

    `retry_after` is in seconds and travels as a number of seconds, as an HTTP date (whole seconds
    only) or as milliseconds in `retry-after-ms`.
    """

    status: int
    retry_after: float | None = None
    retry_after_as: Literal["seconds", "date", "ms"] = "seconds"
    problem: Problem | None = None

    async def serve(self, request: web.BaseRequest, exchange: Exchange) -> web.StreamResponse:
        """Answer with the error."""
        headers = exchange.response_headers() | self._headers()
        return refuse(exchange, self.problem or usual(self.status), headers)

    def _headers(self) -> dict[str, str]:
        if self.retry_after is None:
            return {}
        if self.retry_after_as == "ms":
            return {"retry-after-ms": f"{self.retry_after * 1000:g}"}
        if self.retry_after_as == "date":
            return {"retry-after": formatdate(time.time() + self.retry_after, usegmt=True)}
        return {"retry-after": f"{self.retry_after:g}"}


def refuse(
    exchange: Exchange, problem: Problem, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return the response with a problem."""
    exchange.end("refused")
    exchange.status = problem.status
    headers = exchange.response_headers() if headers is None else headers
    return web.json_response(body=encode(problem.body()), status=problem.status, headers=headers)


def no_quota(problem: Problem = QUOTA) -> Status:
    """Return the 429 that no waiting mends."""
    return Status(problem.status, problem=problem)


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection drops before any header: with RST, or by being closed."""

    reset: bool = True

    async def serve(self, request: web.BaseRequest, exchange: Exchange) -> web.StreamResponse:
        """Drop the connection."""
        drop(request, exchange, reset=self.reset)
        return web.Response()


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing comes, not even headers; once `over` is set, the connection is closed."""

    over: asyncio.Event | None = None

    async def serve(self, request: web.BaseRequest, exchange: Exchange) -> web.StreamResponse:
        """Wait."""
        await (self.over or asyncio.Event()).wait()
        drop(request, exchange, reset=False)
        return web.Response()


@dataclass(frozen=True, slots=True)
class Page:
    """A web page where JSON or a stream was expected."""

    status: int = 200
    html: str = HTML

    async def serve(self, request: web.BaseRequest, exchange: Exchange) -> web.StreamResponse:
        """Answer with the page."""
        exchange.end("broken")
        exchange.status = self.status
        return web.Response(text=self.html, status=self.status, content_type="text/html")


@dataclass(frozen=True, slots=True)
class Json:
    """JSON that is not what was expected."""

    body: Any = field(default_factory=lambda: {"hello": "world"})
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    async def serve(self, request: web.BaseRequest, exchange: Exchange) -> web.StreamResponse:
        """Answer with the JSON."""
        exchange.end("broken")
        exchange.status = self.status
        body = encode(self.body)
        return web.json_response(body=body, status=self.status, headers=self.headers)

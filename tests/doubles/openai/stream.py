"""Sends an answer over the wire at the pace of its script, and breaks it where a fault says so."""

import asyncio
import math
import socket
import struct
from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from aiohttp import web
from msgspec.json import encode

from tests.doubles.openai.errors import Problem
from tests.doubles.openai.record import Exchange, Record
from tests.doubles.openai.script import Finish, Piece, Reply

# Tokens of streams that run side by side are due on a common grid, so that one wake-up of the
# event loop serves many of them.
GRID = 0.002
# The most that is joined into one write.
BATCH = 64


class Form(Protocol):
    """How a dialect writes an answer; every method returns bytes of the body."""

    def opening(self) -> bytes:
        """Return what comes before the first token."""
        ...

    def delta(self, token: str) -> bytes:
        """Return one token."""
        ...

    def closing(self, finish: Finish) -> bytes:
        """Return what comes after the last token."""
        ...

    def noise(self) -> bytes:
        """Return what is allowed on the wire and means nothing."""
        ...

    def error(self, problem: Problem, *, nested: bool) -> bytes:
        """Return an error in the middle; `nested` is for dialects that have two shapes of it."""
        ...

    def failed(self, problem: Problem) -> bytes:
        """Return the event that says the answer failed."""
        ...


class Line:
    """The body of one response on its way to the client."""

    def __init__(self, request: web.BaseRequest, exchange: Exchange, record: Record) -> None:
        self.exchange = exchange
        self.request = request
        # Trickling: how many bytes are sent at once, and how long to wait after them.
        self.slice: int | None = None
        self.pause = 0.0
        self.noisy = False
        self._record = record
        self._response = web.StreamResponse()

    @property
    def response(self) -> web.StreamResponse:
        """What the handler returns in the end."""
        return self._response

    async def open(self, content_type: str) -> None:
        """Send status and headers now, alone in their packet."""
        self.exchange.status = 200
        self._response.headers.update(self.exchange.response_headers())
        self._response.headers["Content-Type"] = content_type
        writer = await self._response.prepare(self.request)
        if writer is not None:
            writer.send_headers()

    async def write(self, data: bytes, *, tokens: int = 0) -> None:
        """Send bytes of the body."""
        if self.slice is None:
            await self._response.write(data)
        else:
            for start in range(0, len(data), self.slice):
                await self._response.write(data[start : start + self.slice])
                await asyncio.sleep(self.pause)
        self.exchange.tokens += tokens
        if tokens:
            self._record.changed()

    async def end(self) -> None:
        """End the body as HTTP wants it ended."""
        await self._response.write_eof()

    def drop(self, *, reset: bool) -> None:
        """Drop the connection: by an RST packet, or by closing it before the body has ended."""
        drop(self.request, self.exchange, reset=reset)


def drop(request: web.BaseRequest, exchange: Exchange, *, reset: bool) -> None:
    """Drop the connection of a request, which counts as broken."""
    exchange.end("broken")
    transport = request.transport
    if transport is None:
        return
    if reset:
        # With a linger time of zero the kernel sends RST instead of FIN.
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


@runtime_checkable
class Break(Protocol):
    """A fault at one point of an answer: before token number `after`, counted from 0."""

    @property
    def after(self) -> int:
        """Where."""
        ...

    async def strike(self, line: Line, form: Form) -> bool:
        """Do it. False when the answer ends here."""
        ...


class Whole:
    """The form of an answer that is one piece of JSON: its text is the JSON itself."""

    def opening(self) -> bytes:
        """Return nothing."""
        return b""

    def delta(self, token: str) -> bytes:
        """Return a part of the JSON."""
        return token.encode()

    def closing(self, finish: Finish) -> bytes:
        """Return nothing."""
        return b""

    def noise(self) -> bytes:
        """Return a blank, which is all that JSON allows."""
        return b" "

    def error(self, problem: Problem, *, nested: bool) -> bytes:
        """Return the error object, in the middle of the other JSON."""
        return encode(problem.body())

    def failed(self, problem: Problem) -> bytes:
        """Return the error object, in the middle of the other JSON."""
        return encode(problem.body())


async def deliver(line: Line, body: bytes, breaks: Sequence[Break]) -> None:
    """Send a whole JSON body in two halves, so that a break can fall between them."""
    text = body.decode()
    middle = len(text) // 2
    await play(line, Whole(), Reply([text[:middle], text[middle:]]), breaks)


async def play(line: Line, form: Form, reply: Reply, breaks: Sequence[Break]) -> None:
    """Send a streamed answer."""
    pace = Pace(reply)
    await line.write(form.opening())
    for gates, stops, tokens in _segments(reply.pieces(), breaks):
        for gate in gates:
            await gate.wait()
            pace.restart()
        for stop in stops:
            if not await stop.strike(line, form):
                return
            pace.restart()
        frames = [(form.noise() if line.noisy else b"") + form.delta(token) for token in tokens]
        await pace.send(line, frames)
    await line.write(form.closing(reply.finish))
    await line.end()


class Pace:
    """When tokens are due: `first_delay` after the start, then every `delay` seconds."""

    def __init__(self, reply: Reply) -> None:
        self._clock = asyncio.get_running_loop().time
        self._delay = reply.delay
        self._due = self._clock() + reply.first_delay
        self._begun = False

    def restart(self) -> None:
        """Count from now on, after somebody held the stream up."""
        self._due = max(self._due, self._clock())

    async def send(self, line: Line, frames: Sequence[bytes]) -> None:
        """Send frames when they are due, those that are due together in one write."""
        at = 0
        while at < len(frames):
            await self._wait()
            end = at + self._ready(len(frames) - at)
            await line.write(b"".join(frames[at:end]), tokens=end - at)
            at = end

    async def _wait(self) -> None:
        # The first token is on time to the millisecond, later ones are due on the grid.
        due = math.ceil(self._due / GRID) * GRID if self._begun else self._due
        self._begun = True
        wait = due - self._clock()
        if wait > 0:
            await asyncio.sleep(wait)

    def _ready(self, left: int) -> int:
        if not self._delay:
            return min(left, BATCH)
        missed = math.floor((self._clock() - self._due) / self._delay) + 1
        ready = max(1, min(left, missed, BATCH))
        self._due += ready * self._delay
        return ready


def _segments(
    pieces: Sequence[Piece], breaks: Sequence[Break]
) -> Iterator[tuple[list[asyncio.Event], list[Break], list[str]]]:
    """Cut an answer where something stops it: gates and breaks, then the tokens that follow.

    A break that lies behind the last token strikes there.
    """
    total = sum(isinstance(piece, str) for piece in pieces)
    waiting = sorted(breaks, key=lambda stop: stop.after)
    gates: list[asyncio.Event] = []
    stops: list[Break] = []
    tokens: list[str] = []
    sent = 0
    for piece in (*pieces, None):
        due = [stop for stop in waiting if min(stop.after, total) <= sent]
        if tokens and (due or isinstance(piece, asyncio.Event)):
            yield gates, stops, tokens
            gates, stops, tokens = [], [], []
        stops += due
        waiting = waiting[len(due) :]
        if isinstance(piece, asyncio.Event):
            gates.append(piece)
        elif piece is not None:
            tokens.append(piece)
            sent += 1
    yield gates, stops, tokens

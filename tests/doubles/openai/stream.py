"""Sends an answer over the wire at the pace of its script, and breaks it where a fault says so."""

import asyncio
import math
from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from msgspec.json import encode

from tests.doubles.openai.errors import Problem
from tests.doubles.openai.line import Line
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
        """Return nothing: a JSON text has no room for it."""
        return b""

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
        await pace.send(line, form, tokens)
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

    async def send(self, line: Line, form: Form, tokens: Sequence[str]) -> None:
        """Send tokens when they are due, those that are due together in one write."""
        at = 0
        while at < len(tokens):
            await self._wait()
            end = at + self._ready(len(tokens) - at)
            frames = [
                (form.noise() if line.noisy else b"") + form.delta(token)
                for token in tokens[at:end]
            ]
            await line.write(b"".join(frames), tokens=end - at)
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

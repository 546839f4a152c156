"""Faults in the middle of an answer; the scripted reply that they spoil is used up.

Each strikes before token number `after`, counted from 0, or behind the last token if there are
fewer. An answer that is not streamed has two "tokens", the halves of its JSON.
"""

import asyncio
from dataclasses import dataclass

from tests.doubles.openai.errors import SERVER_ERROR, Problem
from tests.doubles.openai.line import Line
from tests.doubles.openai.stream import Form


@dataclass(frozen=True, slots=True)
class Stall:
    """Nothing more comes, from token number `after` on, until `over` is set."""

    after: int = 0
    over: asyncio.Event | None = None

    async def strike(self, line: Line, form: Form) -> bool:
        """Wait, and go on afterwards."""
        await (self.over or asyncio.Event()).wait()
        return True


@dataclass(frozen=True, slots=True)
class Cut:
    """The body ends as if all were well: no finish reason, no `[DONE]`, no last event."""

    after: int = 1

    async def strike(self, line: Line, form: Form) -> bool:
        """End the body."""
        line.exchange.end("broken")
        await line.end()
        return False


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection drops in the middle of the body: with RST, or by being closed."""

    after: int = 1
    reset: bool = False

    async def strike(self, line: Line, form: Form) -> bool:
        """Drop the connection."""
        line.drop(reset=self.reset)
        return False


@dataclass(frozen=True, slots=True)
class Insert:
    """Bytes that do not belong there; the answer goes on behind them."""

    raw: bytes
    after: int = 1

    async def strike(self, line: Line, form: Form) -> bool:
        """Send the bytes."""
        line.exchange.end("broken")
        await line.write(self.raw)
        return True


def corrupt(after: int = 1) -> Insert:
    """Return a chunk that breaks off in the middle of its JSON."""
    return Insert(b'data: {"id":"chatcmpl-1","object":"chat.comp\n\n', after)


def bad_utf8(after: int = 1) -> Insert:
    """Return a chunk whose text is not UTF-8."""
    return Insert(b'data: {"choices":[{"index":0,"delta":{"content":"\xff\xfe\xc3"}}]}\n\n', after)


def odd_chunk(after: int = 1) -> Insert:
    """Return a chunk of good JSON in a shape that nobody expects."""
    return Insert(b'data: {"choices":"none","type":7,"delta":[]}\n\n', after)


@dataclass(frozen=True, slots=True)
class Error:
    """An error in the middle of a stream, which ends there.

    At /v1/responses it is an `error` event, nested as the service sends it or flat as it is
    declared; at /v1/chat/completions `data: {"error": ...}`.
    """

    after: int = 1
    problem: Problem = SERVER_ERROR
    nested: bool = True

    async def strike(self, line: Line, form: Form) -> bool:
        """Send the error and end the body."""
        line.exchange.end("broken")
        await line.write(form.error(self.problem, nested=self.nested))
        await line.end()
        return False


@dataclass(frozen=True, slots=True)
class Failed:
    """The event `response.failed` instead of the rest of the answer."""

    after: int = 1
    problem: Problem = SERVER_ERROR

    async def strike(self, line: Line, form: Form) -> bool:
        """Send the event and end the body."""
        line.exchange.end("broken")
        await line.write(form.failed(self.problem))
        await line.end()
        return False

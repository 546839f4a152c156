"""The body of one response on its way to the client, and the ways to break a connection."""

import asyncio

from aiohttp import web

from tests.doubles import loopback
from tests.doubles.openai.record import Exchange, Record


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
    loopback.drop(request, reset=reset)

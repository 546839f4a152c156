"""A server on 127.0.0.1 at a port of its own, which can go down and come back there."""

import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from aiohttp import web

# Where a crowd connects at once and finds no room, the system lets it wait for a second.
_BACKLOG = 1024


class Loopback:
    """The listening part of a double; use it as an async context manager.

    An error that `failed` was told of (in a function of the test, or in the double) is raised again
    when the context ends.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._runner: web.ServerRunner | None = None
        self._error: Exception | None = None

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        raise NotImplementedError

    def stopping(self) -> None:
        """Do what has to be done before the connections are dropped."""

    def failed(self, error: Exception) -> None:
        """Remember the first error, for the end of the context."""
        self._error = self._error or error

    async def start(self) -> None:
        """Listen."""
        server = web.Server(self.serve, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server)
        await self._runner.setup()
        listening = socket.create_server(("127.0.0.1", self.port), backlog=_BACKLOG)
        self.port = listening.getsockname()[1]
        await web.SockSite(self._runner, listening, backlog=_BACKLOG).start()

    async def stop(self) -> None:
        """Refuse new connections and drop those that are there."""
        runner, self._runner = self._runner, None
        if runner is None:
            return
        self.stopping()
        for site in runner.sites:
            await site.stop()
        # Whoever is held at a gate would otherwise be waited for.
        for connection in runner.server.connections if runner.server else ():
            if connection.transport is not None:
                connection.transport.abort()
        await runner.cleanup()

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """Refuse connections for as long as the context lasts, then listen at the same port."""
        await self.stop()
        try:
            yield
        finally:
            await self.start()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
        if self._error is not None and error is None:
            raise self._error


def drop(request: web.BaseRequest, *, reset: bool) -> None:
    """Drop the connection of a request: by an RST packet, or by closing it."""
    transport = request.transport
    if transport is None:
        return
    if reset:
        # With a linger time of zero the kernel sends RST instead of FIN.
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()

"""Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from aiohttp import web

from tests.doubles.slack.deliveries.line import Line
from tests.doubles.slack.record import Attempt, Delivery
from tests.doubles.slack.world import World

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


class Sockets:
    """The connections of the app. An event goes to one of them at random.

    `delay` (seconds) holds back what is sent, `connected` counts the connections there have been,
    and `refused` those that were not let in.
    """

    def __init__(self, world: World) -> None:
        self.url = ""
        self.delay = 0.0
        self.connected = 0
        self.refused = 0
        self.lines: list[Line] = []
        self._world = world
        self._random = random.Random(0)
        self._tickets: dict[str, float] = {}
        self._refusing = False

    def ticket(self) -> str:
        """Return an address that serves for one connection, and soon."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = time.monotonic() + self._world.rules.ticket_lasts
        return f"{self.url}/link/?ticket={ticket}&app_id={self._world.app.id}"

    async def send(self, delivery: Delivery, attempt: Attempt, *, within: float) -> bool:
        """Send an envelope to one of the connections and wait for the acknowledgement."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if not self.lines:
            # To the app it looks as any other attempt that nobody answered.
            attempt.failure = "timeout"
            return False
        line = self._random.choice(self.lines)
        attempt.by = line.number
        return await line.deliver(delivery, attempt, within=within)

    async def disconnect(self, reason: Reason = "refresh_requested", *, grace: float = 1) -> None:
        """Tell the app to connect anew, and close the connections `grace` seconds later.

        A warning is only a warning: ten seconds before the end in Slack, and `grace` here.
        """
        lines = list(self.lines)
        for line in lines:
            await line.say({"type": "disconnect", "reason": reason, "debug_info": _DEBUG})
        await asyncio.wait([asyncio.create_task(line.over(within=grace)) for line in lines])

    async def drop(self) -> None:
        """Let all connections be gone without a word, and wait until they are."""
        for line in list(self.lines):
            line.cut()
        await self._world.changes.until(lambda: not self.lines, standing=self.lines)

    @asynccontextmanager
    async def away(self, *, tickets_expire: bool = False) -> AsyncIterator[None]:
        """Drop everybody, and let nobody connect while the context lasts.

        With `tickets_expire` the addresses that were given out until the end do not serve
        afterwards, as after a long time; the client of slack_sdk 3.48 tries the same one forever.
        """
        self._refusing = True
        try:
            await self.drop()
            yield
        finally:
            self._refusing = False
            if tickets_expire:
                self._tickets.clear()

    async def until(self, connections: int = 1, *, seconds: float = 60) -> None:
        """Wait until so many connections are there."""
        await self._world.changes.until(
            lambda: len(self.lines) == connections, seconds=seconds, standing=self.lines
        )

    async def connect(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve a websocket to its end."""
        if self._refusing:
            return self._refuse(503)
        if self._tickets.pop(request.query.get("ticket", ""), 0) < time.monotonic():
            return self._refuse(404)
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self.connected += 1
        line = Line(self.connected, socket, request)
        if len(self.lines) >= self._world.rules.most_connections:
            too_many = {"type": "disconnect", "reason": "too_many_websockets"}
            await line.say(too_many | {"debug_info": _DEBUG})
            await socket.close()
            return socket
        self.lines.append(line)
        try:
            await line.say(self._hello())
            self._world.changes.changed()
            await line.listen()
        finally:
            self.lines.remove(line)
            line.gone()
            self._world.changes.changed()
        return socket

    def _refuse(self, status: int) -> web.Response:
        self.refused += 1
        self._world.changes.changed()
        return web.Response(status=status)

    def _hello(self) -> dict[str, object]:
        return {
            "type": "hello",
            "num_connections": len(self.lines),
            "debug_info": _DEBUG | {"build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._world.app.id},
        }


_DEBUG = {"host": "applink-double"}

"""The gateway as a whole: who is connected, and everything that can befall them.

https://docs.discord.com/developers/events/gateway#connections
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.doubles.discord.events import Event
from tests.doubles.discord.gateway.handshake import greet, identify, resume
from tests.doubles.discord.gateway.line import Close, HungUp, Line, Op
from tests.doubles.discord.gateway.members import chunks
from tests.doubles.discord.gateway.session import Session
from tests.doubles.discord.world import World


class Gateway:
    """Sessions and their lines.

    `heartbeat_interval` is in seconds; without `acks` heartbeats are not answered, as by a server
    that has died. `shards` and `max_concurrency` are what /gateway/bot recommends, `starts` how
    many sessions may begin a day. A session is kept for `session_lasts` seconds without a line.
    `identified`, `resumed`, `refused` and `heartbeats` count.
    """

    def __init__(self, world: World, token: str) -> None:
        self.url = ""
        self.heartbeat_interval = 41.25
        self.acks = True
        self.shards = 1
        self.max_concurrency = 1
        self.starts = 1000
        self.session_lasts = 180.0
        self.identified = 0
        self.resumed = 0
        self.refused = 0
        self.heartbeats = 0
        self.sessions: dict[str, Session] = {}
        self._world = world
        self._token = token
        self._lines: set[Line] = set()
        self._refusing = False
        self._delay = 0.0
        world.listeners.append(self._hear)

    @property
    def connected(self) -> int:
        """How many sessions have a line now."""
        return sum(session.line is not None for session in self.sessions.values())

    @property
    def delay(self) -> float:
        """How late everything goes out, in seconds."""
        return self._delay

    @delay.setter
    def delay(self, seconds: float) -> None:
        self._delay = seconds
        for line in self._lines:
            line.delay = seconds

    def recommendation(self) -> dict[str, Any]:
        """Return what /gateway/bot says."""
        return {
            "url": self.url,
            "shards": self.shards,
            "session_start_limit": {
                "total": 1000,
                "remaining": max(0, self.starts - self.identified),
                "reset_after": 86_400_000,
                "max_concurrency": self.max_concurrency,
            },
        }

    async def drop(self, code: int | None = None, *, shard: int | None = None) -> None:
        """Drop every connection, or that of one shard; the sessions can be resumed.

        It is done with a close code, or without a word.
        """
        gone = [each for each in self.sessions.values() if shard in {None, each.shard[0]}]
        lines = [session.line for session in gone if session.line is not None]
        for session in gone:
            session.line = None
        if code is None:
            for line in lines:
                line.cut()
        else:
            await asyncio.gather(*(line.hang_up(code) for line in lines))

    async def lose(self) -> None:
        """Drop every connection and forget the sessions: nothing is kept for anybody."""
        lines = list(self._lines)
        self.sessions.clear()
        for line in lines:
            line.cut()

    def invalidate(self, *, resumable: bool = False) -> None:
        """Say INVALID_SESSION to everybody."""
        for line in self._lines:
            line.say(Op.INVALID_SESSION, resumable)
        if not resumable:
            self.sessions.clear()

    def ask_to_reconnect(self) -> None:
        """Say RECONNECT to everybody."""
        for line in self._lines:
            line.say(Op.RECONNECT)

    @asynccontextmanager
    async def away(self, *, lost: bool = False) -> AsyncIterator[None]:
        """Drop everybody and let nobody connect while the context lasts.

        What happens meanwhile is kept for them, unless their sessions are `lost`.
        """
        self._refusing = True
        try:
            await (self.lose() if lost else self.drop())
            yield
        finally:
            self._refusing = False

    async def connect(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve a websocket to its end."""
        if self._refusing:
            self.refused += 1
            self._world.changes.changed()
            return web.Response(status=503)
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 16)
        await socket.prepare(request)
        line = Line(socket, request)
        line.delay = self.delay
        self._lines.add(line)
        writing = asyncio.ensure_future(line.write())
        try:
            line.say(Op.HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000)})
            await self._listen(line)
        except HungUp as over:
            self._left(line, over.code)
        finally:
            self._lines.discard(line)
            self._unplug(line)
            writing.cancel()
            await asyncio.wait({writing})
        return socket

    async def _listen(self, line: Line) -> None:
        session: Session | None = None
        while True:
            command = await line.receive()
            op, said = command.get("op"), command.get("d") or {}
            match op:
                case Op.HEARTBEAT:
                    self._beat(line, session, said)
                case Op.IDENTIFY | Op.RESUME if session is not None:
                    await line.close(Close.ALREADY_AUTHENTICATED)
                case Op.IDENTIFY:
                    session = await self._identify(line, said)
                case Op.RESUME:
                    session = await self._resume(line, said)
                case Op.REQUEST_MEMBERS | Op.PRESENCE | Op.VOICE:
                    if session is None:
                        await line.close(Close.NOT_AUTHENTICATED)
                    else:
                        self._obey(session, op, said)
                case _:
                    await line.close(Close.UNKNOWN_OPCODE)

    def _beat(self, line: Line, session: Session | None, sequence: Any) -> None:
        self.heartbeats += 1
        if session is not None and isinstance(sequence, int):
            session.received(sequence)
        if self.acks:
            line.say(Op.ACK)
        self._world.changes.changed()

    def _obey(self, session: Session, op: Any, said: dict[str, Any]) -> None:
        if op == Op.REQUEST_MEMBERS:
            guild = self._world.guild(int(said["guild_id"]))
            for chunk in chunks(guild, said):
                session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
        elif op == Op.PRESENCE:
            session.presence = said

    async def _identify(self, line: Line, said: dict[str, Any]) -> Session:
        session = await identify(line, said, self._world, self._token)
        self.sessions[session.id] = session
        self.identified += 1
        greet(session, self._world, self.url)
        self._world.changes.changed()
        return session

    async def _resume(self, line: Line, said: dict[str, Any]) -> Session | None:
        session = await resume(line, said, self.sessions, self._token)
        if session is not None:
            self.resumed += 1
        self._world.changes.changed()
        return session

    def _hear(self, event: Event) -> None:
        for session in list(self.sessions.values()):
            away = 0 if session.line is not None else time.monotonic() - (session.left_at or 0)
            if away > self.session_lasts:
                del self.sessions[session.id]
            else:
                session.hear(event)

    def _left(self, line: Line, code: int | None) -> None:
        # Whoever says goodbye properly does not mean to come back.
        if code in {1000, 1001}:
            for session in [each for each in self.sessions.values() if each.line is line]:
                del self.sessions[session.id]

    def _unplug(self, line: Line) -> None:
        for session in self.sessions.values():
            if session.line is line:
                session.line = None
        self._world.changes.changed()

"""One websocket of the gateway, on which frames go out in order, late and compressed if wished."""

import asyncio
import zlib
from collections import deque
from enum import IntEnum
from typing import Any

from aiohttp import WSMsgType, web
from msgspec import DecodeError
from msgspec.json import decode, encode


class Op(IntEnum):
    """https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    ACK = 11


class Close(IntEnum):
    """Why the gateway hangs up."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    WRONG_TOKEN = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQUENCE = 4007
    TOO_MANY_COMMANDS = 4008
    TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class HungUp(Exception):
    """The connection is over: by the client (code as it said, None for none) or by us."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


# 120 commands in 60 seconds, heartbeats included: .../events/gateway#rate-limiting
_COMMANDS = 120
_WINDOW = 60.0


class Line:
    """A websocket with somebody at the other end. `delay` (seconds) holds back what goes out."""

    def __init__(self, socket: web.WebSocketResponse, request: web.BaseRequest) -> None:
        self.delay = 0.0
        self._socket = socket
        self._transport = request.transport
        wants = request.query.get("compress")
        # Asked for zstd-stream, we send plain text, which every client must take too.
        self._zlib = zlib.compressobj() if wants == "zlib-stream" else None
        self._frames: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self._received: deque[float] = deque(maxlen=_COMMANDS)

    def send(self, frame: bytes) -> None:
        """Send a frame, after those before it."""
        self._frames.put_nowait((asyncio.get_running_loop().time() + self.delay, frame))

    def say(self, op: Op, data: Any = None) -> None:
        """Send something that is not a dispatch."""
        self.send(encode({"op": op.value, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        """Send frames as they come, until cancelled or the connection is gone."""
        loop = asyncio.get_running_loop()
        while True:
            due, frame = await self._frames.get()
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            try:
                await self._put(frame)
            except ConnectionError:
                return

    async def _put(self, frame: bytes) -> None:
        if self._zlib is None:
            await self._socket.send_str(frame.decode())
        else:
            packed = self._zlib.compress(frame) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
            await self._socket.send_bytes(packed)

    async def receive(self) -> dict[str, Any]:
        """Return the next command; raise `HungUp` when there is none any more."""
        received = await self._socket.receive()
        if received.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
            raise HungUp(self._socket.close_code)
        await self._count()
        try:
            command = decode(received.data)
        except DecodeError:
            await self.close(Close.DECODE_ERROR)
        if not isinstance(command, dict):
            await self.close(Close.DECODE_ERROR)
        return dict(command)

    async def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        full = len(self._received) == _COMMANDS
        if full and now - self._received[0] < _WINDOW:
            await self.close(Close.TOO_MANY_COMMANDS)
        self._received.append(now)

    async def close(self, code: int) -> None:
        """Close with a code, and raise `HungUp`."""
        await self._socket.close(code=code)
        raise HungUp(code)

    async def hang_up(self, code: int) -> None:
        """Close with a code."""
        await self._socket.close(code=code)

    def cut(self) -> None:
        """Let the connection be gone without a word."""
        if self._transport is not None:
            self._transport.abort()

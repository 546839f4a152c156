"""One connection of Socket Mode with the envelopes that wait for an acknowledgement."""

import asyncio
import uuid
from typing import Any

from aiohttp import WSMsgType, web
from msgspec import DecodeError
from msgspec.json import decode, encode

from tests.doubles.slack.record import Attempt, Delivery

Json = dict[str, Any]
_WITH_ANSWER = {"slash_commands", "interactive"}


class Line:
    """A websocket with the app at the other end; `number` counts connections from 1."""

    def __init__(
        self, number: int, socket: web.WebSocketResponse, request: web.BaseRequest
    ) -> None:
        self.number = number
        # What the app has sent that was no acknowledgement.
        self.odd: list[Any] = []
        self._socket = socket
        self._transport = request.transport
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._over = asyncio.Event()

    async def say(self, message: Json) -> None:
        """Send a message that is no envelope."""
        await self._put(message)

    async def deliver(self, delivery: Delivery, attempt: Attempt, *, within: float) -> bool:
        """Send an envelope and wait for the acknowledgement; return whether it came."""
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind in _WITH_ANSWER,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
        answer = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            await self._put(envelope)
            async with asyncio.timeout(within):
                attempt.answer = await answer
        except (TimeoutError, ConnectionError):
            # A connection that is gone looks no different to Slack: nothing comes back.
            attempt.failure = "timeout"
            return False
        finally:
            self._waiting.pop(envelope_id, None)
        return True

    async def listen(self) -> None:
        """Take acknowledgements until the connection ends."""
        while True:
            received = await self._socket.receive()
            if received.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return
            self._take(received.data)

    def _take(self, data: str | bytes) -> None:
        try:
            said = decode(data)
        except DecodeError:
            self.odd.append(data)
            return
        envelope_id = said.get("envelope_id") if isinstance(said, dict) else None
        waiting = self._waiting.get(str(envelope_id))
        if waiting is None:
            self.odd.append(said)
        elif not waiting.done():
            waiting.set_result(said.get("payload"))

    async def over(self, *, within: float) -> None:
        """Wait until the app has left; close the connection if it does not in time."""
        try:
            async with asyncio.timeout(within):
                await self._over.wait()
        except TimeoutError:
            await self._socket.close()

    def gone(self) -> None:
        """Tell whoever waits that nothing more comes."""
        self._over.set()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError())

    def cut(self) -> None:
        """Let the connection be gone without a word."""
        if self._transport is not None:
            self._transport.abort()

    async def _put(self, message: Json) -> None:
        await self._socket.send_str(encode(message).decode())

    def __repr__(self) -> str:
        return f"<connection {self.number}>"

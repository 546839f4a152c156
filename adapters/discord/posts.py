"""Messages that are being posted: known as soon as Discord has them, by answer or by gateway."""

import asyncio
from collections.abc import Awaitable, Callable

import discord

from adapters.discord.wire import WireError


class Posts:
    """Posts under way, by nonce.

    The library holds back the answer to the last request that a channel's limit allows until the
    limit is over, which can take seconds; the gateway tells at once that the message is there.
    """

    def __init__(self) -> None:
        self._awaited: dict[str, asyncio.Future[int]] = {}
        self._under_way: set[asyncio.Future[discord.Message]] = set()

    async def post(
        self, nonce: str, send: Callable[[], Awaitable[discord.Message]]
    ) -> discord.Message | int:
        """Send it; returns the message, or its id where the gateway was faster."""
        seen = self._awaited[nonce] = asyncio.get_running_loop().create_future()
        sending = asyncio.ensure_future(send())
        self._under_way.add(sending)
        sending.add_done_callback(self._done)
        try:
            await asyncio.wait({sending, seen}, return_when=asyncio.FIRST_COMPLETED)
            return sending.result() if sending.done() else seen.result()
        except asyncio.CancelledError:
            sending.cancel()
            raise
        finally:
            if self._awaited.get(nonce) is seen:
                del self._awaited[nonce]

    def arrived(self, message: discord.Message) -> None:
        """Take notice of a message of the bot that came over the gateway."""
        seen = self._awaited.get(str(message.nonce))
        if seen is not None and not seen.done():
            seen.set_result(message.id)

    async def close(self) -> None:
        """Give up what is still held back; the messages are there."""
        for sending in self._under_way:
            sending.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _done(self, sending: asyncio.Future[discord.Message]) -> None:
        self._under_way.discard(sending)
        if not sending.cancelled() and not isinstance(sending.exception(), WireError | None):
            raise AssertionError("a post raises WireError only") from sending.exception()

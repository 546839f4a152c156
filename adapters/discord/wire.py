"""The way to Discord's REST interface: what may pass is tried again, the rest has names of ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TypeVar

import aiohttp
import discord

from adapters.discord.throttle import Throttle

Result = TypeVar("Result")

# More at once would only run into the limit of 50 in a second, over and over for some of them.
_AT_ONCE = 100
_FIRST_DELAY, _LONGEST_DELAY = 0.25, 8.0
PATIENCE_SECONDS = 90.0
"""How long something is tried again; Discord's own short troubles are over by then."""

# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes
_GONE = {10003, 10008, 10015, 10062, 50027}
_BLOCKED = {50001, 50005, 50007, 50013, 160002}

log = logging.getLogger(__name__)


class WireError(Exception):
    """Something could not be written; `code` is Discord's, 0 where it gave none."""

    def __init__(self, detail: str = "", *, code: int = 0) -> None:
        super().__init__(detail)
        self.code = code


class Gone(WireError):
    """The message, the channel or the interaction is not there any more."""


class Blocked(WireError):
    """The bot lacks a permission, or the person does not take its messages."""


class _Slot:
    """One of the calls that may be under way; given back once, as soon as Discord has answered."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free: asyncio.Semaphore | None = free

    def give_back(self) -> None:
        if self._free is not None:
            self._free.release()
            self._free = None


_slot: ContextVar[_Slot | None] = ContextVar("slot", default=None)


class Wire:
    """Calls of the library, each made again for as long as its failure may pass.

    `trace` is for the library's client. With it a call counts as under way until Discord answers,
    and not for the seconds that the library sleeps behind the last call a limit allows.
    """

    def __init__(self, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_end.append(self._answered)
        self._throttle = Throttle()
        self._patience = patience_seconds
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def call(self, make: Callable[[], Awaitable[Result]]) -> Result:
        """Do it; raises `WireError`. What is not idempotent must carry a nonce of its own."""
        loop = asyncio.get_running_loop()
        deadline, delay = loop.time() + self._patience, _FIRST_DELAY
        while True:
            try:
                return await self._once(make)
            except discord.HTTPException as error:
                wait = _wait(error, delay)
                if wait is None or loop.time() + wait > deadline:
                    raise named(error) from error
                log.info("Discord answered %d; trying again", error.status)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                wait = delay
                if loop.time() + wait > deadline:
                    raise WireError(type(error).__name__) from error
                log.info("Discord could not be reached (%s); trying again", type(error).__name__)
            await asyncio.sleep(wait)
            delay = min(2 * delay, _LONGEST_DELAY)

    async def _once(self, make: Callable[[], Awaitable[Result]]) -> Result:
        await self._free.acquire()
        slot = _Slot(self._free)
        token = _slot.set(slot)
        try:
            if wait := self._throttle.wait():
                await asyncio.sleep(wait)
            return await make()
        finally:
            slot.give_back()
            _slot.reset(token)

    async def _answered(self, _: object, __: object, end: aiohttp.TraceRequestEndParams) -> None:
        if end.response.status != 429:
            self._throttle.passed()
            if (slot := _slot.get()) is not None:
                slot.give_back()
        elif "X-RateLimit-Global" in end.response.headers:
            self._throttle.hit()


def _wait(error: discord.HTTPException, delay: float) -> float | None:
    """How long to wait before trying again; None where the library has tried, or it is no use."""
    if error.status == 429:
        try:
            return max(delay, float(error.response.headers.get("Retry-After", 0)))
        except ValueError:
            return delay
    return delay if error.status == 503 else None


def named(error: discord.HTTPException) -> WireError:
    """What the library raised, as an error of this adapter."""
    kind: type[WireError] = WireError
    if error.code in _GONE:
        kind = Gone
    elif error.code in _BLOCKED:
        kind = Blocked
    return kind(f"{error.status} {error.code}", code=error.code)


MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"


def room(client: discord.Client, method: str, path: str, channel_id: int) -> tuple[int, float]:
    """How many calls Discord takes there now, and the seconds until it takes all of them again.

    This is what the library has read from the answers so far; where there was none, they are many.
    """
    http = client.http
    route = discord.http.Route(method, path, channel_id=channel_id, message_id=0)
    # The library sleeps on what it knows, and tells nobody: asking it beats a table of our own.
    known = http._bucket_hashes.get(route.key, route.key)  # noqa: SLF001
    bucket = http._buckets.get(f"{known}:{route.major_parameters}")  # noqa: SLF001
    if bucket is None or bucket.expires is None or bucket.is_expired():
        return (bucket.limit if bucket and bucket.limit > 1 else 5), 0.0
    left = max(0, bucket.remaining - bucket.outgoing)
    return left, max(0.0, bucket.expires - asyncio.get_running_loop().time())

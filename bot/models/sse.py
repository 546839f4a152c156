"""Server-sent events, read from raw bytes: what both dialects stream.

The SDK parses every chunk into a tree of objects, which costs more processor time than all the rest
of an answer. Here a chunk is found in the bytes and decoded by its reader into the few fields that
count.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import msgspec

from bot.errors import ModelSilent, NotAnEndpoint, StreamBroken

_T = TypeVar("_T")

# Far above any real chunk: a line that never ends must not fill the memory.
_LONGEST_LINE = 4_000_000
# What follows the last event is there already, or not worth waiting for.
_LEFTOVERS = 0.1


async def payloads(
    chunks: AsyncIterator[bytes], *, longest_line: int = _LONGEST_LINE
) -> AsyncGenerator[list[bytes], None]:
    """Yield the bytes of `data:` lines, those that came together in one list, up to `[DONE]`.

    Raises `NotAnEndpoint` when what streams has no event at all, or is a web page, and
    `StreamBroken` for an endless line.
    """
    rest = bytearray()
    silent, empty = True, True
    async for chunk in chunks:
        empty = False
        first, *lines = chunk.split(b"\n")
        # A long line comes in many chunks, and must not be copied with each of them.
        rest += first
        if len(rest) > longest_line:
            raise StreamBroken("a line without end")
        if not lines:
            continue
        lines = [bytes(rest), *lines]
        rest = bytearray(lines.pop())
        found, done = _found(lines)
        if found:
            silent = False
            yield found
        if done:
            return
    # The last line may lack its end when the connection was closed in good order.
    payload = _payload(bytes(rest))
    if payload and payload != b"[DONE]":
        yield [payload]
    elif silent and not empty:
        raise NotAnEndpoint("an answer without any event")


def decoded(decoder: msgspec.json.Decoder[_T], payload: bytes) -> _T:
    """Decode a payload; raises `StreamBroken` where it is no JSON or of another shape."""
    try:
        return decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StreamBroken(f"unreadable: {type(error).__name__}") from error


def _found(lines: Sequence[bytes]) -> tuple[list[bytes], bool]:
    """The payloads of whole lines, and whether they are the last."""
    found: list[bytes] = []
    for line in lines:
        payload = _payload(line)
        if payload == b"[DONE]":
            return found, True
        if payload:
            found.append(payload)
    return found, False


def _payload(line: bytes) -> bytes:
    if line.startswith(b"data:"):
        return line[5:].strip()
    if line.lstrip()[:1] == b"<":
        raise NotAnEndpoint("a web page instead of a stream")
    return b""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to the first words of an answer, and between one sign of life and the next.

    There is none over the whole, which would cut long answers. Comments that keep a connection
    alive are no sign of life; time in which nobody waits for the model does not count as silence.
    """

    first: float
    between: float


class Answer(Protocol):
    """What an endpoint answers, while it still comes in."""

    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102  # see above

    def iter_bytes(self) -> AsyncIterator[bytes]: ...  # noqa: D102


class Streamed:
    """One request and the payloads of its answer; leaving the context hangs up.

    `media_type` is what the endpoint says that it sends, which may be no stream after all: `whole`
    reads that. Its reader sets `speaking` when the first words have come: from then on the gaps
    are limited.
    Raises `ModelSilent` when a limit passes, and what `payloads` raises.
    """

    def __init__(
        self,
        sending: AbstractAsyncContextManager[Answer],
        limits: Limits,
        *,
        longest_line: int = _LONGEST_LINE,
    ) -> None:
        self.speaking = False
        self.media_type = ""
        self._longest_line = longest_line
        self._sending = sending
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._first = self._loop.time() + limits.first
        self._stack = AsyncExitStack()
        self._ready: deque[bytes] = deque()

    async def __aenter__(self) -> Self:
        response = await self._in_time(self._stack.enter_async_context(self._sending))
        self.media_type = response.headers.get("content-type", "")
        self._chunks = response.iter_bytes()
        source = payloads(self._chunks, longest_line=self._longest_line)
        self._source = await self._stack.enter_async_context(aclosing(source))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            # Read to its end, a connection can serve the next request; otherwise it is lost.
            with suppress(TimeoutError):
                async with asyncio.timeout(_LEFTOVERS):
                    async for _chunk in self._chunks:
                        pass
        await self._stack.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if not self._ready:
            self._ready.extend(await self._in_time(anext(self._source)))
        return self._ready.popleft()

    @property
    def more(self) -> bool:
        """Whether the next payload is there already."""
        return bool(self._ready)

    async def whole(self) -> bytes:
        """All of the answer, where it is no stream; nothing of it may have been read before."""
        return await self._in_time(self._read())

    async def _read(self) -> bytes:
        return b"".join([chunk async for chunk in self._chunks])

    async def _in_time(self, waiting: Awaitable[_T]) -> _T:
        between = self._loop.time() + self._limits.between
        try:
            async with asyncio.timeout_at(between if self.speaking else self._first):
                return await waiting
        except TimeoutError:
            raise ModelSilent("no token in time") from None

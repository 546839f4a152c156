"""One address streamed into one file, going on where an earlier try stopped."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import httpx2

from bot.errors import EmbeddedError
from bot.models.embedded.files import append, cut, length, settled

_WRITE_BYTES = 1 << 20
_WRITE_SECONDS = 1.0
NOT_NOW = frozenset({408, 425, 429, 500, 502, 503, 504})

_T = TypeVar("_T")


class SourceFailed(EmbeddedError):
    """A source does not give the file; the text says why in a few words."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for a server, in seconds, and how often to try it again.

    `tries` are tries in a row that brought nothing; any byte that arrives starts the count anew.
    """

    connect: float = 4
    answer: float = 5
    stall: float = 20
    tries: int = 4
    pause: float = 0.5


class TryAgain(Exception):
    """A try that ended early; the text says why in a few words."""


async def patiently(call: Callable[[], Awaitable[_T]], *, limits: Limits) -> _T:
    """Call until it does not raise `TryAgain`. Raises `SourceFailed` after the last try."""
    failures = 0
    while True:
        try:
            return await call()
        except TryAgain as problem:
            failures += 1
            if failures >= limits.tries:
                raise SourceFailed(str(problem)) from problem
        await asyncio.sleep(limits.pause * 2 ** (failures - 1))


class Download:
    """Streams `url` into `file`, which may hold the beginning already.

    `size` is the exact size in bytes where it is known, and `most` the bound where it is not.
    `at` hears how many bytes are there. A server that never answered at all is not tried again
    when `hurried`, because there is another source.
    """

    def __init__(
        self,
        client: httpx2.AsyncClient,
        url: str,
        file: Path,
        *,
        size: int | None,
        most: int,
        at: Callable[[int], None],
        limits: Limits,
        hurried: bool = False,
    ) -> None:
        self._client = client
        self._url = url
        self._file = file
        self._size = size
        self._most = most
        self._at = at
        self._limits = limits
        self._hurried = hurried
        self._answered = False

    async def run(self) -> None:
        """Fetch all of it. Raises `SourceFailed`, and `OSError` where the disk will not take it."""
        failures = 0
        while True:
            before = length(self._file)
            if before and before == self._size:
                return
            try:
                await self._once(before)
                return
            except TryAgain as problem:
                failures = 1 if length(self._file) > before else failures + 1
                if failures >= self._limits.tries or (self._hurried and not self._answered):
                    raise SourceFailed(str(problem)) from problem
            await asyncio.sleep(self._limits.pause * 2 ** (failures - 1))

    async def _once(self, have: int) -> None:
        async with AsyncExitStack() as stack:
            response = await self._ask(have)
            stack.push_async_callback(response.aclose)
            start = await self._start(response, have)
            await settled(cut, self._file, start)
            try:
                await self._receive(response, start)
            except httpx2.HTTPError as error:
                raise TryAgain(in_words(error)) from error
        got = length(self._file)
        if self._size is not None and got < self._size:
            raise TryAgain("the connection ended early")

    async def _ask(self, have: int) -> httpx2.Response:
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        request = self._client.build_request("GET", self._url, headers=headers)
        wait = self._limits.answer if self._hurried else self._limits.stall
        try:
            async with asyncio.timeout(wait):
                response = await self._client.send(request, stream=True, follow_redirects=True)
        except TimeoutError as error:
            raise TryAgain("no answer") from error
        except httpx2.HTTPError as error:
            raise TryAgain(in_words(error)) from error
        except httpx2.InvalidURL as error:
            raise SourceFailed("the address is not one") from error
        self._answered = True
        return response

    async def _start(self, response: httpx2.Response, have: int) -> int:
        """At which byte the answer begins; a server that ignores ranges sends all of it."""
        status = response.status_code
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            await settled(cut, self._file, 0)
            raise TryAgain("the server has another file than before")
        if status in NOT_NOW:
            raise TryAgain(f"HTTP {status}")
        if not response.is_success:
            raise SourceFailed(f"HTTP {status}")
        start, total = _extent(response)
        if self._size is not None and total is not None and total != self._size:
            raise SourceFailed("it has a file of another size")
        if total is not None and total > self._most:
            raise SourceFailed("its file is too large")
        if start > have:
            await settled(cut, self._file, 0)
            raise TryAgain("the server sent another part than was asked for")
        return start

    async def _receive(self, response: httpx2.Response, start: int) -> None:
        writer = _Writer(self._file, start)
        try:
            async for chunk in response.aiter_raw():
                await writer.add(chunk)
                if writer.end > self._most:
                    raise SourceFailed("its file is too large")
                self._at(writer.end)
        finally:
            await writer.flush()


class _Writer:
    """Appends in a thread, a megabyte or a second's worth at a time."""

    def __init__(self, file: Path, start: int) -> None:
        self.end = start
        self._file = file
        self._waiting = bytearray()
        self._written = time.monotonic()

    async def add(self, chunk: bytes) -> None:
        self._waiting += chunk
        self.end += len(chunk)
        late = time.monotonic() - self._written > _WRITE_SECONDS
        if late or len(self._waiting) >= _WRITE_BYTES:
            await self.flush()

    async def flush(self) -> None:
        waiting, self._waiting = bytes(self._waiting), bytearray()
        if waiting:
            await settled(append, self._file, waiting)
        self._written = time.monotonic()


def in_words(error: httpx2.HTTPError) -> str:
    """Why a request failed, in a few words for a person."""
    match error:
        case httpx2.ConnectTimeout() | httpx2.ConnectError():
            return "no connection"
        case httpx2.TimeoutException():
            return "it stopped sending"
        case httpx2.TooManyRedirects():
            return "it redirects without end"
        case httpx2.UnsupportedProtocol():
            return "the address is neither http nor https"
        case _:
            return "the connection broke"


def _extent(response: httpx2.Response) -> tuple[int, int | None]:
    """The first byte of the answer, and the size of the whole file where the server says it."""
    whole = response.headers.get("content-length", "")
    if response.status_code != HTTPStatus.PARTIAL_CONTENT:
        return 0, int(whole) if whole.isdecimal() else None
    # "bytes 100-199/1000", and the last number may be an asterisk.
    span, _, total = response.headers.get("content-range", "").removeprefix("bytes ").partition("/")
    start = span.partition("-")[0]
    if not start.isdecimal():
        raise SourceFailed("the server's answer makes no sense")
    return int(start), int(total) if total.isdecimal() else None

"""The standard streams as bytes: read within bounds, written whole, and nothing else held up."""

import asyncio
import os
import select
import stat
from collections import deque
from typing import TextIO

from bot.errors import InputError

_CHUNK = 65_536
_BYTES_OF_A_CHARACTER = 4


class Incoming:
    """The bytes that come in on a file descriptor; None stands for one that is closed."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    @classmethod
    def of(cls, stream: TextIO | None) -> "Incoming":
        """Read a standard stream."""
        return cls(_descriptor(stream))

    async def read(self) -> bytes:
        """Wait for the next bytes; empty at the end."""
        if self._descriptor is None:
            return b""
        if not _can_wait(self._descriptor):
            return await asyncio.to_thread(os.read, self._descriptor, _CHUNK)
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_reader(self._descriptor, ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)
        return os.read(self._descriptor, _CHUNK)


async def read_all(incoming: Incoming, most: int) -> str:
    """Return all of it as one text of at most that many characters, without the last line end.

    Raises `InputError` when it is longer, empty or not UTF-8; no more is read than tells that.
    """
    data = bytearray()
    while chunk := await incoming.read():
        data += chunk
        if len(data) > most * _BYTES_OF_A_CHARACTER:
            raise _too_long(most)
    text = _decoded(bytes(data), most)
    if not text.strip():
        raise InputError(
            "There was nothing on standard input, so nothing was asked. "
            'Try: echo "What is the capital of Australia?" | causerie chat'
        )
    return text


class Lines:
    """The lines that come in, one after another; empty ones are left out, unless `empty` counts."""

    def __init__(self, incoming: Incoming, most: int, *, empty: bool = False) -> None:
        self._incoming = incoming
        self._most = most
        self._empty = empty
        self._found: deque[bytes] = deque()
        self._rest = b""
        self._skipping = False

    async def next(self) -> str | None:
        """Wait for the next line; None at the end.

        Raises `InputError` for a line that is too long or not UTF-8; the ones after it still come.
        """
        while True:
            while self._found:
                line = self._found.popleft()
                if line.strip() or self._empty:
                    return _decoded(line, self._most)
            chunk = await self._incoming.read()
            if not chunk and not self._rest:
                return None
            self._split(chunk)

    def _split(self, chunk: bytes) -> None:
        *found, self._rest = (self._rest + (chunk or b"\n")).split(b"\n")
        if found and self._skipping:
            del found[0]
            self._skipping = False
        self._found.extend(found)
        if len(self._rest) > self._most * _BYTES_OF_A_CHARACTER:
            self._rest = b""
            if not self._skipping:
                self._skipping = True
                raise _too_long(self._most)


class Pipe:
    """Writes text to a file descriptor without holding up anything else; None takes it in."""

    def __init__(self, descriptor: int | None, encoding: str = "utf-8") -> None:
        self._descriptor = descriptor
        self._encoding = encoding

    @classmethod
    def to(cls, stream: TextIO | None) -> "Pipe":
        """Write to a standard stream, around its buffer."""
        return cls(_descriptor(stream), stream.encoding if stream else "utf-8")

    async def write(self, text: str) -> None:
        """Write all of it; raises `OSError`, of which `BrokenPipeError` means nobody reads."""
        if self._descriptor is not None:
            data = text.encode(self._encoding, errors="replace")
            await asyncio.to_thread(_write, self._descriptor, data)


def _decoded(data: bytes, most: int) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"The input is not UTF-8 text (byte {error.start + 1} is none of it), so nothing was "
            "sent. Convert it first, for example with iconv."
        ) from None
    text = text.removesuffix("\n").removesuffix("\r")
    if len(text) > most:
        raise _too_long(most)
    return text


def _too_long(most: int) -> InputError:
    return InputError(
        f"The input has more than {most:,} characters, the most that one message may have, so "
        "nothing was sent. Send less, or in parts."
    )


def _can_wait(descriptor: int) -> bool:
    """Whether the system tells when there is something to read: not of files on a disk."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(descriptor, data) :]
        except BlockingIOError:
            # Whoever shares the descriptor has set it to not wait for slow readers.
            select.select([], [descriptor], [])


def _descriptor(stream: TextIO | None) -> int | None:
    """The file descriptor of a standard stream, None when it is closed."""
    try:
        return None if stream is None else stream.fileno()
    except (OSError, ValueError):
        return None

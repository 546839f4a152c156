"""Writing parts as small files: Opus in Ogg, which every endpoint for speech reads."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

import av
import av.container

from bot.sound.levels import RATE, SAMPLE

_BITS = 24_000
# Speech is as well understood with the quickest search; the slowest takes seven times as long.
_OPTIONS = {"compression_level": "0", "frame_duration": "60"}
_SECOND = RATE * SAMPLE
_SECONDS_TO_END = 60


class EncodingFailed(Exception):
    """The parts could not be written."""


class Encoder:
    """Encodes in a process beside the decoding, since PyAV lets one thread work at a time.

    As a context manager it ends when all is written; raises `EncodingFailed`.
    """

    def __init__(self) -> None:
        context = multiprocessing.get_context("fork")
        taking, self._giving = context.Pipe(duplex=False)
        self._process = context.Process(target=_encode, args=(taking, self._giving), daemon=True)
        self._taking = taking

    def __enter__(self) -> Self:
        self._process.start()
        self._taking.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._giving.close()
        self._process.join(_SECONDS_TO_END)
        if self._process.exitcode != 0:
            raise EncodingFailed

    def add(self, file: Path, pcm: bytes, *, last: bool) -> None:
        """Write more PCM to a file; with `last` the file is complete."""
        try:
            for begin in range(0, len(pcm), _SECOND):
                self._giving.send((str(file), pcm[begin : begin + _SECOND], False))
            if last:
                self._giving.send((str(file), b"", True))
        except OSError as error:
            raise EncodingFailed from error


def written(file: Path, pcm: bytes) -> bytes:
    """Write a short sound at once; returns what is in the file."""
    part = _Part(str(file))
    part.write(pcm)
    part.close()
    return file.read_bytes()


def _encode(taking: Connection, giving: Connection) -> None:
    # Only when nobody can give any more, the pipe has an end.
    giving.close()
    part: _Part | None = None
    while True:
        try:
            file, pcm, last = taking.recv()
        except EOFError:
            return
        part = part or _Part(file)
        part.write(pcm)
        if last:
            part.close()
            part = None


class _Part:
    def __init__(self, file: str) -> None:
        self._container = av.open(file, "w", format="ogg")
        self._stream = self._container.add_stream(
            "libopus", rate=RATE, layout="mono", options=_OPTIONS
        )
        self._stream.bit_rate = _BITS

    def write(self, pcm: bytes) -> None:
        if pcm:
            frame = av.AudioFrame("s16", "mono", len(pcm) // SAMPLE)
            frame.sample_rate = RATE
            frame.planes[0].update(pcm)
            self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()

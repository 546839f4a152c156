"""Cutting a stream of sound at its pauses, with no more of it in memory than one search takes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.sound.levels import RATE, SAMPLE, WINDOW, WINDOW_BYTES, Stretch, heard, levels, quietest

_SECOND = RATE * SAMPLE
# What comes behind a cut is at least so long: endpoints refuse a sound of a few milliseconds.
_REST = 1.0


@dataclass(frozen=True, slots=True)
class Stride:
    """How long parts may become, in seconds: a cut is looked for between the two."""

    earliest: float
    longest: float

    @classmethod
    def even(cls, seconds: float | None, longest: float, *, search: float) -> "Stride":
        """Divide a sound into parts of about one length; `search` is the share of it to look in.

        `seconds` is what its header says, which may be nothing or wrong.
        """
        if not seconds:
            return cls(longest * (1 - search), longest)
        count = max(1, -(-seconds // (longest * (1 - search / 2))))
        each = seconds / count
        if count == 1:
            return cls(longest * (1 - search), longest)
        return cls(each * (1 - search / 2), min(longest, each * (1 + search / 2)))


@dataclass(frozen=True, slots=True)
class Piece:
    """PCM that belongs to a part; with `ends` it is the last of it, which then is described."""

    pcm: bytes
    ends: "Described | None" = None


@dataclass(frozen=True, slots=True)
class Described:
    """From when to when a part goes, in seconds of the whole, and where something is heard."""

    start: float
    end: float
    heard: tuple[Stretch, ...]


class Cutter:
    """Takes PCM and gives it back as pieces of parts."""

    def __init__(self, stride: Stride) -> None:
        self._stride = stride
        self._held = bytearray()
        self._levels: list[int] = []
        self._measured = 0
        self._given = 0
        self._start = 0.0

    def cut(self, chunks: Iterable[bytes]) -> Iterator[Piece]:
        """Yield pieces in order; every part ends with one that describes it."""
        for chunk in chunks:
            self._held += chunk
            self._measure()
            while self._seconds >= self._stride.longest + _REST:
                yield self._ended(self._border())
            # What lies before the place where a cut is looked for can go at once.
            safe = int(self._stride.earliest / WINDOW) * WINDOW_BYTES - self._given
            if 0 < safe <= len(self._held):
                yield self._piece(safe)
        if self._held or self._given:
            yield self._ended(self._given + len(self._held))

    @property
    def _seconds(self) -> float:
        """How long the part would be with all that is held."""
        return (self._given + len(self._held)) / _SECOND

    def _measure(self) -> None:
        whole = (self._given + len(self._held)) // WINDOW_BYTES * WINDOW_BYTES
        if whole > self._measured:
            begin = self._measured - self._given
            self._levels += levels(self._held[begin : whole - self._given])
            self._measured = whole

    def _border(self) -> int:
        """Where the part ends, in bytes from its start."""
        earliest = int(self._stride.earliest / WINDOW)
        longest = int(self._stride.longest / WINDOW)
        return quietest(self._levels, earliest, longest) * WINDOW_BYTES

    def _piece(self, length: int) -> Piece:
        pcm = bytes(self._held[:length])
        del self._held[:length]
        self._given += length
        return Piece(pcm)

    def _ended(self, length: int) -> Piece:
        """End the part after so many bytes; what is held beyond begins the next one."""
        pcm = self._piece(length - self._given).pcm
        windows = -(-length // WINDOW_BYTES)
        end = self._start + length / _SECOND
        described = Described(
            round(self._start, 2), round(end, 2), heard(self._levels[:windows], self._start)
        )
        self._levels = self._levels[windows:]
        self._measured = len(self._levels) * WINDOW_BYTES
        self._given = 0
        self._start = end
        return Piece(pcm, described)

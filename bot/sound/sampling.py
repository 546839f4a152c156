"""Short pieces out of a part, so that voices can be known again in the parts after it."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.sound.decoding import TooLong, Unreadable, opened
from bot.sound.encoding import written
from bot.sound.levels import RATE, SAMPLE


async def sampled(file: Path, stretches: Mapping[str, tuple[float, float]]) -> dict[str, bytes]:
    """Cut stretches (seconds of the part) out of a part that `Cutting` made, as files like it.

    What cannot be cut is left out.
    """
    return await asyncio.to_thread(_sampled, file, stretches)


def _sampled(file: Path, stretches: Mapping[str, tuple[float, float]]) -> dict[str, bytes]:
    try:
        pcm = _pcm(file, max((end for _, end in stretches.values()), default=0))
    except Unreadable:
        return {}
    pieces = {name: pcm[_at(begin) : _at(end)] for name, (begin, end) in stretches.items()}
    return {
        name: written(file.with_name(f"voice{number}.ogg"), piece)
        for number, (name, piece) in enumerate(pieces.items())
        if piece
    }


def _pcm(file: Path, seconds: float) -> bytes:
    """The beginning of a part, to that second."""
    pcm = bytearray()
    with opened(file) as sound:
        try:
            for chunk in sound.pcm(most_seconds=seconds + 1):
                pcm += chunk
        except TooLong:
            pass
    return bytes(pcm)


def _at(seconds: float) -> int:
    return int(seconds * RATE) * SAMPLE

"""How loud a sound is from moment to moment: where it pauses, and where something is heard.

Sound here is 16-bit PCM of one channel at `RATE` samples a second. A level is the mean distance
from zero over `WINDOW` seconds, from 0 to 32,767.
"""

from collections.abc import Sequence
from itertools import accumulate

RATE = 16_000
SAMPLE = 2
WINDOW = 0.02
WINDOW_BYTES = int(RATE * WINDOW) * SAMPLE

# A microphone's own noise is quieter, a whisper louder: 56 dB below the loudest there can be.
_FLOOR = 50
# Beside loud speech, what is this much quieter counts as a pause.
_PAUSE_SHARE = 0.08
_LOUD_SHARE = 0.95
# Every fourth sample tells how loud it is as well as all of them.
_EVERY = 4
_PAUSE_WINDOWS = 15
_SHORTEST_PAUSE = 0.3
_SHORTEST_SOUND = 0.08

Stretch = tuple[float, float]
"""From when to when, in seconds."""


def levels(pcm: bytes | bytearray) -> list[int]:
    """Measure whole windows; what is left over at the end is not counted."""
    samples = memoryview(pcm).cast("h")
    size = WINDOW_BYTES // SAMPLE
    count = size // _EVERY
    return [
        sum(map(abs, samples[begin : begin + size : _EVERY])) // count
        for begin in range(0, len(samples) - size + 1, size)
    ]


def quietest(measured: Sequence[int], begin: int, end: int) -> int:
    """Give the window between two others where a cut is heard least: the middle of a pause."""
    if end - begin <= _PAUSE_WINDOWS:
        return (begin + end) // 2
    sums = [0, *accumulate(measured[begin:end])]
    spans = range(len(sums) - _PAUSE_WINDOWS)
    # Of equal pauses the last: it leaves the longest part.
    best = min(spans, key=lambda at: (sums[at + _PAUSE_WINDOWS] - sums[at], -at))
    return begin + best + _PAUSE_WINDOWS // 2


def heard(measured: Sequence[int], start: float) -> tuple[Stretch, ...]:
    """Give the stretches between pauses in which something is heard; `start` is added to times."""
    if not measured:
        return ()
    loud = sorted(measured)[int(len(measured) * _LOUD_SHARE)]
    above = max(_FLOOR, int(loud * _PAUSE_SHARE))
    stretches: list[list[float]] = []
    for number, level in enumerate(measured):
        if level < above:
            continue
        begin = start + number * WINDOW
        if stretches and begin - stretches[-1][1] < _SHORTEST_PAUSE:
            stretches[-1][1] = begin + WINDOW
        else:
            stretches.append([begin, begin + WINDOW])
    long_enough = (one for one in stretches if one[1] - one[0] >= _SHORTEST_SOUND)
    return tuple((round(begin, 2), round(end, 2)) for begin, end in long_enough)

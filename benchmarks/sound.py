"""An hour of speech, cut and ready to send: how long it takes, and how much memory.

python -m benchmarks.sound
"""

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import av

from bot.config.schema import Limits
from bot.sound import Cutting

TOP = Path(__file__).parents[1]
SPEECH = TOP / "tests/bot/models/speech/meeting.ogg"
MINUTES = 60
PART_SECONDS = 600
_SAMPLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds it took, and the most bytes that all processes had together at one moment."""

    seconds: float
    peak: int
    parts: int
    largest: int
    minutes: float


def recording(file: Path, *, minutes: float) -> None:
    """Write an MP3 (44,100 Hz, stereo, 128 kbit/s) that says the same again and again."""
    with av.open(str(SPEECH)) as speech, av.open(str(file), "w", format="mp3") as out:
        stream = out.add_stream("libmp3lame", rate=44_100, layout="stereo", bit_rate=128_000)
        resampler = av.AudioResampler(format="s16p", layout="stereo", rate=44_100)
        packets = []
        for frame in speech.decode(audio=0):
            frame.pts = None
            for made in resampler.resample(frame):
                packets += [bytes(packet) for packet in stream.encode(made)]
        length = 1_152
        count = int(minutes * 60 * 44_100 / length)
        for number, data in enumerate(islice(cycle(packets), count)):
            packet = av.Packet(data)
            packet.stream = stream
            packet.time_base = stream.codec_context.time_base
            packet.pts = packet.dts = number * length
            packet.duration = length
            out.mux(packet)


async def run(folder: Path, *, minutes: float = MINUTES) -> Figures:
    """Cut a recording of so many minutes."""
    file = folder / "hour.mp3"
    # In a process of its own, so that what it leaves in memory is not counted.
    making = "import sys; from pathlib import Path; from benchmarks.sound import recording; "
    making += "recording(Path(sys.argv[1]), minutes=float(sys.argv[2]))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", making, str(file), str(minutes), cwd=TOP
    )
    await process.wait()
    data = await asyncio.to_thread(file.read_bytes)
    watching = asyncio.create_task(_peak())
    began = time.perf_counter()
    async with Cutting(Limits()).cut(file.name, data, longest=PART_SECONDS) as sound:
        seconds = time.perf_counter() - began
        parts = [part.bytes for part in sound.parts]
    watching.cancel()
    return Figures(seconds, await watching, len(parts), max(parts), sound.seconds / 60)


def lines(figures: Figures) -> list[str]:
    """Return the figures as a person reads them."""
    took = f"{figures.seconds:.1f} s, {figures.peak / 1e6:.0f} MB at most in all processes"
    return [
        f"an MP3 of {figures.minutes:.0f} minutes, cut and ready to send: {took}",
        f"{figures.parts} parts, the largest of {figures.largest / 1e6:.2f} MB",
    ]


async def _peak() -> int:
    """Look again and again how much memory is used, until cancelled."""
    most = 0
    try:
        while True:
            most = max(most, await asyncio.to_thread(_used))
            await asyncio.sleep(_SAMPLE_SECONDS)
    except asyncio.CancelledError:
        return most


def _used() -> int:
    """The bytes of this process and all below it; what several share is divided among them."""
    waiting, used = [os.getpid()], 0
    while waiting:
        folder = Path(f"/proc/{waiting.pop()}")
        try:
            rows = (folder / "smaps_rollup").read_text().splitlines()
            used += 1024 * int(next(row for row in rows if row.startswith("Pss:")).split()[1])
            for task in (folder / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            # It has just ended.
            continue
    return used


async def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        for line in lines(await run(Path(folder))):
            print(line)


if __name__ == "__main__":
    asyncio.run(main())

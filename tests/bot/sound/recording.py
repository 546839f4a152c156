"""Recordings for tests: tones with pauses between them, in any format."""

import io
import math
from array import array
from collections.abc import Iterable

import av

RATE = 16_000


def pcm(stretches: Iterable[tuple[float, int]]) -> bytes:
    """Stretches of so many seconds each: a tone of that loudness (0 to 32,767), or silence."""
    samples = array("h")
    for seconds, loudness in stretches:
        second = [int(loudness * math.sin(2 * math.pi * 300 * at / RATE)) for at in range(RATE)]
        count = round(seconds * RATE)
        samples.extend((second * (count // RATE + 1))[:count])
    return samples.tobytes()


def speaking(*seconds: float, pause: float = 0.5, loudness: int = 8_000) -> bytes:
    """Tones of so many seconds each, with a pause behind each."""
    return pcm([one for each in seconds for one in ((each, loudness), (pause, 0))])


def recorded(
    sound: bytes,
    *,
    codec: str = "pcm_s16le",
    container: str = "wav",
    rate: int = RATE,
    bits: int | None = None,
    picture: bool = False,
) -> bytes:
    """A file with that sound; with a `picture` it is a film."""
    file = io.BytesIO()
    # Without its own header an MP3 must be guessed at.
    options = {"write_xing": "0"} if bits is not None else {}
    with av.open(file, "w", format=container, options=options) as out:
        film = out.add_stream("mpeg4", rate=5) if picture else None
        stream = out.add_stream(codec, rate=rate, layout="mono")
        if bits is not None:
            stream.bit_rate = bits
        if film is not None:
            film.width = film.height = 64
            film.pix_fmt = "yuv420p"
            for _ in range(max(1, len(sound) // (2 * RATE) * 5)):
                out.mux(film.encode(av.VideoFrame(64, 64, "yuv420p")))
            out.mux(film.encode(None))
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate)
        frame = av.AudioFrame("s16", "mono", len(sound) // 2)
        frame.sample_rate = RATE
        frame.planes[0].update(sound)
        for made in resampler.resample(frame):
            out.mux(stream.encode(made))
        out.mux(stream.encode(None))
    return file.getvalue()


def film(seconds: int) -> bytes:
    """A film without any sound."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(seconds * 5):
            out.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        out.mux(stream.encode(None))
    return file.getvalue()


def seconds_of(data: bytes) -> float:
    """How long a recording really is."""
    with av.open(io.BytesIO(data)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))

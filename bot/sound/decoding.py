"""Reading sound files: what they are, how long, and their sound as PCM, a little at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import av.container
import av.error
import av.logging

from bot.sound.levels import RATE, SAMPLE

# Readers of other formats would only be more doors; some of them fetch what a file names.
_FORMATS = "aac,aiff,amr,flac,matroska,mov,mp3,mpeg,mpegts,mpegvideo,ogg,wav,webm"
# Their headers say nothing of a length.
_GUESSED = frozenset({"aac", "amr", "mp3", "mpeg", "mpegts", "mpegvideo"})
_FRAME = RATE // 2
_MOST_RATE = 400_000
_MOST_CHANNELS = 32
# Music files carry rubbish at their ends; one that is rubbish all through is given up.
_MOST_BROKEN = 500
# Seconds: less is how encoders begin, more is a clock that jumped.
_GAP, _LONGEST_GAP = 0.1, 120


class Unreadable(Exception):
    """The file is none of the formats, or damaged."""


class Soundless(Exception):
    """The file is a video or a picture without any sound."""


class TooLong(Exception):
    """The sound goes on beyond the bound."""


class Sound:
    """An open file; `seconds` is what its header says, None where it says nothing.

    Where it is not `exact`, the length was guessed from the first frames.
    """

    def __init__(self, container: av.container.InputContainer) -> None:
        if not container.streams.audio:
            raise Soundless
        stream = container.streams.best("audio")
        if not isinstance(stream, av.AudioStream):
            raise Unreadable
        self.exact = container.format.name not in _GUESSED
        self._container = container
        self._stream = stream
        context = self._stream.codec_context
        rate, channels = context.sample_rate or RATE, context.channels or 1
        if not 0 < rate <= _MOST_RATE or not 0 < channels <= _MOST_CHANNELS:
            raise Unreadable
        self._begin = (container.start_time or 0) / av.time_base
        self.seconds = self._length()

    def _length(self) -> float | None:
        stream = self._stream
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
        return self._container.duration / av.time_base if self._container.duration else None

    def pcm(self, *, most_seconds: float) -> Iterator[bytes]:
        """Yield half a second of PCM at a time; raises `TooLong` or `Unreadable`.

        Where the file has a gap there is silence, so that times stay right behind it.
        """
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE, frame_size=_FRAME)
        made = 0
        for frame in self._frames():
            missing = self._missing(frame.time, made)
            # Our own clock counts samples; that of a file may jump.
            frame.pts = None
            ready = [*_silence(missing), *map(_bytes, resampler.resample(frame))]
            made += sum(map(len, ready)) // SAMPLE
            if made > most_seconds * RATE:
                raise TooLong
            yield from ready
        yield from map(_bytes, resampler.resample(None))

    def _missing(self, time: float | None, made: int) -> float:
        """How many seconds a frame comes later than those before it end."""
        if time is None:
            return 0
        gap = time - self._begin - made / RATE
        # What waits in the resampler is not counted yet.
        return gap if _FRAME / RATE + _GAP < gap < _LONGEST_GAP else 0

    def _frames(self) -> Iterator[av.AudioFrame]:
        broken = 0
        for packet in self._container.demux(self._stream):
            try:
                yield from packet.decode()
            except av.error.InvalidDataError as error:
                broken += 1
                if broken > _MOST_BROKEN:
                    raise Unreadable from error


@contextmanager
def opened(file: Path) -> Iterator[Sound]:
    """Open a file by its content, whatever it is called; raises `Unreadable` or `Soundless`."""
    av.logging.set_level(av.logging.PANIC)
    options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
    try:
        with av.open(str(file), options=options) as container:
            yield Sound(container)
    except (av.error.FFmpegError, ValueError, OSError, MemoryError, UnicodeError) as error:
        raise Unreadable(type(error).__name__) from error


def _bytes(frame: av.AudioFrame) -> bytes:
    # The buffer is longer than what is in it.
    return bytes(memoryview(frame.planes[0])[: frame.samples * SAMPLE])


def _silence(seconds: float) -> Iterator[bytes]:
    for _ in range(int(seconds * RATE) // _FRAME):
        yield bytes(_FRAME * SAMPLE)

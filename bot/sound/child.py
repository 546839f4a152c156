"""The process that reads a sound, cuts it at its pauses and writes the parts into a folder.

It says {"seconds", "parts": [{"file", "start", "end", "heard"}, …]}, or {"error", "seconds"}.
"""

import resource
from pathlib import Path
from typing import Any

from bot.children import ordered, say
from bot.sound.cutting import Cutter, Stride
from bot.sound.decoding import Soundless, TooLong, Unreadable, opened
from bot.sound.encoding import Encoder

# Bytes of address space and seconds of processor: far more than any real file needs.
_MEMORY = 2 << 30
_PROCESSOR = 600
# A length that was guessed is wrong by no more than this, so that one beyond it is too long.
_GUESS = 4


def main() -> None:
    """Do what was ordered."""
    order = ordered()
    _bound(resource.RLIMIT_AS, _MEMORY)
    _bound(resource.RLIMIT_CPU, _PROCESSOR)
    try:
        with opened(Path(order["file"])) as sound:
            trusted = order["most_seconds"] * (1 if sound.exact else _GUESS)
            if (sound.seconds or 0) > trusted:
                say(error="long", seconds=sound.seconds)
                return
            stride = Stride.even(sound.seconds, order["longest"], search=order["search"])
            chunks = sound.pcm(most_seconds=order["most_seconds"])
            parts = _parts(Cutter(stride).cut(chunks), Path(order["folder"]))
    except TooLong:
        say(error="long", seconds=None)
    except Soundless:
        say(error="soundless")
    except Unreadable:
        say(error="unreadable")
    else:
        say(seconds=parts[-1]["end"] if parts else 0, parts=parts)


def _bound(kind: int, most: int) -> None:
    """Allow this process no more than that, nor more than it is allowed already."""
    _, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(kind, (most, most))


def _parts(pieces: Any, folder: Path) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    with Encoder() as encoder:
        for piece in pieces:
            file = folder / f"part{len(parts) + 1:04}.ogg"
            encoder.add(file, piece.pcm, last=piece.ends is not None)
            if piece.ends is not None:
                ends = piece.ends
                parts.append(
                    {"file": file.name, "start": ends.start, "end": ends.end, "heard": ends.heard}
                )
    return parts


if __name__ == "__main__":
    main()

"""Sound: files of any usual kind, cut at their pauses into small parts that an endpoint takes.

Reading happens in a process of its own (see `bot.children`), which never holds more than a minute
or two of an hour in memory. PyAV is used in this package only.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.children import ChildDied, answers
from bot.errors import InputError

if TYPE_CHECKING:
    from bot.config.schema import Limits

MEDIA_TYPE = "audio/ogg"
"""What the parts are: Opus in Ogg."""

KINDS = "m4a, mp3, mp4, mpeg, mpga, wav, webm, ogg, opus and flac"
"""The files that can be heard, for sentences."""

# The share of a part in which a pause is looked for, at its end.
_SEARCH = 0.4
# Reading an hour takes a few seconds; a machine may be busy, and a file hostile.
_SECONDS = 300
_SHORTEST = 0.1


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sound as a file of its own; times are seconds of the whole.

    `heard` are the stretches between pauses in which something is heard, `bytes` its size.
    """

    file: Path
    start: float
    end: float
    heard: tuple[tuple[float, float], ...]
    bytes: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Sound:
    """A whole sound: how long it is, and those of its parts in which something is heard."""

    name: str
    seconds: float
    parts: tuple[Part, ...]


class Cutting:
    """Cuts sounds, a few at a time."""

    def __init__(self, limits: "Limits") -> None:
        self._limits = limits
        self._room = asyncio.Semaphore(limits.sounds_at_once)

    @asynccontextmanager
    async def cut(self, name: str, data: bytes, *, longest: float) -> AsyncGenerator[Sound, None]:
        """Cut a file into parts of at most about `longest` seconds, which lie there until the end.

        Raises `InputError` for what is no sound, damaged, silent, too large or too long.
        """
        if len(data) > self._limits.sound_bytes:
            raise InputError(
                f"The file {name} has {len(data) / 1e6:,.1f} MB; at most "
                f"{self._limits.sound_bytes / 1e6:,.0f} MB can be heard."
            )
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="causerie-sound-"))
        try:
            async with self._room:
                whole = folder / "whole"
                await asyncio.to_thread(whole.write_bytes, data)
                said = await self._said(name, whole, folder, longest)
            yield _sound(name, said, folder)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _said(self, name: str, whole: Path, folder: Path, longest: float) -> dict[str, Any]:
        most = self._limits.sound_minutes * 60
        order = {
            "file": str(whole),
            "folder": str(folder),
            "longest": longest,
            "search": _SEARCH,
            "most_seconds": most,
        }
        said: dict[str, Any] = {}
        try:
            async with aclosing(answers("bot.sound.child", order, seconds=_SECONDS)) as lines:
                async for line in lines:
                    said = line
        except ChildDied as error:
            raise InputError(_unreadable(name)) from error
        match said.get("error"):
            case "long":
                raise InputError(
                    f"The sound {name}{_length(said)} is too long: at most "
                    f"{self._limits.sound_minutes:g} minutes can be heard at once. Send a part."
                )
            case "soundless":
                raise InputError(f"The file {name} has no sound in it.")
            case "unreadable":
                raise InputError(_unreadable(name))
        return said


def _sound(name: str, said: dict[str, Any], folder: Path) -> Sound:
    parts = tuple(_part(folder, part) for part in said.get("parts", ()) if part["heard"])
    if said.get("seconds", 0) < _SHORTEST:
        raise InputError(f"The sound {name} is too short to hear anything.")
    if not parts:
        raise InputError(f"Nothing can be heard in {name}: it is silent from beginning to end.")
    return Sound(name, said["seconds"], parts)


def _part(folder: Path, part: dict[str, Any]) -> Part:
    file = folder / part["file"]
    heard: Sequence[Sequence[float]] = part["heard"]
    return Part(
        file,
        part["start"],
        part["end"],
        tuple((begin, end) for begin, end in heard),
        file.stat().st_size,
    )


def _unreadable(name: str) -> str:
    return (
        f"The file {name} is damaged or no sound that can be read. "
        f"Files that can be heard are {KINDS}."
    )


def _length(said: dict[str, Any]) -> str:
    return f" ({said['seconds'] / 60:,.0f} minutes)" if said.get("seconds") else ""

"""Files: from the disk into a message, and from an answer onto the disk."""

import asyncio
import mimetypes
import re
import shlex
import stat
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from adapters.console.clean import clean_line
from bot.config.schema import Limits
from bot.errors import InputError
from bot.files import gather, largest
from bot.messages import Attachment, File, Message, Person, Place

_LONGEST_STEM = 80


async def load(typed: str, limits: Limits) -> Attachment:
    """Find the file that a person named and make sure that it can be used.

    Its bytes are read again when the message is answered. Raises `InputError` with a sentence for
    a file that is not there, may not be read, is too large, or is neither picture nor text.
    """
    file = await asyncio.to_thread(_found, typed, limits)
    # The core reads it as it will when the message comes, so that both say the same.
    place, person = Place("", "", ""), Person("", "")
    alone = Message("", place, person, "", datetime.now(UTC), attachments=(file,))
    images = (await gather(alone, limits)).images
    guessed, _ = mimetypes.guess_type(file.name)
    if (guessed or "").startswith("image/") and guessed != "image/svg+xml" and not images:
        raise InputError(f"{clean_line(file.name)} is not a picture, whatever its name says.")
    return replace(file, media_type=images[0].media_type) if images else file


def reader(path: Path, most: int) -> Callable[[], Awaitable[bytes]]:
    """Return what reads the file: at most one byte more than `most`, which gives it away."""

    def read() -> bytes:
        with path.open("rb") as file:
            return file.read(most + 1)

    return lambda: asyncio.to_thread(read)


async def keep(file: File) -> str:
    """Save a file of an answer in the folder where the person is; returns what to say of it."""
    try:
        path = await save(file, Path.cwd())
    except OSError as error:
        return f"The file {clean_line(file.name)} cannot be saved here: {_reason(error)}."
    return f"Saved as {path}" + (f": {clean_line(file.alt)}" if file.alt else "")


async def save(file: File, folder: Path) -> Path:
    """Save a file of an answer in a folder, made where it is not there; raises `OSError`."""
    return await asyncio.to_thread(_save, clean_line(file.name), file.data, folder)


def _save(name: str, data: bytes, folder: Path) -> Path:
    """Write the file under its name, or the name with a number where that is taken.

    Only the last part of the name counts, without leading dots, so that a name made by a model
    leads nowhere else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    last = re.split(r"[/\\]", name)[-1].lstrip(". -")
    plain = Path(last or "file")
    stem, suffix = plain.stem[:_LONGEST_STEM], plain.suffix[:_LONGEST_STEM]
    for number in chain([""], (f"-{at}" for at in count(2))):
        path = folder / f"{stem}{number}{suffix}"
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        return path
    raise AssertionError  # pragma: no cover - the numbers never end


def _found(typed: str, limits: Limits) -> Attachment:
    path = _path(typed)
    name = clean_line(path.name or str(path))
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{name} is a folder; attach the files in it one by one.")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{name} is not a file that can be attached.")
        path.open("rb").close()
    except FileNotFoundError:
        raise InputError(f"There is no file {clean_line(typed)}.") from None
    except PermissionError:
        raise InputError(f"You may not read {name}; its owner can change that.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name} cannot be read: {_reason(error)}.") from error
    if not status.st_size:
        raise InputError(f"{name} is empty.")
    read = reader(path, largest(limits))
    return Attachment(path.name, "text/plain", status.st_size, str(path.absolute()), read=read)


def _path(typed: str) -> Path:
    """Read a path as typed; with its quotes or backslashes where that is the only way."""
    try:
        plain = Path(typed.strip()).expanduser()
        if plain.exists():
            return plain
        words = shlex.split(typed)
        return Path(words[0]).expanduser() if len(words) == 1 else plain
    # What is no path at all; and `~name` of somebody whom nobody knows.
    except (OSError, ValueError, RuntimeError):
        return Path(typed.strip())


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)

"""Takes files from the disk to go with the next message."""

import asyncio
import mimetypes
import shlex
import stat
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from adapters.console.clean import clean_line
from bot.config.schema import Limits
from bot.errors import InputError
from bot.files import gather
from bot.messages import Attachment, Message, Person, Place

_SIGNS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_HEAD_BYTES = 16


async def load(typed: str, limits: Limits) -> Attachment:
    """Find the file that a person named and make sure that it can be used.

    Its bytes are read again when the message is answered. Raises `InputError` with a sentence for
    a file that is not there, may not be read, is too large, or is neither picture nor text.
    """
    attachment = await asyncio.to_thread(_found, typed, limits)
    # The core reads it as it will when the message comes, so that both say the same.
    nobody = Person("", "")
    now = datetime.now(UTC)
    alone = Message("", Place("", "", ""), nobody, "", now, attachments=(attachment,))
    read = await gather(alone, limits)
    guessed, _ = mimetypes.guess_type(attachment.name)
    if (guessed or "").startswith("image/") and guessed != "image/svg+xml" and not read.images:
        raise InputError(f"{_shown(attachment.name)} is not a picture, whatever its name says.")
    return attachment


def reader(path: Path, largest: int) -> Callable[[], Awaitable[bytes]]:
    """Return what reads the file: at most one byte more than `largest`, which gives it away."""

    def read() -> bytes:
        with path.open("rb") as file:
            return file.read(largest + 1)

    return lambda: asyncio.to_thread(read)


def _found(typed: str, limits: Limits) -> Attachment:
    path = _path(typed)
    name = _shown(path.name or str(path))
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{name} is a folder; attach the files in it one by one.")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{name} is not a file that can be attached.")
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise InputError(f"There is no file {_shown(typed)}.") from None
    except PermissionError:
        raise InputError(f"You may not read {name}; its owner can change that.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name} cannot be read: {_reason(error)}.") from error
    if not head:
        raise InputError(f"{name} is empty.")
    largest = max(limits.image_bytes, limits.text_file_bytes)
    source = str(path.absolute())
    return Attachment(path.name, _kind(head), status.st_size, source, reader(path, largest))


def _path(typed: str) -> Path:
    """Read a path as typed; with its quotes or backslashes where that is the only way."""
    plain = Path(typed.strip()).expanduser()
    if plain.exists():
        return plain
    try:
        words = shlex.split(typed)
    except ValueError:
        return plain
    return Path(words[0]).expanduser() if len(words) == 1 else plain


def _kind(head: bytes) -> str:
    """Tell the media type by the first bytes; names are often wrong."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in _SIGNS.items() if head.startswith(sign)), "text/plain")


def _shown(name: str) -> str:
    return clean_line(name)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)

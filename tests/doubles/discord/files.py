"""Files that are sent, and what Discord makes of them."""

import io
import mimetypes
import re
from dataclasses import dataclass, field

from PIL import Image, UnidentifiedImageError

from tests.doubles.discord.messages import Attachment

_ODD = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True, slots=True)
class File:
    """A file that a person sends.

    With `duration` (seconds) it is a voice message. `pretended_size` (bytes) is what Discord says
    of it instead of the truth.
    """

    name: str
    data: bytes = field(default=b"", repr=False)
    type: str | None = None
    description: str | None = None
    duration: float | None = None
    pretended_size: int | None = None


def attach(file: File, file_id: int, *, ephemeral: bool = False) -> Attachment:
    """Return a file as a part of a message: named, typed and measured as Discord does it."""
    kind = file.type or _type(file.name)
    width, height = _size(file.data) if (kind or "").startswith("image/") else (None, None)
    return Attachment(
        id=file_id,
        name=_ODD.sub("_", file.name),
        data=file.data,
        type=kind,
        description=file.description,
        width=width,
        height=height,
        duration=file.duration,
        waveform=None if file.duration is None else "AAAA",
        ephemeral=ephemeral,
        pretended_size=file.pretended_size,
    )


def _type(name: str) -> str | None:
    kind, _ = mimetypes.guess_type(name)
    # Discord names the encoding of every text.
    return f"{kind}; charset=utf-8" if kind and kind.startswith("text/") else kind


def _size(data: bytes) -> tuple[int, int] | tuple[None, None]:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        return None, None

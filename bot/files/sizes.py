"""How large a file may be, and the sentence for one that is larger."""

from bot.config.schema import Limits
from bot.errors import InputError

# What only says that nobody knows what is in it.
_VAGUE = ("application/octet-stream", "")
_SOUNDS = ("audio/", "video/", "application/ogg")


def largest(limits: Limits) -> int:
    """The most bytes that a file of any kind may have."""
    return max(
        limits.image_bytes, limits.text_file_bytes, limits.document_bytes, limits.sound_bytes
    )


def announced(limits: Limits, media_type: str) -> int:
    """The most bytes that are fetched of a file which is announced as something."""
    if media_type in _VAGUE or media_type.startswith(_SOUNDS):
        return largest(limits)
    return max(limits.image_bytes, limits.text_file_bytes, limits.document_bytes)


def check_size(name: str, size: int, most: int) -> None:
    """Raise `InputError` for a file with too many bytes."""
    if size > most:
        raise InputError(
            f"The file {name} has {size / 1e6:,.1f} MB; at most {most / 1e6:,.1f} MB can be read."
        )

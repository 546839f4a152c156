"""The standard streams of the program, any of which may be closed."""

from typing import TextIO


def descriptor(stream: TextIO | None) -> int | None:
    """The file descriptor of a stream, None when it is closed."""
    try:
        return None if stream is None else stream.fileno()
    except (OSError, ValueError):
        return None

"""What both sides of the process know: what is read, within which bounds, and why it fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why a document cannot be read."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    PACKED = "packed"
    """It unpacks to far more than it is, or calls itself into being."""
    EMPTY = "empty"
    ARCHIVE = "archive"
    MEMORY = "memory"


class Unreadable(Exception):
    """A document cannot be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is read: characters of text, parts of the document, bytes when unpacked."""

    characters: int
    parts: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class Part:
    """A page, a slide, a sheet; `title` stands above its text unless it is empty."""

    title: str
    text: str

    def __str__(self) -> str:
        return f"[{self.title}]\n{self.text}" if self.title else self.text


Parts = Iterator[Part]

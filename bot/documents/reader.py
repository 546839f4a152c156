"""Reading documents without danger: each in a process that can be ended at any time."""

import asyncio
import logging
import tempfile
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bot.children import ChildDied, answers
from bot.config.schema import Limits
from bot.documents.pieces import Bounds, Fault
from bot.errors import InputError

log = logging.getLogger(__name__)

Format = Literal["pdf", "office", "html"]

# What one document may take; bombs that pass all other bounds end here.
_MEMORY = 1_000_000_000
_SENTENCES = {
    Fault.DAMAGED: "The file {name} is damaged and cannot be read.",
    Fault.ENCRYPTED: (
        "The file {name} is protected by a password. Save it without one and attach it again."
    ),
    Fault.PACKED: "The file {name} unpacks to far more than it is, so it was not read.",
    Fault.EMPTY: (
        "There is no text in the file {name}. If it holds scanned pages, send them as pictures."
    ),
    Fault.ARCHIVE: "The file {name} is an archive. Unpack it and attach what is in it.",
    Fault.MEMORY: "Reading the file {name} takes too much memory. Send a smaller part of it.",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says; it is `cut` where only its first part was read."""

    text: str
    cut: bool = False


class Reader:
    """Reads documents, a bounded number of them at once; the others wait."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free = asyncio.Semaphore(limits.documents_at_once)

    async def read(
        self, name: str, data: bytes, kind: Format, *, characters: int | None = None
    ) -> Document:
        """Return the text of a document, at most so many characters; raises `InputError`.

        `characters` is as configured where it is not given.
        """
        folder = await asyncio.to_thread(tempfile.TemporaryDirectory, ignore_cleanup_errors=True)
        try:
            file = Path(folder.name) / "document"
            await asyncio.to_thread(file.write_bytes, data)
            async with self._free:
                return await self._read(name, file, kind, characters)
        finally:
            # Cancelled or not, nothing of it stays on the disk.
            folder.cleanup()

    async def _read(self, name: str, file: Path, kind: Format, characters: int | None) -> Document:
        limits = self._limits
        bounds = Bounds(
            characters or limits.document_characters,
            limits.document_pages,
            limits.document_unpacked_bytes,
        )
        order = {
            "file": str(file),
            "kind": kind,
            "bounds": asdict(bounds),
            "memory": _MEMORY,
            "seconds": limits.document_seconds,
        }
        said = answers("bot.documents.child", order, seconds=limits.document_seconds)
        texts: list[str] = []
        try:
            async with aclosing(said):
                async for answer in said:
                    if fault := answer.get("fault"):
                        log.info("A document was not read: %s %s", fault, answer.get("detail", ""))
                        raise InputError(_sentence(Fault(fault), name, kind))
                    if "cut" in answer:
                        return Document("".join(texts), answer["cut"])
                    texts.append(answer["text"])
        except ChildDied as error:
            if isinstance(error.__cause__, TimeoutError):
                raise InputError(
                    f"Reading the file {name} takes too long. Send a smaller part of it."
                ) from None
        # The system ended it, or it fell over inside one of the libraries.
        raise InputError(_SENTENCES[Fault.MEMORY].format(name=name))


def _sentence(fault: Fault, name: str, kind: Format) -> str:
    if fault is Fault.EMPTY and kind == "html":
        return f"There is no text on the page {name}; it may be made by a program in the browser."
    return _SENTENCES[fault].format(name=name)

"""Reading documents without danger: each in a process that can be ended at any time."""

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bot.config.schema import Limits
from bot.documents.pieces import Bounds, Fault
from bot.errors import InputError

log = logging.getLogger(__name__)

Format = Literal["pdf", "office", "html"]

# What Python and the dynamic linker need; the keys and tokens in our environment stay here.
_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH", "LD_LIBRARY_PATH")
_TOP = Path(__file__).parents[2]
_MEMORY = 1_500_000_000
# A character is at most twelve bytes when it is written as JSON.
_BYTES_PER_CHARACTER = 12

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
        limits = self._limits
        most = characters or limits.document_characters
        bounds = Bounds(most, limits.document_pages, limits.document_unpacked_bytes)
        wanted = {
            "kind": kind,
            "bounds": asdict(bounds),
            "memory": _MEMORY,
            "seconds": limits.document_seconds,
        }
        async with self._free:
            try:
                async with asyncio.timeout(limits.document_seconds):
                    answer = await _answered(json.dumps(wanted).encode() + b"\n", data, most)
            except TimeoutError:
                raise InputError(
                    f"Reading the file {name} takes too long. Send a smaller part of it."
                ) from None
        if answer is None:
            # The system ended it, or it fell over inside one of the libraries.
            raise InputError(_SENTENCES[Fault.MEMORY].format(name=name))
        if fault := answer.get("fault"):
            log.info("A document could not be read: %s %s", fault, answer.get("detail", ""))
            raise InputError(_SENTENCES[Fault(fault)].format(name=name))
        return Document(answer["text"], answer["cut"])


async def _answered(head: bytes, data: bytes, characters: int) -> dict[str, Any] | None:
    """What the process says, None where it died; it is gone when this returns or is cancelled."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.documents.child"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=_TOP,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        # Ctrl-C in the terminal is for us.
        start_new_session=True,
    )
    try:
        return await _exchanged(process, head, data, characters)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


async def _exchanged(
    process: Process, head: bytes, data: bytes, characters: int
) -> dict[str, Any] | None:
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise RuntimeError("a process that was started without pipes")
    # A process that ended before it read everything has said why, or has died.
    with suppress(BrokenPipeError, ConnectionResetError):
        stdin.write(head)
        stdin.write(data)
        await stdin.drain()
        stdin.close()
    said = b""
    while piece := await stdout.read(1 << 16):
        said += piece
        if len(said) > characters * _BYTES_PER_CHARACTER + (1 << 16):
            return None
    try:
        return dict(json.loads(said))
    except ValueError:
        return None

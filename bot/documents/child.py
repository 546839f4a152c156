"""The process that reads one document: its order names a file, and lines of text come back."""

import logging
import resource
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from bot.children import ordered, say
from bot.documents import packages
from bot.documents.pieces import Bounds, Fault, Parts, Unreadable

_READERS = {
    "pdf": "bot.documents.pdf",
    "docx": "bot.documents.word",
    "pptx": "bot.documents.slides",
    "xlsx": "bot.documents.sheets",
    "html": "bot.documents.pages",
}
_PIECE = 100_000


def main() -> None:
    """Read the document of the order."""
    order = ordered()
    # What the libraries warn of may be words of the document.
    logging.disable()
    _limit(order["memory"], order["seconds"])
    try:
        text, cut = _read(
            order["kind"], Path(order["file"]).read_bytes(), Bounds(**order["bounds"])
        )
    except Unreadable as error:
        say(fault=error.fault.value)
    except (MemoryError, RecursionError):
        say(fault=Fault.MEMORY.value)
    # Each library fails in its own ways at files that are broken on purpose or by accident.
    except Exception as error:  # noqa: BLE001
        say(fault=Fault.DAMAGED.value, detail=type(error).__name__)
    else:
        for begin in range(0, len(text), _PIECE):
            say(text=text[begin : begin + _PIECE])
        say(cut=cut)


def _limit(memory: int, seconds: float) -> None:
    """Let the system end what takes too much, also when nobody waits any more."""
    limits = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(seconds) + 1))
    for kind, most in (*limits, (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        # Not every system knows every limit, or lets it be lowered.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _read(kind: str, data: bytes, bounds: Bounds) -> tuple[str, bool]:
    kind = packages.kind(data, bounds) if kind == "office" else kind
    read: Callable[[bytes, Bounds], Parts] = import_module(_READERS[kind]).read
    texts: list[str] = []
    length, count, cut = 0, 0, False
    for part in read(data, bounds):
        if not part.text.strip():
            continue
        if length >= bounds.characters or count >= bounds.parts:
            cut = True
            break
        texts.append(str(part))
        length += len(texts[-1]) + 2
        # Of a document without pages, paragraphs are no parts to be counted.
        count += bool(part.title)
    text = "\n\n".join(texts)
    if not text.strip():
        raise Unreadable(Fault.EMPTY)
    return text[: bounds.characters], cut or len(text) > bounds.characters


if __name__ == "__main__":
    main()

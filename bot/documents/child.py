"""The process that reads one document: a line of JSON and the bytes come in, JSON goes out.

It is started with `-m`, reads what it is given, answers, and ends.
"""

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from bot.documents import packages
from bot.documents.pieces import Bounds, Fault, Parts, Unreadable

_READERS = {
    "pdf": "bot.documents.pdf",
    "docx": "bot.documents.word",
    "pptx": "bot.documents.slides",
    "xlsx": "bot.documents.sheets",
    "html": "bot.documents.pages",
}


def main() -> None:
    """Read the document on standard input."""
    wanted: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    bounds = Bounds(**wanted["bounds"])
    _limit(wanted["memory"], wanted["seconds"])
    data = sys.stdin.buffer.read()
    try:
        answer = _read(wanted["kind"], data, bounds)
    except Unreadable as error:
        answer = {"fault": error.fault.value}
    except (MemoryError, RecursionError):
        answer = {"fault": Fault.MEMORY.value}
    # Each library fails in its own ways at files that are broken on purpose or by accident.
    except Exception as error:  # noqa: BLE001
        answer = {"fault": Fault.DAMAGED.value, "detail": type(error).__name__}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode())


def _limit(memory: int, seconds: float) -> None:
    """Let the system end what takes too much, also when nobody waits any more."""
    limits = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(seconds) + 1))
    for kind, most in (*limits, (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        # Not every system knows every limit, or lets it be lowered.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _read(kind: str, data: bytes, bounds: Bounds) -> dict[str, Any]:
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
    cut = cut or len(text) > bounds.characters
    return {"kind": kind, "text": text[: bounds.characters], "cut": cut}


if __name__ == "__main__":
    main()

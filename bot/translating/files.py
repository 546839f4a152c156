"""Files that keep their form: read, translated and written, away from the event loop."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from bot.documents import rewording
from bot.errors import InputError
from bot.files.material import Raw
from bot.translating import subtitles
from bot.translating.protecting import Damage
from bot.translating.translator import Job, Report, Translator

_TEXTS = frozenset({".txt", ".text", ".md", ".markdown", ".rst"})
_SUBTITLES = frozenset({".srt", ".vtt"})
_DOCUMENT = ".docx"
_MARKS = (b"\xff\xfe", b"\xfe\xff")
# So many parts are a book, and a bill that nobody wants by accident.
MOST_CHARACTERS = 400_000

Admit = Callable[..., Awaitable[None]]
"""Has words judged; raises what ends the message."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A file in its new language, and what did not come through as it should."""

    name: str
    data: bytes = field(repr=False)
    damage: list[Damage]


class _Kept(Protocol):
    """A file of which the words were taken out."""

    @property
    def texts(self) -> Sequence[str]:
        """Its words, piece by piece."""
        ...

    def written(self, texts: Sequence[str]) -> bytes | str:
        """The file with other words."""
        ...


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text, all of which are words."""

    texts: tuple[str, ...]

    def written(self, texts: Sequence[str]) -> str:
        return "".join(texts)


@dataclass(frozen=True, slots=True)
class _Lined:
    """A text whose lines end as they did, also as on Windows."""

    text: "_Plain | subtitles.Subtitles"
    windows: bool

    @property
    def texts(self) -> Sequence[str]:
        return self.text.texts

    def written(self, texts: Sequence[str]) -> str:
        written = self.text.written(texts)
        return written.replace("\n", "\r\n") if self.windows else written


def is_kept(file: Raw) -> bool:
    """Whether a file can be translated so that it keeps its form."""
    ending = _ending(file)
    return ending in _TEXTS | _SUBTITLES or ending == _DOCUMENT


async def translated(
    file: Raw, translator: Translator, job: Job, admit: Admit, report: Report
) -> Translated:
    """Translate a file; raises `InputError` for one that cannot be read, or is too long.

    All words in it are judged, before and after.
    """
    kept, encoding = await asyncio.to_thread(_read, file)
    length = sum(map(len, kept.texts))
    if length > MOST_CHARACTERS:
        raise InputError(
            f"The file {file.name} has {length:,} characters; at most {MOST_CHARACTERS:,} can be "
            "translated at once. Send it in parts."
        )
    await admit(file.name, *kept.texts)
    pieces = await translator.segments(job, kept.texts, report)
    # Whoever reads the file later may not look into headers, notes and text boxes.
    await admit(*(piece.text for piece in pieces))
    written = await asyncio.to_thread(kept.written, [piece.text for piece in pieces])
    data = written if isinstance(written, bytes) else written.encode(encoding)
    harm = [piece.damage for piece in pieces if piece.damage]
    return Translated(_renamed(file.name, job.target.code), data, harm)


def _read(file: Raw) -> tuple[_Kept, str]:
    if _ending(file) == _DOCUMENT:
        return rewording.read(file.name, file.data), ""
    text, encoding = _decoded(file)
    windows = "\r\n" in text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _ending(file) in _SUBTITLES:
        found = subtitles.read(text)
        if not found.texts:
            raise InputError(f"The file {file.name} has no subtitles in it that can be read.")
        return _Lined(found, windows=windows), encoding
    return _Lined(_Plain((text,)), windows=windows), encoding


def _decoded(file: Raw) -> tuple[str, str]:
    """The text of a file, and how it was written."""
    encoding = "utf-16" if file.data[:2] in _MARKS else "utf-8"
    if file.data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    try:
        text = file.data.decode(encoding)
    except UnicodeDecodeError:
        # Old subtitles are often written so; every byte is a letter in it.
        text, encoding = file.data.decode("cp1252", "replace"), "utf-8"
    if "\0" in text:
        raise InputError(f"The file {file.name} is no text.")
    return text, encoding


def _ending(file: Raw) -> str:
    return PurePath(file.name).suffix.lower()


def _renamed(name: str, code: str) -> str:
    path = PurePath(name)
    return f"{path.stem}.{code}{path.suffix}"

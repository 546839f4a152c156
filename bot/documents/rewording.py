"""Word documents: the words of their paragraphs, and the document with others in the same form.

A paragraph whose words look different from place to place is told with tags, `<1>so</1>`, so that
each part finds its own look again.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from bot.errors import InputError

_PLAIN = frozenset(map(qn, ("w:rPr", "w:t", "w:tab", "w:br", "w:cr", "w:noBreakHyphen")))
_INSIDE = frozenset(map(qn, ("w:hyperlink", "w:ins", "w:smartTag", "w:sdt", "w:sdtContent")))
# What Word writes into the look of a run although nobody sees it.
_UNSEEN = frozenset(map(qn, ("w:lang", "w:noProof", "w:proofErr")))
# A small archive can hold an enormous document, or one that is nothing but tags.
_MOST_UNPACKED = 60_000_000
_MOST_TAGS = 800_000
_PIECE = 1 << 20
_TAG = re.compile(r"<(\d+)>(.*?)</\1>", re.DOTALL)
_ANY_TAG = re.compile(r"</?\d+>")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Runs next to one another that look the same; the words are in the first of them."""

    runs: tuple[Any, ...]

    @property
    def text(self) -> str:
        return "".join(_text(run) for run in self.runs)

    def write(self, text: str) -> None:
        first, *others = self.runs
        for run in others:
            run.getparent().remove(run)
        # python-docx makes tabs and line breaks of `\t` and `\n`.
        first.text = text


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document that was read. `texts` are its paragraphs that have words, in order."""

    texts: tuple[str, ...]
    _document: Any
    _notes: tuple[tuple[Any, Any], ...]
    _paragraphs: tuple[tuple[_Stretch, ...], ...]

    def written(self, texts: Sequence[str]) -> bytes:
        """The document with other words; where tags got lost, the paragraph has its first look."""
        for stretches, text in zip(self._paragraphs, texts, strict=True):
            _write(stretches, text)
        for part, root in self._notes:
            part._blob = serialize_part_xml(root)  # noqa: SLF001  # the library has no other way
        data = io.BytesIO()
        self._document.save(data)
        return data.getvalue()


def read(name: str, data: bytes) -> WordDocument:
    """Read a document; raises `InputError` for what is none."""
    try:
        fits = _fits(data)
        document = docx.Document(io.BytesIO(data)) if fits else None
    # Its readers fail in as many ways as there are broken files.
    except (zipfile.BadZipFile, zlib.error, OpcError, LookupError, ValueError, OSError) as error:
        raise InputError(f"The document {name} is damaged and cannot be read.") from error
    except (SyntaxError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"The document {name} cannot be read; it may have a password.") from error
    if document is None:
        raise InputError(f"The document {name} is too large when it is unpacked.")
    notes = tuple(_notes(name, document))
    every = (
        tuple(_stretches(paragraph))
        for element in (*_elements(document), *(root for _, root in notes))
        for paragraph in element.iter(qn("w:p"))
    )
    paragraphs = tuple(one for one in every if any(part.text.strip() for part in one))
    return WordDocument(tuple(map(_told, paragraphs)), document, notes, paragraphs)


def _fits(data: bytes) -> bool:
    """Whether a document is one that people write: it is read in our own process."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if sum(one.file_size for one in entries) > _MOST_UNPACKED:
            return False
        tags = 0
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels")):
                with archive.open(entry) as file:
                    while piece := file.read(_PIECE):
                        tags += piece.count(b"<")
                        if tags > _MOST_TAGS:
                            return False
    return True


def _notes(name: str, document: Any) -> Iterator[tuple[Any, Any]]:
    """The parts with foot- and endnotes, which the library leaves closed, each with its root."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            try:
                yield relation.target_part, parse_xml(relation.target_part.blob)
            except SyntaxError as error:
                raise InputError(f"The notes of {name} are damaged and cannot be read.") from error


def _elements(document: Any) -> Iterator[Any]:
    """The body, and each header and footer once; tables and text boxes lie inside of them."""
    yield document.element.body
    seen = set()
    for section in document.sections:
        for part in (
            *(section.header, section.first_page_header, section.even_page_header),
            *(section.footer, section.first_page_footer, section.even_page_footer),
        ):
            if not part.is_linked_to_previous and part.part.partname not in seen:
                seen.add(part.part.partname)
                yield part._element  # noqa: SLF001  # the library has no other way to it


def _stretches(paragraph: Any) -> Iterator[_Stretch]:
    runs: list[Any] = []
    for run in _runs(paragraph):
        if runs and (run is None or not _alike(runs[-1], run)):
            yield _Stretch(tuple(runs))
            runs = []
        if run is not None:
            runs.append(run)
    if runs:
        yield _Stretch(tuple(runs))


def _runs(element: Any) -> Iterator[Any | None]:
    """The runs of plain words, with None for what lies between them: a picture, a field, a note."""
    for child in element:
        if child.tag == qn("w:r"):
            yield child if all(part.tag in _PLAIN for part in child) and _text(child) else None
        elif child.tag in _INSIDE:
            yield None
            yield from _runs(child)
            yield None


def _alike(one: Any, other: Any) -> bool:
    return one.getparent() is other.getparent() and _look(one) == _look(other)


def _look(run: Any) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return []
    return [
        (part.tag, tuple(sorted(part.attrib.items())))
        for part in properties
        if part.tag not in _UNSEEN
    ]


def _text(run: Any) -> str:
    return str(run.text)


def _told(stretches: Sequence[_Stretch]) -> str:
    if len(stretches) == 1:
        return stretches[0].text
    return "".join(f"<{at}>{one.text}</{at}>" for at, one in enumerate(stretches, 1))


def _write(stretches: Sequence[_Stretch], text: str) -> None:
    if len(stretches) == 1:
        stretches[0].write(text)
        return
    found = {int(at): words for at, words in _TAG.findall(text)}
    between = _TAG.sub("", text).strip()
    if between or sorted(found) != list(range(1, len(stretches) + 1)):
        found = {1: _ANY_TAG.sub("", text)}
    for at, one in enumerate(stretches, 1):
        one.write(found.get(at, ""))

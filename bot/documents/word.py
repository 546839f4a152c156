"""The text of Word documents: paragraphs and tables in their order, headings marked as such."""

import io
from collections.abc import Iterator

import docx
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from bot.documents.pieces import Bounds, Part, Parts


def read(data: bytes, _: Bounds) -> Parts:
    """Yield the body piece by piece."""
    document = docx.Document(io.BytesIO(data))
    for block in document.iter_inner_content():
        yield Part("", _table(block) if isinstance(block, Table) else _paragraph(block))


def _paragraph(paragraph: Paragraph) -> str:
    style = paragraph.style.name if paragraph.style is not None else ""
    text = paragraph.text.strip()
    if text and style and style.startswith("Heading "):
        level = style.removeprefix("Heading ")
        return f"{'#' * int(level) if level.isdecimal() else '#'} {text}"
    return f"- {text}" if text and style and style.startswith("List") else text


def _table(table: Table) -> str:
    return "\n".join(" | ".join(_texts(row.cells)) for row in table.rows)


def _texts(cells: tuple[_Cell, ...]) -> Iterator[str]:
    """What stands in a row; a cell that spans several columns is given once."""
    last = None
    for cell in cells:
        if cell._tc is not last:  # noqa: SLF001 - the library offers no other way to tell
            yield " ".join(cell.text.split())
        last = cell._tc  # noqa: SLF001

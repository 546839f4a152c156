"""The cells of Excel workbooks: what was calculated, not how."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import openpyxl

from bot.documents.pieces import Bounds, Part, Parts

# So many rows are handed on at a time; the text of a large sheet is never whole in memory.
_ROWS = 200


def read(data: bytes, _: Bounds) -> Parts:
    """Yield the sheets, the large ones in pieces."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        # What it says about its size may be a million rows that are not there.
        sheet.reset_dimensions()
        title = f"sheet {sheet.title}"
        for piece in _pieces(sheet.iter_rows(values_only=True)):
            yield Part(title, piece)
            title = ""


def _pieces(rows: Iterator[Sequence[object]]) -> Iterator[str]:
    lines: list[str] = []
    for row in rows:
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append(" | ".join(cells))
        if len(lines) == _ROWS:
            yield "\n".join(lines)
            lines.clear()
    if lines:
        yield "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return " ".join(str(value).split())

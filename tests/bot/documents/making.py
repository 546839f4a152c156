"""Real documents, made in the tests."""

import io
import zipfile
import zlib
from collections.abc import Sequence

import docx
import openpyxl
import pptx
import pypdf


def pdf(pages: Sequence[str], *, password: str = "", owner: str = "") -> bytes:
    """A PDF with a line of text on each page; "" makes a page without text."""
    streams = [
        f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("cp1252") if text else b"" for text in pages
    ]
    written = pdf_of(streams)
    if not password and not owner:
        return written
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(written))
    writer.encrypt(password, owner or None, algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def pdf_of(streams: Sequence[bytes], *, declared: str = "") -> bytes:
    """A PDF whose pages are drawn by the streams; `declared` are more entries of each stream."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        head = f"<< /Length {len(stream)} {declared} >>\nstream\n".encode()
        objects.append(head + stream + b"\nendstream")
    file, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(file))
    )


def pdf_bomb(unpacked: int) -> bytes:
    """A PDF with a page that is small and unpacks to many bytes."""
    packed = zlib.compress(b"0 0 m " * (unpacked // 6), 9)
    return pdf_of([packed], declared="/Filter /FlateDecode")


def endless_pdf() -> bytes:
    """A PDF that keeps its reader busy for minutes."""
    packed = zlib.compress(b"BT /F1 1 Tf (x) Tj ET\n" * 1_200_000, 9)
    return pdf_of([packed] * 20, declared="/Filter /FlateDecode")


def word(*paragraphs: str, heading: str = "", table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document: a heading, paragraphs, and a table."""
    document = docx.Document()
    if heading:
        document.add_heading(heading, 1)
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for at, row in enumerate(table):
            for column, text in enumerate(row):
                made.cell(at, column).text = text
    return _saved(document)


def slides(*texts: tuple[str, str], notes: str = "") -> bytes:
    """A presentation: title and body of each slide."""
    presentation = pptx.Presentation()
    for title, body in texts:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    return _saved(presentation)


def sheets(**rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook: the rows of each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in rows.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    return _saved(book)


def replaced(package: bytes, name: str, content: bytes) -> bytes:
    """An office document with other bytes in one of its entries."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == name else old.read(entry))
    return file.getvalue()


def _saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()

"""Documents are read in a process of their own: what they say, and what they may not do to us."""

import asyncio
import io
import time
import zipfile
from datetime import date

import pytest

from bot.config.schema import Limits
from bot.documents.reader import Reader
from bot.errors import InputError
from tests.bot.documents.making import (
    endless_pdf,
    pdf,
    pdf_bomb,
    replaced,
    sheets,
    slides,
    word,
)

LIMITS = Limits(document_unpacked_bytes=20_000_000, document_seconds=20)
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&c;</w:document>
"""


@pytest.fixture(name="reader")
def _reader() -> Reader:
    return Reader(LIMITS)


async def refusal(data: bytes, kind: str = "office", *, limits: Limits = LIMITS) -> str:
    with pytest.raises(InputError) as caught:
        await Reader(limits).read("it", data, kind)
    return str(caught.value)


async def test_the_pages_of_a_pdf_are_read_in_order(reader: Reader):
    document = await reader.read("a.pdf", pdf(["Grüße from one", "", "And three"]), "pdf")
    assert document.text == "[page 1]\nGrüße from one\n\n[page 3]\nAnd three"
    assert not document.cut


async def test_a_pdf_that_is_only_kept_from_printing_is_read(reader: Reader):
    document = await reader.read("a.pdf", pdf(["Open"], owner="boss"), "pdf")
    assert "Open" in document.text


async def test_a_word_document_keeps_headings_and_tables(reader: Reader):
    data = word("We meet at nine.", heading="Plan", table=[["who", "what"], ["Ann", "tea"]])
    document = await reader.read("a.docx", data, "office")
    assert document.text == "# Plan\n\nWe meet at nine.\n\nwho | what\nAnn | tea"


async def test_slides_are_read_with_their_notes(reader: Reader):
    document = await reader.read("a.pptx", slides(("Title", "Body"), notes="Smile"), "office")
    assert document.text == "[slide 1]\nTitle\nBody\n(Notes: Smile)"


async def test_sheets_are_read_without_empty_rows_and_ends(reader: Reader):
    rows = [["when", "sum"], [], [date(2026, 11, 24), 2.5, None], [None, 7]]
    document = await reader.read("a.xlsx", sheets(Budget=rows, Empty=[]), "office")
    assert document.text == "[sheet Budget]\nwhen | sum\n2026-11-24 00:00 | 2.5\n | 7"


async def test_a_sheet_with_one_far_cell_is_read_as_fast_as_any(reader: Reader):
    rows = sheets(Far=[["near"]])
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    with zipfile.ZipFile(io.BytesIO(rows)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").replace(
            b"</sheetData>", far + b"</sheetData>"
        )
    document = await reader.read(
        "a.xlsx", replaced(rows, "xl/worksheets/sheet1.xml", sheet), "office"
    )
    assert document.text.split() == ["[sheet", "Far]", "near", *["|"] * 16_383, "far"]


async def test_a_page_of_the_web_is_read_without_what_stands_around_it(reader: Reader):
    story = "<p>" + "The council decided to build a bridge over the river. " * 12 + "</p>"
    page = f"<html><title>News</title><nav>Menu</nav><article>{story}</article><footer>c</footer>"
    document = await reader.read("page", page.encode(), "html")
    assert "build a bridge" in document.text
    assert "Menu" not in document.text


async def test_of_a_long_document_the_first_part_is_read():
    reader = Reader(Limits(document_pages=2))
    document = await reader.read("a.pdf", pdf(["one", "two", "three"]), "pdf")
    assert (document.text, document.cut) == ("[page 1]\none\n\n[page 2]\ntwo", True)

    document = await reader.read("a.docx", word("x" * 500, "y" * 500), "office", characters=600)
    assert (len(document.text), document.cut) == (600, True)


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (pdf(["secret"], password="key"), "pdf", "protected by a password"),
        (pdf([""]), "pdf", "no text"),
        (b"%PDF-1.7\nnothing of the kind", "pdf", "damaged"),
        (pdf(["cut off"])[:150], "pdf", "damaged"),
        (b"PK\x03\x04 and no more", "office", "damaged"),
        (word("text")[:-200], "office", "damaged"),
        (replaced(word("text"), "word/document.xml", b"<no"), "office", "damaged"),
        (replaced(word("text"), "word/document.xml", LAUGHS), "office", "unpacks to far more"),
        (
            replaced(word("text"), "word/document.xml", LAUGHS.decode().encode("utf-16")),
            "office",
            "unpacks to far more",
        ),
        (
            replaced(word("t"), "word/styles.xml", b" " * 30_000_000),
            "office",
            "unpacks to far more",
        ),
        (pdf_bomb(60_000_000), "pdf", "unpacks to far more"),
    ],
)
async def test_what_cannot_be_read_gets_a_sentence(data: bytes, kind: str, words: str):
    assert words in await refusal(data, kind)


async def test_an_archive_is_told_from_a_document():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.txt", "hello")
    assert "is an archive" in await refusal(file.getvalue())


async def test_a_document_that_takes_too_long_is_given_up_and_its_process_ended():
    began = time.monotonic()
    told = await refusal(endless_pdf(), "pdf", limits=Limits(document_seconds=1.5))
    assert "takes too long" in told
    # An endless one would be read for as long as a test may last.
    assert time.monotonic() - began < 60


async def test_a_busy_reader_lets_the_loop_go_on_and_the_others_wait():
    reader = Reader(Limits(documents_at_once=1, document_seconds=1))
    began = time.monotonic()
    reading = asyncio.gather(
        *(reader.read(f"{number}.pdf", endless_pdf(), "pdf") for number in range(2)),
        return_exceptions=True,
    )
    turns = 0
    while not reading.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert ["too long" in str(told) for told in await reading] == [True, True]
    assert time.monotonic() - began >= 2
    assert turns > 20


async def test_whoever_stops_waiting_leaves_no_process_behind():
    reader = Reader(Limits(documents_at_once=1))
    reading = asyncio.create_task(reader.read("slow.pdf", endless_pdf(), "pdf"))
    await asyncio.sleep(0.2)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    assert "Here" in (await reader.read("quick.pdf", pdf(["Here"]), "pdf")).text

"""Word documents keep the look of everything; only their words change."""

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.shared import Pt

from bot.documents.rewording import read
from bot.errors import InputError


def saved(document: Any) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def letter() -> bytes:
    document = docx.Document()
    document.add_heading("A heading", level=1)
    paragraph = document.add_paragraph("This is ")
    paragraph.add_run("very").bold = True
    paragraph.add_run(" important.")
    document.add_paragraph("An item", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Left"
    table.cell(0, 1).text = "Right"
    document.sections[0].header.paragraphs[0].text = "On every page"
    document.sections[0].footer.paragraphs[0].text = "At the end"
    document.add_paragraph("")
    return saved(document)


def upper(text: str) -> str:
    return text.upper()


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def test_all_words_of_a_document_are_found_in_tables_headers_and_footers_too():
    assert read("letter.docx", letter()).texts == (
        "A heading",
        "<1>This is </1><2>very</2><3> important.</3>",
        "An item",
        "Left",
        "Right",
        "On every page",
        "At the end",
    )


def test_other_words_take_the_look_of_those_before_them():
    found = read("letter.docx", letter())

    document = opened(found.written([upper(text) for text in found.texts]))

    assert [paragraph.text for paragraph in document.paragraphs] == [
        *("A HEADING", "THIS IS VERY IMPORTANT.", "AN ITEM", ""),
    ]
    assert [paragraph.style.name for paragraph in document.paragraphs[:3]] == [
        *("Heading 1", "Normal", "List Bullet"),
    ]
    assert [(run.text, run.bold) for run in document.paragraphs[1].runs] == [
        *(("THIS IS ", None), ("VERY", True), (" IMPORTANT.", None)),
    ]
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["LEFT", "RIGHT"]
    assert document.sections[0].header.paragraphs[0].text == "ON EVERY PAGE"
    assert document.sections[0].footer.paragraphs[0].text == "AT THE END"


@pytest.mark.parametrize("broken", ["C'est important.", "<1>C'est</1> <2>important.", "<1>a</1>b"])
def test_where_tags_got_lost_the_words_are_all_there_in_the_first_look(broken: str):
    found = read("letter.docx", letter())
    texts = [broken if "<2>" in text else text for text in found.texts]

    document = opened(found.written(texts))

    plain = broken.replace("<1>", "").replace("</1>", "").replace("<2>", "")
    assert document.paragraphs[1].text == plain


def test_runs_that_look_the_same_are_one():
    document = docx.Document()
    paragraph = document.add_paragraph("one ")
    paragraph.add_run("two ")
    run = paragraph.add_run("three")
    run.font.size = Pt(20)

    assert read("x.docx", saved(document)).texts == ("<1>one two </1><2>three</2>",)


NOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>See below</w:t></w:r></w:p>
</w:footnote></w:footnotes>"""


def with_notes() -> bytes:
    document = docx.Document()
    document.add_paragraph("Above")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), kind, NOTES.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return saved(document)


def test_footnotes_have_words_too():
    found = read("x.docx", with_notes())
    assert found.texts == ("Above", "See below")

    written = found.written(["Oben", "Siehe unten"])

    assert read("x.docx", written).texts == ("Oben", "Siehe unten")
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert b"footnoteRef" in archive.read("word/footnotes.xml")


def test_links_fields_and_pictures_stay_where_they_are():
    document = docx.Document()
    paragraph = document.add_paragraph("See ")
    link = OxmlElement("w:hyperlink")
    run = OxmlElement("w:r")
    run.text = "the page"
    link.append(run)
    paragraph._p.append(link)
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run(" now")

    found = read("x.docx", saved(document))
    texts = [text.replace("the page", "die Seite") for text in found.texts]
    again = opened(found.written(texts))

    assert again.paragraphs[0].hyperlinks[0].text == "die Seite"


def test_what_is_no_document_is_refused_with_a_sentence():
    with pytest.raises(InputError, match=r"notes\.docx is damaged"):
        read("notes.docx", b"not a zip")


def test_a_document_of_nothing_but_tags_is_refused_before_it_is_taken_apart():
    data = io.BytesIO()
    body = b"<w:body>" + b"<w:p/>" * 900_000
    with (
        zipfile.ZipFile(io.BytesIO(letter())) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            new.writestr(one.filename, old.read(one).replace(b"<w:body>", body))
    assert len(data.getvalue()) < 100_000
    with pytest.raises(InputError, match="too large when it is unpacked"):
        read("bomb.docx", data.getvalue())

"""Glossaries go out as CSV that runs nothing, and come in from whatever spreadsheets write."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InputError
from bot.translating.glossary import Entry
from bot.translating.languages import language
from bot.translating.tables import MOST, read, written

FRENCH = language("French")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_what_a_spreadsheet_would_run_is_only_a_text(cell: str):
    entry = Entry("pair", "", "fr", cell, "x")

    rows = list(csv.reader(io.StringIO(written([entry]))))

    assert rows[1][3] == f"'{cell}"
    assert read(written([entry]).encode(), target=None)[0].term == cell.strip()


@given(
    st.lists(
        st.tuples(
            st.text("ab=+-@'\",;é\n ", min_size=1, max_size=8), st.sampled_from(["fr", "de"])
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=100, deadline=None)
def test_what_goes_out_comes_in_again(cells: list[tuple[str, str]]):
    entries = [
        Entry("pair", "en", target, f"x{text}".strip(), f"={text}".strip())
        for text, target in cells
    ]

    assert read(written(entries).encode("utf-8-sig"), target=None) == entries


@pytest.mark.parametrize(
    "table",
    [
        "term,translation,to\ninvoice,facture,French\n",
        "\ufeffTo;Translation;Term\nfr;facture;invoice\n",
        "term\ttranslation\tto\ninvoice\tfacture\tfrançais\n",
        "invoice,facture\n",
        "invoice,facture,fr\n",
        '"term","translation"\r\n"invoice","facture"\r\n\r\n',
    ],
)
def test_columns_are_told_by_their_head_and_separators_may_differ(table: str):
    assert read(table.encode(), target=FRENCH) == [Entry("term", "", "fr", "invoice", "facture")]


def test_utf_16_as_spreadsheets_write_it_is_read():
    assert read("term\ttranslation\nй\té\n".encode("utf-16"), target=FRENCH)[0].term == "й"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("term,translation,to\na,b,fr\nc,d,Klingonese\n", "line 3: there is no language"),
        ("term,translation,to\n,b,fr\n", "line 2: the term is missing"),
        ("term,translation\na,b\n", "does not say into which language"),
        (f"term,translation,to\n{'x' * 300},b,fr\n", "has 300 characters, at most 200"),
        ("kind,term,translation,to\nverb,a,b,fr\n", "the kind is term or pair"),
        ("", "has no lines"),
        ("a,b,fr\n" * (MOST + 2), "more than 5,000 lines"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_nothing_is_taken_in(table: str, sentence: str):
    with pytest.raises(InputError, match=sentence):
        read(table.encode(), target=None)


def test_a_file_that_is_no_text_gets_a_sentence():
    with pytest.raises(InputError, match="CSV UTF-8"):
        read(b"\x89PNG\xff\xfe", target=None)

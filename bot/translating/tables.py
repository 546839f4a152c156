"""Glossaries as CSV: read as spreadsheets write it, and written so that nothing in it runs."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from bot.errors import InputError
from bot.translating.glossary import Entry
from bot.translating.languages import Language, language

HEAD = ("kind", "from", "to", "term", "translation")
MOST = 5_000
LONGEST_TERM = 200
LONGEST_EXAMPLE = 2_000

# A spreadsheet takes what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_QUOTE = "'"
_BREAKS = "\n\r\t"
_NAMED = 3


def written(entries: Iterable[Entry]) -> str:
    """Entries as CSV with a head."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(HEAD)
    for one in entries:
        cells = (one.kind, one.source, one.target, one.term, one.translation)
        writer.writerow([_harmless(cell) for cell in cells])
    return table.getvalue()


def read(data: bytes, *, target: Language | None) -> list[Entry]:
    """Entries out of a CSV file; raises `InputError` that names the lines that are wrong.

    Columns are told by their head, in any order; without one they are term, translation and, if it
    is there, the language. `target` is the language of those that name none.
    """
    rows = [row for row in _rows(_text(data)) if any(cell.strip() for cell in row[1])]
    if not rows:
        raise InputError("The file has no lines with terms in it.")
    if len(rows) - 1 > MOST:
        raise InputError(f"The file has more than {MOST:,} lines. Send it in parts.")
    head = _head(rows[0][1])
    entries, wrong = [], []
    for number, cells in rows[1:] if head else rows:
        try:
            entries.append(
                _entry(dict(zip(head or HEAD[3:] + HEAD[2:3], cells, strict=False)), target)
            )
        except InputError as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        more = f" and {len(wrong) - _NAMED:,} more" if len(wrong) > _NAMED else ""
        raise InputError(f"Nothing was taken in. {'; '.join(wrong[:_NAMED])}{more}.")
    return entries


def entry(
    *, kind: str, source: Language | None, target: Language, term: str, translation: str
) -> Entry:
    """One entry, looked at; raises `InputError` for what is too long or empty."""
    longest = LONGEST_EXAMPLE if kind == "pair" else LONGEST_TERM
    for what, text in (("term", term), ("translation", translation)):
        if not text.strip():
            raise InputError(f"the {what} is missing")
        if len(text) > longest:
            raise InputError(f"the {what} has {len(text):,} characters, at most {longest:,} may be")
    if kind == "term" and any(mark in term + translation for mark in _BREAKS):
        raise InputError("a term is one line; what has several is an example (pair)")
    return Entry(
        "pair" if kind == "pair" else "term",
        source.code if source else "",
        target.code,
        term.strip(),
        translation.strip(),
    )


def _entry(cells: dict[str, str], target: Language | None) -> Entry:
    kind = cells.get("kind", "").strip().lower() or "term"
    if kind not in ("term", "pair"):
        raise InputError(f"the kind is term or pair, not {kind[:20]!r}")
    into = _language(cells.get("to", "")) or target
    if into is None:
        raise InputError("it does not say into which language; give one with to=")
    return entry(
        kind=kind,
        source=_language(cells.get("from", "")),
        target=into,
        term=_plain(cells.get("term", "")),
        translation=_plain(cells.get("translation", "")),
    )


def _language(name: str) -> Language | None:
    if not name.strip():
        return None
    found = language(name)
    if found is None:
        raise InputError(f"there is no language {name.strip()[:40]!r}")
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with the lines that they end on, whatever stands between its columns."""
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InputError(
            f"The file is no CSV that can be read (line {reader.line_num})."
        ) from error


def _head(row: Sequence[str]) -> tuple[str, ...] | None:
    names = tuple(cell.strip().lower() for cell in row)
    return names if {"term", "translation"} <= set(names) else None


def _text(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError("The file is no text in UTF-8. Save it as “CSV UTF-8”.") from None


def _harmless(cell: str) -> str:
    return _QUOTE + cell if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    """A cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith(_QUOTE) and cell[1:].startswith(_FORMULA) else cell

"""`/extract`: what stands in a text, as a table or for programs."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.commands import Command, Kind, Option
from bot.commands.task import TEXT, asked, given, json_in, listed, wish
from bot.errors import InputError, ModelUnusable
from bot.messages import Event, File, Text

if TYPE_CHECKING:
    from bot.context import Context

_MOST_FIELDS = 30
_TASK = (
    "Take facts out of the material{fields}. Each thing that is told of is one row. Use only what "
    "stands there; where something is not told, its value is an empty text. Answer with JSON and "
    'nothing else: {{"columns": ["..."], "rows": [["..."]]}}'
)
_SCHEMA = {
    "type": "object",
    "properties": {
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
    },
    "required": ["columns", "rows"],
    "additionalProperties": False,
}
# What begins like this is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def run(context: "Context") -> AsyncIterator[Event]:
    """Take out the facts, and hand them over in the form that is wanted."""
    fields = listed(wish(context, "fields"))
    if len(fields) > _MOST_FIELDS:
        raise InputError(f"At most {_MOST_FIELDS} columns can be taken out at once.")
    columns = f" with exactly these columns: {', '.join(fields)}" if fields else ""
    prompt = asked(context, _TASK.format(fields=columns), given(context))
    columns_read, rows = _read(json_in(await context.answers.write(prompt, schema=_SCHEMA)), fields)
    if not rows:
        yield Text("Nothing of that stands in the text.")
        return
    match wish(context, "format"):
        case "csv":
            yield Text(_counted(columns_read, rows))
            data = await asyncio.to_thread(_csv, columns_read, rows)
            yield File("extract.csv", "text/csv", data)
        case "json":
            yield Text(_counted(columns_read, rows))
            data = await asyncio.to_thread(_json, columns_read, rows)
            yield File("extract.json", "application/json", data)
        case _:
            yield Text(_table(columns_read, rows))


def _read(answer: Any, fields: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Read what the model took out; rows that are too short are filled up."""
    found: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    columns, rows = found.get("columns"), found.get("rows")
    named = [str(column) for column in columns] if isinstance(columns, list) else list(fields)
    if not named or not isinstance(rows, list):
        raise ModelUnusable("no table")
    return named, [_filled(row, named) for row in rows if row]


def _filled(row: Any, columns: Sequence[str]) -> list[str]:
    if isinstance(row, Mapping):
        row = [row.get(column, "") for column in columns]
    cells = [
        "" if cell is None else str(cell) for cell in (row if isinstance(row, list) else [row])
    ]
    return [*cells, *[""] * len(columns)][: len(columns)]


def _counted(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    count = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    return f"{count}: {', '.join(columns)}."


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    for row in (columns, *rows):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    # Spreadsheets take a text for another encoding without the mark.
    return file.getvalue().encode("utf-8-sig")


def _json(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    things = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(things, ensure_ascii=False, indent=2).encode()


command = Command(
    name="extract",
    description="Take facts out of a text or a file, as a table, CSV or JSON",
    run=run,
    options=(
        TEXT,
        Option("fields", "The columns, with commas between them", maximum=1_000),
        Option("format", "How they are handed over", Kind.CHOICE, choices=("table", "csv", "json")),
        Option("file", "A file to take them out of", Kind.FILE),
    ),
    examples=('/extract fields="who, what, until when" Ana sends the report on Friday.',),
    topic="texts",
)

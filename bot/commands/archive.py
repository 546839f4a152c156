"""All that is kept of a person or of a server, as an archive: JSON for programs, text to read."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from bot.store import Rows

_README = (
    "What Causerie keeps. data.json has all of it, table by table; times are in UTC.\n"
    "conversations.md has the questions and the answers to read.\n"
)


def archive(rows: Rows, *, about: str) -> bytes:
    """Pack the rows; `about` says whose they are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", f"{about}\n\n{_README}")
        file.writestr("data.json", json.dumps(rows, ensure_ascii=False, indent=2))
        file.writestr("conversations.md", _read(rows.get("turns", ())))
    return packed.getvalue()


def _read(turns: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(
        f"## {turn['place']}, {turn['asked_at']}\n\n**{turn['person_name']}**\n\n"
        f"{turn['question']}\n\n**Causerie**\n\n{turn['answer']}"
        for turn in turns
    )

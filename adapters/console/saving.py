"""Puts the files of an answer into a folder, never over one that is there."""

import re
from itertools import chain, count
from pathlib import Path

from adapters.console.clean import clean_line

_LONGEST_STEM = 80


def save(name: str, data: bytes, folder: Path) -> Path:
    """Write the file under its name, or the name with a number where that is taken.

    Only the last part of the name counts, without leading dots, so that a name made by a model
    leads nowhere else. Raises `OSError` when the folder cannot be written.
    """
    last = re.split(r"[/\\]", clean_line(name))[-1].lstrip(". -")
    plain = Path(last or "file")
    stem, suffix = plain.stem[:_LONGEST_STEM], plain.suffix[:_LONGEST_STEM]
    for number in chain([""], (f"-{at}" for at in count(2))):
        path = folder / f"{stem}{number}{suffix}"
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        return path
    raise AssertionError  # pragma: no cover - the numbers never end

"""Keeps what was typed, in a file for the person's eyes only."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

log = logging.getLogger(__name__)

_LARGEST_BYTES = 1_000_000
_KEPT_BYTES = 500_000


def open_history(path: Path) -> History:
    """Open the history at that path; where it cannot be kept, it lasts as long as the program."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
        if path.stat().st_size > _LARGEST_BYTES:
            _shorten(path)
    except OSError as error:
        log.warning("the history cannot be kept in %s: %s", path, error)
        return InMemoryHistory()
    return _Kept(path)


class _Kept(FileHistory):
    """Goes on without the file when the disk is full or the file has become unreadable."""

    def load_history_strings(self) -> Iterable[str]:
        try:
            return list(super().load_history_strings())
        except OSError as error:
            log.warning("the history cannot be read: %s", error)
            return []

    def store_string(self, string: str) -> None:
        try:
            super().store_string(string)
        except OSError as error:
            log.warning("the history cannot be written: %s", error)


def _shorten(path: Path) -> None:
    """Keep the newest entries; each begins with an empty line and a line with its time."""
    _, _, kept = path.read_bytes()[-_KEPT_BYTES:].partition(b"\n# ")
    shorter = path.with_suffix(".new")
    shorter.touch(mode=0o600)
    shorter.write_bytes(b"\n# " + kept)
    shorter.replace(path)

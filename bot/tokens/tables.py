"""The rank files of tiktoken's encodings, from a package on the disk instead of the internet."""

import gzip
import hashlib
import logging
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import tiktoken

from bot.errors import CauserieError

log = logging.getLogger(__name__)

_FOLDER = "TIKTOKEN_CACHE_DIR"


@dataclass(frozen=True, slots=True)
class Table:
    """A rank file: the name that tiktoken gives it in its folder, and its digest."""

    cached_as: str
    sha256: str


TABLES = {
    "o200k_base": Table(
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    "cl100k_base": Table(
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
}


def load(cache: Path, encodings: Sequence[str]) -> dict[str, tiktoken.Encoding]:
    """Read encodings, unpacking their files into `cache`; TIKTOKEN_CACHE_DIR names another folder.

    It takes about 0.3 s each. Raises `CauserieError` where a file is missing or damaged.
    """
    wanted = os.environ.get(_FOLDER)
    folder = Path(wanted) if wanted else cache
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _load_from(folder, encodings)
    except OSError as error:
        log.warning("token tables are unpacked at each start: %s: %s", folder, error.strerror)
        with tempfile.TemporaryDirectory() as passing:
            return _load_from(Path(passing), encodings)


def _load_from(folder: Path, encodings: Sequence[str]) -> dict[str, tiktoken.Encoding]:
    for name in encodings:
        _unpack(name, folder / TABLES[name].cached_as)
    before = os.environ.get(_FOLDER)
    os.environ[_FOLDER] = str(folder)
    try:
        return {name: tiktoken.get_encoding(name) for name in encodings}
    finally:
        if before is None:
            del os.environ[_FOLDER]
        else:
            os.environ[_FOLDER] = before


def _unpack(name: str, target: Path) -> None:
    """Put a table where tiktoken looks for it, unless a good one lies there."""
    digest = TABLES[name].sha256
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == digest:
        return
    table = gzip.decompress(_packed(name).read_bytes())
    if hashlib.sha256(table).hexdigest() != digest:
        raise CauserieError(f"The token table {name} is damaged. Install Causerie again.")
    handle, passing = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(table)
        Path(passing).replace(target)
    except BaseException:
        Path(passing).unlink(missing_ok=True)
        raise


def _packed(name: str) -> Path:
    # Finding the package is not importing it: its native module is of no use here.
    spec = find_spec("bpe_openai")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / "data" / f"{name}.tiktoken.gz"
        if file.is_file():
            return file
    raise CauserieError(f"The token table {name} is missing. Install Causerie again.")

"""The zip file that a document of an office program is, looked at before anybody unpacks it."""

import io
import re
import zipfile

from bot.documents.pieces import Bounds, Fault, Unreadable

_MOST_ENTRIES = 10_000
_MAIN = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
_PROLOGUE = 65_536
# No office program writes a document type; what declares one wants entities.
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def kind(data: bytes, bounds: Bounds) -> str:
    """Return docx, pptx or xlsx, once nothing in it is a trap; raises `Unreadable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _checked(package, bounds)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise Unreadable(Fault.DAMAGED) from error


def _checked(package: zipfile.ZipFile, bounds: Bounds) -> str:
    entries = package.infolist()
    # The library never gives more of an entry than the size that is declared here.
    if len(entries) > _MOST_ENTRIES or sum(one.file_size for one in entries) > bounds.unpacked:
        raise Unreadable(Fault.PACKED)
    if any(one.flag_bits & 1 for one in entries):
        raise Unreadable(Fault.ENCRYPTED)
    names = {one.filename for one in entries}
    found = [kind for folder, kind in _MAIN.items() if any(n.startswith(folder) for n in names)]
    if "[Content_Types].xml" not in names or not found:
        raise Unreadable(Fault.ARCHIVE)
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            _check_xml(package, entry)
    return found[0]


def _check_xml(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with package.open(entry) as file:
        # UTF-16 hides the declaration between zero bytes.
        beginning = file.read(_PROLOGUE).replace(b"\0", b"")
    if _DECLARATION.search(beginning):
        raise Unreadable(Fault.PACKED)

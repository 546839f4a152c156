"""What is in one file, decided by its bytes: names and announced types are often wrong."""

import asyncio

from bot.config.schema import Limits
from bot.documents.reader import Document, Format, Reader
from bot.errors import InputError
from bot.files.kinds import document, sound
from bot.files.material import Raw
from bot.files.pictures import picture
from bot.files.sizes import check_size
from bot.files.texts import text
from bot.models import Image

_PAGES = ("text/html", "application/xhtml+xml")
_OLD = (
    "The file {name} is of an old office format, or protected by a password. Save it as docx, "
    "pptx, xlsx or PDF, without a password, and attach it again."
)
_UNKNOWN = (
    "The file {name} is neither a text nor a picture nor a document that can be read. Text files, "
    "PNG, JPEG, GIF, WebP, PDF, docx, pptx and xlsx work, and recordings."
)


async def content(
    file: Raw, limits: Limits, reader: Reader, *, characters: int | None = None
) -> Image | Raw | Document:
    """Return the picture, the recording as it is, or the words; raises `InputError`.

    Of a very long text only the first `characters` are read, as configured where none are given.
    """
    name, data = file.name, file.data
    if sound(data) is not None:
        check_size(name, len(data), limits.sound_bytes)
        return file
    if (kind := document(data)) is not None:
        return await _document(file, kind, limits, reader, characters=characters)
    found = await asyncio.to_thread(picture, name, data)
    if found is not None:
        check_size(name, len(data), limits.image_bytes)
        return found
    return await _text(file, limits, reader, characters=characters)


async def words_in(
    file: Raw, limits: Limits, reader: Reader, *, characters: int | None = None
) -> Document:
    """Return the words of a file; raises `InputError` for one that has none, such as a picture.

    Of a page of the web it is the main text, without what stands around it.
    """
    if document(file.data) is None and (file.media_type in _PAGES or _is_page(file.data)):
        check_size(file.name, len(file.data), limits.document_bytes)
        return await reader.read(file.name, file.data, "html", characters=characters)
    found = await content(file, limits, reader, characters=characters)
    if isinstance(found, Document):
        return found
    kind = "picture" if isinstance(found, Image) else "recording"
    raise InputError(f"The file {file.name} is a {kind}, and there are no words in it to be read.")


async def _document(
    file: Raw, kind: str, limits: Limits, reader: Reader, *, characters: int | None
) -> Document:
    check_size(file.name, len(file.data), limits.document_bytes)
    format_: Format
    match kind:
        case "old":
            raise InputError(_OLD.format(name=file.name))
        case "pdf":
            format_ = "pdf"
        case _:
            format_ = "office"
    return await reader.read(file.name, file.data, format_, characters=characters)


async def _text(file: Raw, limits: Limits, reader: Reader, *, characters: int | None) -> Document:
    name, data = file.name, file.data
    if len(data) > limits.text_file_bytes and _is_page(data):
        # The source of a small page may be what is asked about; nobody asks about a megabyte of it.
        check_size(name, len(data), limits.document_bytes)
        return await reader.read(name, data, "html", characters=characters)
    check_size(name, len(data), limits.text_file_bytes)
    found = await asyncio.to_thread(text, data)
    if found is None:
        raise InputError(_UNKNOWN.format(name=name))
    most = characters or limits.document_characters
    return Document(found[:most], cut=len(found) > most)


def _is_page(data: bytes) -> bool:
    beginning = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return beginning.startswith((b"<!doctype html", b"<html")) or b"<html" in beginning

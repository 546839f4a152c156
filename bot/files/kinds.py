"""What a file is, by the bytes that it begins with."""

from collections.abc import Callable
from typing import Literal

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OGG = b"OggS"
_RIFF = b"RIFF"
_BOX = b"ftyp"
_EBML = b"\x1a\x45\xdf\xa3"
_ID3 = b"ID3"
_ADTS = 0xFFF0
_FRAME = 0xFFE0
# Brands of the box `ftyp` that hold pictures, and no sound.
_STILL = (b"avif", b"avis", b"heic", b"heix", b"heif", b"mif1", b"msf1")
_SOUND_BRANDS = (b"M4A ", b"M4B ", b"M4P ", b"F4A ")


def sound(data: bytes) -> str | None:
    """The media type of a recording or a film, None where it is neither."""
    return next((found for look in _LOOKS if (found := look(data)) is not None), None)


def document(data: bytes) -> Literal["pdf", "office", "old"] | None:
    """The kind of document, None where it is none; `old` ones cannot be read."""
    if data.startswith(_ZIP):
        return "office"
    if data.startswith(_COMPOUND):
        return "old"
    begins = data[:1024].lstrip().startswith(b"%PDF-")
    # Some programs write something before it; a text that speaks of the mark has no such end.
    behind = b"%PDF-" in data[:1024] and b"startxref" in data[-1024:]
    return "pdf" if begins or behind else None


def _mp4(data: bytes) -> str | None:
    if data[4:8] != _BOX or data[8:12] in _STILL:
        return None
    if data[8:12] in _SOUND_BRANDS:
        return "audio/mp4"
    return "video/quicktime" if data[8:12] == b"qt  " else "video/mp4"


def _ogg(data: bytes) -> str | None:
    if not data.startswith(_OGG):
        return None
    return "video/ogg" if b"theora" in data[:200] else "audio/ogg"


def _riff(data: bytes) -> str | None:
    kinds = {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
    return kinds.get(data[8:12]) if data.startswith(_RIFF) else None


def _matroska(data: bytes) -> str | None:
    if not data.startswith(_EBML):
        return None
    return "video/webm" if b"webm" in data[:64] else "video/x-matroska"


def _mpeg(data: bytes) -> str | None:
    """MP3 with its tags or without, AAC, and films of old."""
    if data.startswith(_ID3):
        return "audio/mpeg"
    if data.startswith((b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")):
        return "video/mpeg"
    head = int.from_bytes(data[:2], "big")
    if head & 0xFFF6 == _ADTS:
        return "audio/aac"
    # A text in UTF-16 begins with FF FE as well, so that the rest of the header must be possible.
    return "audio/mpeg" if head & _FRAME == _FRAME and _is_frame(data) else None


def _is_frame(data: bytes) -> bool:
    """Whether the header of an MPEG frame says something: no value of it is a forbidden one."""
    if len(data) < 4:
        return False
    version, layer = data[1] >> 3 & 3, data[1] >> 1 & 3
    rate, frequency = data[2] >> 4, data[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in (0, 15) and frequency != 3


def _others(data: bytes) -> str | None:
    heads = {
        b"fLaC": "audio/flac",
        b"#!AMR": "audio/amr",
        b"FLV\x01": "video/x-flv",
        b"caff": "audio/x-caf",
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "video/x-ms-asf",
    }
    if data.startswith(b"FORM") and data[8:12] in (b"AIFF", b"AIFC"):
        return "audio/aiff"
    return next((kind for head, kind in heads.items() if data.startswith(head)), None)


_LOOKS: tuple[Callable[[bytes], str | None], ...] = (
    _mp4,
    _ogg,
    _riff,
    _matroska,
    _mpeg,
    _others,
)

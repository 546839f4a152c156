"""Text files in any encoding that people still use."""

import codecs

import charset_normalizer

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # The longer marks first: UTF-32's begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What no text holds in an encoding of old: neither tabs, line ends, form feeds nor escapes.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
# Enough to tell an encoding; looking at all of a megabyte takes seconds.
_SAMPLE = 20_000
# Below this, zero bytes between others say nothing.
_SHORTEST = 8
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœ“”‘’„–—…€£§°«»¡¿©®™·\xa0"
)
# Detection knows these by their marks or not at all.
_WIDE = ["utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "utf_7"]


def text(data: bytes) -> str | None:
    """Return the text in a file, None where it is none."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is None:
        encoding = _wide(data) or "utf-8"
    decoded = _decoded(data, encoding)
    if decoded is None and data.translate(None, _CONTROLS) == data:
        decoded = _decoded(data, _detected(data))
    if decoded is None or not _readable(decoded):
        return None
    return decoded.replace("\r\n", "\n")


def _readable(decoded: str) -> bool:
    """Whether people wrote it: of a program's bytes some are letters too, but not so many."""
    controls = sum(decoded.count(chr(code)) for code in _CONTROLS)
    return "\0" not in decoded and controls <= 0.05 * len(decoded)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of what is mostly Latin is zero."""
    even, odd = data[:_SAMPLE:2], data[1:_SAMPLE:2]
    if len(data) < _SHORTEST or len(data) % 2:
        return None
    if odd.count(0) > 0.4 * len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.4 * len(even) and not odd.count(0) else None


def _detected(data: bytes) -> str:
    """The encoding of old that a text is most likely in; Western ones by their letters."""
    sample = data[:_SAMPLE]
    western = sample.decode("cp1252", "replace")
    strange = {letter for letter in western if ord(letter) > 127}
    accents = sum(1 for letter in western if ord(letter) > 127)
    if strange <= _WESTERN and accents < 0.3 * len(western):
        return "cp1252"
    best = charset_normalizer.from_bytes(sample, cp_exclusion=_WIDE).best()
    # Bytes that no encoding takes as they are may still be read in this one.
    return best.encoding if best is not None and _decoded(data, best.encoding) else "latin-1"

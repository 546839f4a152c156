"""Makes text safe to show: what a terminal would obey instead of display never reaches it."""

import re

# C0 without newline and tab, DEL and C1; then what reorders or annotates text without being seen:
# bidirectional embeddings, overrides and isolates, and interlinear annotations.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_LINE_ENDS = re.compile("[\u2028\u2029]")
_HALVES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text without anything that a terminal would obey; newline and tab stay.

    Works a character at a time, so cleaning pieces of a stream gives the same as cleaning the
    whole: an escape sequence that was split loses its first character like any other.
    """
    return whole(_LINE_ENDS.sub("\n", _OBEYED.sub("", text)))


def clean_line(text: str) -> str:
    """Return the text safe to show and on one line."""
    return " ".join(clean(text).split())


def whole(text: str) -> str:
    """Return the text with every half of a surrogate pair replaced, so that it can be encoded."""
    return _HALVES.sub("\ufffd", text)

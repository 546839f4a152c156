"""Makes what a model wrote harmless: it calls nobody, and nothing in it is obeyed by Slack."""

import re

# A space without width behind it, and Slack reads no special thing there; markup in code stays.
_GUARD = "\u200b"
_SPECIAL = re.compile(
    r"<(?=@[A-Z]|#[A-Z]|!(?!--|\[|doctype\b)[a-z])",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(r"<[^\s<>]{0,9}\Z")


def harmless(text: str) -> str:
    """The text in which nothing notifies people, names channels or runs commands of Slack."""
    return _SPECIAL.sub(f"<{_GUARD}", text)


def decided(text: str) -> str:
    """The text of an answer that still grows, up to where what follows may change its meaning."""
    return text[: found.start()] if (found := _UNDECIDED.search(text)) else text


def escaped(text: str) -> str:
    """The text as it stands in fields in which Slack reads its own marks."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

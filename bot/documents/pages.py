"""The main text of a page of the web, without what stands around it."""

import trafilatura
from trafilatura.settings import Document

from bot.documents.pieces import Bounds, Part, Parts


def read(data: bytes, _: Bounds) -> Parts:
    """Yield the title and the text."""
    found = trafilatura.bare_extraction(
        data, include_comments=False, include_tables=True, include_formatting=True
    )
    if not isinstance(found, Document):
        text = trafilatura.html2txt(data)
        yield Part("", text)
        return
    if found.title:
        yield Part("", f"# {found.title}")
    yield Part("", found.text or "")

"""The main text of a page of the web, without what stands around it."""

import trafilatura
from trafilatura.settings import Document

from bot.documents.pieces import Bounds, Part, Parts

_BEGINNING = 2_048


def read(data: bytes, _: Bounds) -> Parts:
    """Yield the title and the text."""
    if b"<html" not in data[:_BEGINNING].lower():
        # What browsers show without it, the library takes for no page.
        data = b"<html><body>%b</body></html>" % data
    found = trafilatura.bare_extraction(
        data, include_comments=False, include_tables=True, include_formatting=True
    )
    page = found if isinstance(found, Document) else None
    if page is not None and page.title:
        yield Part("", f"# {page.title}")
    text = page.text if page is not None else None
    # Where nothing looks like the main text, all of it is better than none.
    yield Part("", text or trafilatura.html2txt(data))

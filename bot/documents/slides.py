"""The text of PowerPoint presentations, with what the speaker noted."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pptx

from bot.documents.pieces import Bounds, Part, Parts


def read(data: bytes, _: Bounds) -> Parts:
    """Yield the slides."""
    presentation = pptx.Presentation(io.BytesIO(data))
    for number, slide in enumerate(presentation.slides, start=1):
        texts = list(_texts(slide.shapes))
        if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
            texts += [f"(Notes: {frame.text.strip()})"] if frame.text.strip() else []
        yield Part(f"slide {number}", "\n".join(texts))


def _texts(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in shapes:
        # Only groups hold shapes of their own.
        if hasattr(shape, "shapes"):
            yield from _texts(shape.shapes)
        elif shape.has_text_frame and shape.text_frame.text.strip():
            yield shape.text_frame.text.strip().replace("\v", "\n")
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield " | ".join(" ".join(cell.text.split()) for cell in row.cells)

"""Real pictures made for a test."""

import io

from PIL import Image


def picture(
    width: int = 64,
    height: int = 48,
    colour: str = "teal",
    *,
    kind: str = "PNG",
    hole: bool = False,
    orientation: int = 1,
) -> bytes:
    """A picture as a file; with a `hole` its upper left quarter is transparent."""
    made = Image.new("RGBA" if hole else "RGB", (width, height), colour)
    if hole:
        made.paste((0, 0, 0, 0), (0, 0, width // 2, height // 2))
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    made.save(written, kind, **({"exif": exif} if orientation != 1 else {}))
    return written.getvalue()


def black_and_white(width: int = 64, height: int = 48) -> bytes:
    """A mask without any transparent part: white on the left, black on the right."""
    made = Image.new("L", (width, height), 0)
    made.paste(255, (0, 0, width // 2, height))
    written = io.BytesIO()
    made.save(written, "PNG")
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    """The picture in a file."""
    found = Image.open(io.BytesIO(data))
    found.load()
    return found

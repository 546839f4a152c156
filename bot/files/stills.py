"""Pictures that move, as stills: what is looked at only once hides what comes later."""

import io
from collections.abc import Sequence

from PIL import Image as Picture

from bot.models import Image

_MOST_STILLS = 5
# Reaching a frame takes drawing all that come before it; this many pixels take about a second.
_MOST_PIXELS = 150_000_000
_LONGEST_SIDE = 1_024
_MOVING = {"image/gif", "image/webp", "image/png"}


def stills(images: Sequence[Image]) -> tuple[Image, ...]:
    """The pictures for whoever judges them: each as it is, and later frames of those that move.

    It takes a while: do not call it on the event loop.
    """
    return tuple(still for image in images for still in (image, *_later(image)))


def _later(image: Image) -> list[Image]:
    if image.media_type not in _MOVING:
        return []
    found: list[Image] = []
    try:
        with Picture.open(io.BytesIO(image.data), formats=("GIF", "WEBP", "PNG")) as picture:
            frames = getattr(picture, "n_frames", 1)
            within = min(frames, max(1, _MOST_PIXELS // max(1, picture.width * picture.height)))
            steps = min(_MOST_STILLS, within - 1)
            for step in range(1, steps + 1):
                picture.seek(step * (within - 1) // steps)
                found.append(_still(picture))
    # A frame that cannot be read is shown to nobody either.
    except (
        OSError,
        ValueError,
        SyntaxError,
        LookupError,
        EOFError,
        Picture.DecompressionBombError,
    ):
        return found
    return found


def _still(picture: Picture.Image) -> Image:
    shown = picture.convert("RGB")
    shown.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    data = io.BytesIO()
    shown.save(data, "PNG")
    return Image("image/png", data.getvalue(), shown.width, shown.height)

"""Pictures: looked at, within bounds, and made into what models can see."""

import io

from PIL import Image as Picture
from PIL import UnidentifiedImageError

from bot.errors import InputError
from bot.models import Image

# What OpenAI's models look at; other kinds of picture are converted to PNG first.
_PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
# More readers would only be more doors for hostile files, and take some texts for pictures.
_READ = (*_PICTURES, "BMP", "ICO", "TIFF")
# A small file can hold an enormous picture; this many pixels are 200 MB unpacked.
_MOST_PIXELS = 50_000_000


def picture(name: str, data: bytes) -> Image | None:
    """Return the picture in a file, None where it is none; raises `InputError`."""
    try:
        with Picture.open(io.BytesIO(data), formats=_READ) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise InputError(
                    f"The picture {name} has {found.width} x {found.height} pixels, "
                    "which is too large. Make it smaller."
                )
            media_type = _PICTURES.get(found.format or "")
            found.load()
            if media_type is not None:
                return Image(media_type, data, found.width, found.height)
            converted = io.BytesIO()
            found.convert("RGBA").save(converted, "PNG")
            return Image("image/png", converted.getvalue(), found.width, found.height)
    except UnidentifiedImageError:
        return None
    # Pillow's readers fail in as many ways as there are broken files.
    except (OSError, ValueError, SyntaxError, Picture.DecompressionBombError) as error:
        raise InputError(f"The picture {name} is damaged and cannot be read.") from error

"""Pictures that are to be changed, and the masks that say where; worked on off the event loop."""

import asyncio
import io

from PIL import Image as Picture
from PIL import ImageOps

from bot.errors import InputError, NotAnEndpoint
from bot.files.material import Raw
from bot.files.pictures import picture
from bot.files.sizes import check_size
from bot.models import Image

# The kinds that are taken to be changed; others are converted to PNG.
_TAKEN = ("image/png", "image/jpeg", "image/webp")
# What screens show; pictures for printing have four colours, and others sixteen bits.
_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
# A tag of EXIF: how the camera was held.
_ORIENTATION = 0x0112
# A mask without any transparent part is one of light and dark: the light part is meant.
_LIGHT = 128


async def editable(file: Raw, *, most_bytes: int) -> Image:
    """Return the picture upright and of a kind that can be changed; raises `InputError`."""
    return await asyncio.to_thread(_editable, file, most_bytes)


async def mask_in(image: Image) -> bytes:
    """Make a mask of the picture's own transparent part; b"" where it has none."""
    return await asyncio.to_thread(_mask_in, image)


async def fitted_mask(file: Raw, image: Image, *, resize: bool) -> bytes:
    """Make a mask of a file, as large as the picture; raises `InputError` where it cannot be."""
    return await asyncio.to_thread(_fitted_mask, file, image, resize=resize)


async def made(data: bytes) -> Image:
    """Look at a picture that a model has made; raises `NotAnEndpoint` for anything else."""
    try:
        found = await asyncio.to_thread(picture, "picture", data)
    except InputError as error:
        raise NotAnEndpoint("a damaged picture") from error
    if found is None:
        raise NotAnEndpoint("no picture")
    return found


def _editable(file: Raw, most_bytes: int) -> Image:
    check_size(file.name, len(file.data), most_bytes)
    found = _readable(file)
    with Picture.open(io.BytesIO(found.data)) as opened:
        plain = opened.getexif().get(_ORIENTATION, 1) == 1 and opened.mode in _MODES
        if plain and found.media_type in _TAKEN and not getattr(opened, "is_animated", False):
            return found
        turned = ImageOps.exif_transpose(opened)
        mode = "RGBA" if _is_transparent(turned) else "RGB"
        data = _png(turned.convert(mode))
        return Image("image/png", data, turned.width, turned.height)


def _mask_in(image: Image) -> bytes:
    with Picture.open(io.BytesIO(image.data)) as opened:
        if not _is_transparent(opened):
            return b""
        alpha = opened.convert("RGBA").getchannel("A")
    return _mask(alpha) if alpha.getextrema()[0] == 0 else b""


def _fitted_mask(file: Raw, image: Image, *, resize: bool) -> bytes:
    found = _readable(file)
    with Picture.open(io.BytesIO(found.data)) as opened:
        turned = ImageOps.exif_transpose(opened)
        alpha = turned.convert("RGBA").getchannel("A")
        if alpha.getextrema()[0] != 0:
            alpha = turned.convert("L").point(lambda light: 0 if light >= _LIGHT else 255)
    if alpha.size != (image.width, image.height):
        if not resize:
            raise InputError(
                f"The mask has {alpha.width} x {alpha.height} pixels and the picture "
                f"{image.width} x {image.height}; they must be the same. With fit=on the mask is "
                "resized."
            )
        alpha = alpha.resize((image.width, image.height), Picture.Resampling.NEAREST)
    if alpha.getextrema()[0] != 0:
        raise InputError(
            f"The mask {file.name} marks nothing that may be changed. Make that part transparent, "
            "or white on black."
        )
    return _mask(alpha)


def _readable(file: Raw) -> Image:
    found = picture(file.name, file.data)
    if found is None:
        raise InputError(
            f"{file.name} is no picture that can be read. PNG, JPEG, WebP and GIF work."
        )
    return found


def _is_transparent(opened: Picture.Image) -> bool:
    return opened.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in opened.info


def _mask(alpha: Picture.Image) -> bytes:
    """Write a mask of which every pixel is clear: it is either to be changed or to be kept."""
    clear = alpha.point(lambda value: 0 if value == 0 else 255)
    whole = Picture.new("RGBA", alpha.size, (0, 0, 0, 255))
    whole.putalpha(clear)
    return _png(whole)


def _png(made: Picture.Image) -> bytes:
    written = io.BytesIO()
    made.save(written, "PNG")
    return written.getvalue()

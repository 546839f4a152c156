"""What a person wants drawn, made into an order that the model can carry out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.commands.check import shown
from bot.config.schema import Pictures
from bot.errors import InputError
from bot.messages import Message
from bot.models import Image
from bot.models.drawing import Order

SIZES = {"square": "1024x1024", "landscape": "1536x1024", "portrait": "1024x1536"}
"""Sizes that have a name; every model of the table makes them."""

OTHERS = ("2048x2048", "2048x1152", "3840x2160", "2160x3840")
"""Larger ones, to be offered."""

MOST = 10
"""How many pictures can be asked for at once."""

SKETCHES = 2
"""How many unfinished pictures are asked for where one can be shown."""

_SIZE = re.compile(r"\s*(\d{2,5})\s*[xX×*]\s*(\d{2,5})\s*")
# What every model of the table keeps to (types/image_generate_params.py of the SDK).
_STEP = 16
_MOST_STRETCHED = 3
_LIGHT = "webp"
# In pixels; from about here on a PNG may have more than ten megabytes.
_HEAVY = 4_000_000
_LONGEST_ALT = 300
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Sources:
    """The pictures that something is made of, and the mask of the first one, b"" for none."""

    images: tuple[Image, ...] = ()
    mask: bytes = b""


def ordered(message: Message, model: str, skills: Pictures, sources: Sources) -> Order:
    """Make the order of a message's options; raises `InputError` for what the model cannot do."""
    options = message.options
    background = str(options.get("background", ""))
    format_ = str(options.get("format", ""))
    if sources.images and not skills.edits:
        raise InputError(f"{model} makes pictures, but changes none. Leave the picture out.")
    if background == "transparent" and not skills.transparent:
        raise InputError(f"{model} makes no transparent background. Leave background out.")
    if background == "transparent" and format_ == "jpeg":
        raise InputError("A JPEG has no transparent background. Choose png or webp as the format.")
    _check_among("format", format_, skills.formats, model)
    quality = str(options.get("quality", ""))
    _check_among("quality", quality, skills.qualities, model)
    count = int(options.get("count", 1))
    size = size_of(str(options.get("size", "")), skills, model)
    order = Order(
        model,
        str(options["prompt"]).strip(),
        count=count,
        size=size,
        quality=quality,
        background=background,
        format=format_ or _lighter(size, skills),
        images=sources.images,
        mask=sources.mask,
        sketches=SKETCHES if skills.streams and count == 1 else 0,
    )
    if options.get("action") == "variation":
        return replace(order, prompt=f"Make a variation of this picture. It shows: {order.prompt}")
    return order


def size_of(wanted: str, skills: Pictures, model: str) -> str:
    """The size as the endpoint writes it, "" for the model's choice; raises `InputError`."""
    word = wanted.strip().lower()
    if word in ("", "auto"):
        return ""
    found = _SIZE.fullmatch(SIZES.get(word, word))
    if found is None:
        raise InputError(
            f"size takes square, landscape, portrait, auto, or pixels such as 1536x1024; "
            f"found {shown(wanted)}."
        )
    size = f"{int(found[1])}x{int(found[2])}"
    if skills.sizes and size not in skills.sizes:
        raise InputError(f"{model} makes {', '.join(skills.sizes)}; found {size}.")
    if skills.longest_side is not None:
        _check_sides(int(found[1]), int(found[2]), skills.longest_side)
    return size


def alt(prompt: str, number: int, of: int) -> str:
    """What a picture shows, for those who cannot see it: the words that it was made from."""
    words = " ".join(prompt.split())
    short = words if len(words) <= _LONGEST_ALT else f"{words[: _LONGEST_ALT - 1].rstrip()}…"
    which = f"Picture {number} of {of}" if of > 1 else "Picture"
    return f"{which}, made from the words: {short}"


def file_name(prompt: str, number: int, of: int, *, ending: str) -> str:
    """A name that tells what is in the file."""
    words = re.findall(r"[^\W_]+", prompt.lower())
    stem = ""
    for word in words:
        if len(stem) + len(word) > _LONGEST_NAME:
            break
        stem = f"{stem}-{word}" if stem else word
    return f"{stem or 'picture'}{f'-{number}' if of > 1 else ''}.{ending}"


def _lighter(size: str, skills: Pictures) -> str:
    """The kind of file for a large picture where nobody chose one: as PNG no chat would take it."""
    width, height = map(int, size.split("x")) if size else (0, 0)
    return _LIGHT if width * height > _HEAVY and _LIGHT in skills.formats else ""


def _check_among(option: str, value: str, known: Sequence[str], model: str) -> None:
    if value and value not in known:
        can = f"it takes {', '.join(known)}" if known else "leave it out"
        raise InputError(f"{model} has no {option} {value}; {can}.")


def _check_sides(width: int, height: int, longest: int) -> None:
    if width % _STEP or height % _STEP:
        near = f"{_stepped(width)}x{_stepped(height)}"
        raise InputError(
            f"Both sides of a picture must be multiples of {_STEP} pixels: {near}, for example."
        )
    if max(width, height) > _MOST_STRETCHED * min(width, height):
        raise InputError(f"A picture may be {_MOST_STRETCHED} times as long as wide, no more.")
    if max(width, height) > longest:
        raise InputError(f"The longest side of a picture may have {longest:,} pixels.")


def _stepped(side: int) -> int:
    return max(_STEP, round(side / _STEP) * _STEP)

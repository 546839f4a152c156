"""What is ordered of a model that makes pictures, what comes of it, and what it may take."""

from dataclasses import dataclass
from typing import Any

from bot.config.schema import Pictures
from bot.messages import Usage
from bot.models import Image
from bot.tokens import image_tokens

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
# A side of the picture that the cards give the tokens of.
_SIDE = 1024
# The most that a model chooses by itself, as pixels and as quality.
_LARGEST = (1536, 1024)
_BEST = "high"
# The guide to making pictures says so of each.
_SKETCH_TOKENS = 100
_CHARACTERS_PER_TOKEN = 2


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn: from words alone, or out of `images` by what the words say of them.

    `mask` is a PNG as large as the first image, transparent where that may be changed. What is ""
    is left to the model. `sketches` is how many unfinished pictures are wanted, where one picture
    is made by a model that streams. `person` is a hash, never an id of the platform.
    """

    model: str
    prompt: str
    count: int = 1
    size: str = ""
    quality: str = ""
    background: str = ""
    format: str = ""
    images: tuple[Image, ...] = ()
    mask: bytes = b""
    sketches: int = 0
    person: str = ""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture that is not finished yet."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of one request. `usage` is None where the endpoint reported none."""

    pictures: tuple[bytes, ...]
    usage: Usage | None


def worst(order: Order, skills: Pictures) -> Usage:
    """The most that it may take, as far as the card tells; fewer tokens are usual."""
    width, height = map(int, order.size.split("x")) if order.size else _LARGEST
    square = skills.tokens.get(order.quality or _BEST, 0)
    each = square * (width * height) / _SIDE**2 + order.sketches * _SKETCH_TOKENS
    looked_at = sum(image_tokens(image.width, image.height) for image in order.images)
    words = len(order.prompt) // _CHARACTERS_PER_TOKEN + 1
    requests = -(-order.count // skills.at_once)
    return Usage(
        input=(words + looked_at) * requests,
        output=round(each * order.count),
        images=order.count,
        image_input=looked_at * requests,
    )


def fields(order: Order, skills: Pictures) -> dict[str, Any]:
    """What is sent; a model is told only of what its card says that it understands."""
    fields: dict[str, Any] = {"model": order.model, "prompt": order.prompt, "n": order.count}
    chosen = {
        "size": order.size,
        "quality": order.quality,
        "background": order.background,
        "output_format": order.format,
        "safety_identifier": "" if skills.asked_for_base64 else order.person,
    }
    fields |= {name: value for name, value in chosen.items() if value}
    if skills.asked_for_base64:
        fields["response_format"] = "b64_json"
    if order.images:
        fields["image"] = [
            (f"image-{number}.{_ENDINGS[image.media_type]}", image.data, image.media_type)
            for number, image in enumerate(order.images, start=1)
        ]
    if order.mask:
        fields["mask"] = ("mask.png", order.mask, "image/png")
    return fields

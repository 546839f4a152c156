"""POST /v1/images/generations and /v1/images/edits: their requests and their answers.

Field names: openai/types/image_generate_params.py, image_edit_params.py, images_response.py and the
image_*_event.py files beside them. What is refused is what these say of the GPT image models.
"""

import asyncio
import io
import time
from typing import Any

from msgspec.json import encode
from openai.types.image_edit_params import ImageEditParamsStreaming
from openai.types.image_generate_params import ImageGenerateParamsStreaming
from PIL import Image, UnidentifiedImageError

from tests.doubles.openai.easel import Order, Upload, encoded
from tests.doubles.openai.errors import Problem, Rejected, missing, unsupported, usual
from tests.doubles.openai.models import Models
from tests.doubles.openai.record import Exchange
from tests.doubles.openai.script import Finish, Reply

__all__ = ["Order", "Upload", "read", "streamed", "whole"]

_NAMES = {
    "generations": ImageGenerateParamsStreaming.__annotations__.keys(),
    "edits": ImageEditParamsStreaming.__annotations__.keys(),
}
_OLD = ("response_format", "style")
_QUALITIES = ("low", "medium", "high", "xhigh", "max", "auto")
_TOKENS = {"low": 200, "medium": 1_770, "high": 7_030, "xhigh": 10_600, "max": 14_100}
_LONGEST_PROMPT = 32_000
_MOST_IMAGES, _LARGEST_IMAGE, _LARGEST_MASK = 16, 50_000_000, 4_000_000
_IMAGE_TOKENS, _SKETCH_TOKENS = 1_024, 100

BLOCKED = Problem(
    400,
    "Your request was rejected by the safety system. If you believe this is an error, contact us "
    "and include the request ID. safety_violations=[violence].",
    type="image_generation_user_error",
    code="moderation_blocked",
)


def read(exchange: Exchange, models: Models) -> Order:
    """Read a request. Raises `Rejected`."""
    body, kind = _fields(exchange), exchange.endpoint
    name = body.get("model")
    if not isinstance(name, str):
        raise Rejected(missing("model"))
    if not models.get(name).draws:
        said = f"Invalid value: '{name}'. Supported values are GPT image models."
        raise Rejected(Problem(400, said, code="invalid_value", param="model"))
    for field in body:
        if field in _OLD or field not in _NAMES[kind]:
            said = f"Unknown parameter: '{field}'."
            raise Rejected(Problem(400, said, code="unknown_parameter", param=field))
    prompt = body.get("prompt")
    if not isinstance(prompt, str) or not prompt:
        raise Rejected(missing("prompt"))
    if len(prompt) > _LONGEST_PROMPT:
        raise _invalid("prompt", "string too long")
    return _order(body, kind, name, prompt)


def _order(body: dict[str, Any], kind: str, model: str, prompt: str) -> Order:
    count = _number(body, "n", 1, 1, 10)
    sketches = _number(body, "partial_images", 0, 0, 3)
    stream = str(body.get("stream", "")).lower() == "true"
    if sketches and not stream:
        raise Rejected(unsupported("partial_images", "Set 'stream' to use it."))
    quality = str(body.get("quality", "auto"))
    known = _QUALITIES[:3] + _QUALITIES[-1:] if model == "gpt-image-2" else _QUALITIES
    if quality not in known:
        raise _invalid("quality", f"'{quality}' is not one of {', '.join(known)}")
    form = str(body.get("output_format", "png"))
    if form not in {"png", "jpeg", "webp"}:
        raise _invalid("output_format", f"'{form}' is not supported")
    background = str(body.get("background", "auto"))
    if background == "transparent" and form == "jpeg":
        raise _invalid("background", "Transparent background is not supported for JPEG")
    width, height = _size(str(body.get("size", "auto")))
    images = tuple(body.get("image", ()))
    mask = body.get("mask")
    if kind == "edits":
        _check_images(images, mask)
    return Order(
        kind, model, prompt, count, width, height, quality, form, background, stream, sketches,
        images, mask,
    )  # fmt: skip


def whole(order: Order, drawn: list[bytes]) -> bytes:
    """Return the JSON of an answer that is not streamed."""
    return encode(
        {
            "created": int(time.time()),
            "background": "transparent" if order.background == "transparent" else "opaque",
            "data": [{"b64_json": encoded(data)} for data in drawn],
            "output_format": order.format,
            "quality": "high" if order.quality == "auto" else order.quality,
            "size": f"{order.width}x{order.height}",
            "usage": usage(order),
        }
    )


def usage(order: Order) -> dict[str, Any]:
    """Return what an order is billed with."""
    words = len(order.prompt.split())
    looked_at = _IMAGE_TOKENS * len(order.images)
    each = _TOKENS["high" if order.quality == "auto" else order.quality]
    area = order.width * order.height / 1024**2
    output = round(each * area) * order.count
    output += _SKETCH_TOKENS * order.sketches if order.stream else 0
    return {
        "input_tokens": words + looked_at,
        "input_tokens_details": {"text_tokens": words, "image_tokens": looked_at},
        "output_tokens": output,
        "output_tokens_details": {"text_tokens": 0, "image_tokens": output},
        "total_tokens": words + looked_at + output,
    }


def streamed(
    order: Order, drawn: list[bytes], gate: asyncio.Event | None
) -> tuple["Stream", Reply]:
    """Return the events of a stream, sketches as its tokens; the gate stands behind them."""
    pictures = [encoded(data) for data in drawn]
    gates = [gate] if gate is not None else []
    stream = Stream(order, pictures[order.sketches :])
    return stream, Reply([*pictures[: order.sketches], *gates])


class Stream:
    """The form of a stream of pictures; see `tests.doubles.openai.stream.Form`."""

    def __init__(self, order: Order, finished: list[str]) -> None:
        self._order = order
        self._finished = finished
        self._number = 0
        self._kind = "image_edit" if order.kind == "edits" else "image_generation"

    def opening(self) -> bytes:
        """Return nothing: the first event is a sketch."""
        return b""

    def delta(self, token: str) -> bytes:
        """Return a sketch."""
        number, self._number = self._number, self._number + 1
        return self._event("partial_image", {"b64_json": token, "partial_image_index": number})

    def closing(self, finish: Finish) -> bytes:
        """Return the finished pictures."""
        bill = {"usage": usage(self._order)}
        return b"".join(
            self._event("completed", {"b64_json": picture} | bill) for picture in self._finished
        )

    def noise(self) -> bytes:
        """Return a comment, and an event of an unknown type."""
        return b": keep-alive\n\n" + self._event("novelty", {"mood": "calm"})

    def error(self, problem: Problem, *, nested: bool) -> bytes:
        """Return the error event."""
        return b"event: error\ndata: " + encode({"type": "error", **problem.body()}) + b"\n\n"

    def failed(self, problem: Problem) -> bytes:
        """Return the error event."""
        return self.error(problem, nested=True)

    def _event(self, what: str, fields: dict[str, Any]) -> bytes:
        kind, order = f"{self._kind}.{what}", self._order
        common = {
            "background": order.background,
            "created_at": int(time.time()),
            "output_format": order.format,
            "quality": order.quality,
            "size": f"{order.width}x{order.height}",
        }
        data = encode({"type": kind} | fields | common)
        return b"event: " + kind.encode() + b"\ndata: " + data + b"\n\n"


def _fields(exchange: Exchange) -> dict[str, Any]:
    """The fields of a request, from its JSON or its form, in which only images are many."""
    body = exchange.body
    if not isinstance(body, dict):
        raise Rejected(usual(400))
    if exchange.endpoint == "generations":
        return body
    return {name: value if name == "image" else value[0] for name, value in body.items()}


def _number(body: dict[str, Any], name: str, default: int, least: int, most: int) -> int:
    try:
        value = int(body.get(name, default))
    except (TypeError, ValueError):
        raise _invalid(name, "expected an integer") from None
    if not least <= value <= most:
        raise _invalid(name, f"expected a value from {least} to {most}, but got {value}")
    return value


def _size(size: str) -> tuple[int, int]:
    if size == "auto":
        return 1024, 1024
    width, _, height = size.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise _invalid("size", f"'{size}' is not a size")
    sides = int(width), int(height)
    if any(side % 16 for side in sides) or max(sides) > 3840 or max(sides) > 3 * min(sides):
        raise _invalid("size", f"'{size}' is not supported by this model")
    return sides


def _check_images(images: tuple[Upload, ...], mask: Upload | None) -> None:
    if not images:
        raise Rejected(missing("image"))
    if len(images) > _MOST_IMAGES:
        raise _invalid("image", "too many images")
    sizes = [_measured(image, "image", {"PNG", "JPEG", "WEBP"}, _LARGEST_IMAGE) for image in images]
    if mask is None:
        return
    if _measured(mask, "mask", {"PNG"}, _LARGEST_MASK) != sizes[0]:
        raise _invalid("mask", "the mask and the image must have the same size", "invalid_mask")
    with Image.open(io.BytesIO(mask.data)) as opened:
        if "A" not in opened.getbands():
            raise _invalid("mask", "the mask has no alpha channel", "invalid_mask")


def _measured(file: Any, param: str, kinds: set[str], most: int) -> tuple[int, int]:
    if not isinstance(file, Upload) or len(file.data) >= most:
        raise _invalid(param, "expected a file that is not too large")
    try:
        with Image.open(io.BytesIO(file.data)) as opened:
            opened.load()
            if opened.format in kinds and file.media_type == Image.MIME[opened.format]:
                return opened.size
    except (UnidentifiedImageError, OSError, SyntaxError):
        pass
    raise _invalid(param, "unsupported mimetype or damaged file", "invalid_image_file")


def _invalid(param: str, said: str, code: str = "invalid_value") -> Rejected:
    return Rejected(Problem(400, f"Invalid '{param}': {said}.", code=code, param=param))

"""Draws what a request for pictures asks for: real files, each of another colour."""

import asyncio
import base64
import io
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

_COLOURS = ("teal", "orange", "purple", "olive", "navy", "maroon", "gold", "pink", "gray", "lime")
_FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """A request for pictures that was found to be in order; sizes are in pixels."""

    kind: str
    model: str
    prompt: str
    count: int
    width: int
    height: int
    quality: str
    format: str
    background: str
    stream: bool
    sketches: int
    images: tuple[Upload, ...] = ()
    mask: Upload | None = None


Draw = Callable[[Order, int], bytes]


@dataclass(slots=True)
class Easel:
    """Makes the pictures: small ones, to be quick, unless `draw` makes others.

    `delay` is in seconds. While `gate` is there and not set, nothing is finished; sketches come
    before it. `blocked` are words that the safety system refuses. `orders` is all that was asked.
    """

    delay: float = 0
    gate: asyncio.Event | None = None
    draw_one: Draw | None = None
    blocked: tuple[str, ...] = ()
    orders: list[Order] = field(default_factory=list)

    async def draw(self, order: Order) -> list[bytes]:
        """Return the files that are asked for, the sketches first."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.gate is not None and not order.stream:
            await self.gate.wait()
        wanted = order.count + (order.sketches if order.stream else 0)
        make = self.draw_one or drawn
        return [make(order, number) for number in range(wanted)]


def drawn(order: Order, number: int) -> bytes:
    """Return a picture in the order's form, a thirty-second of its size."""
    size = max(1, order.width // 32), max(1, order.height // 32)
    transparent = order.background == "transparent"
    colour = _COLOURS[number % len(_COLOURS)]
    picture = Image.new(
        "RGBA" if transparent else "RGB", size, (0, 0, 0, 0) if transparent else colour
    )
    if transparent:
        picture.paste(Image.new("RGB", (size[0] // 2, size[1] // 2), colour))
    written = io.BytesIO()
    picture.save(written, _FORMATS[order.format])
    return written.getvalue()


def encoded(data: bytes) -> str:
    """Return a file as it travels in JSON."""
    return base64.b64encode(data).decode("ascii")

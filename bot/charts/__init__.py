"""Charts as pictures, drawn in a process of their own.

matplotlib takes a second to import and much memory, so only the child has it; it is used in this
package only. The picture has a background of its own, which reads on dark and on light, and the
colours are told apart by people who are colour-blind.
"""

import asyncio
import base64
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bot.children import ChildDied, answers
from bot.errors import CauserieError

Unit = Literal["dollars", "tokens", "images", "minutes", "requests"]

_SECONDS = 60.0
_WAITING = 20
MOST_SERIES = 7
"""More cannot be told apart; the rest belongs into one that is called "others"."""

MOST_MOMENTS = 120


class ChartFailed(CauserieError):
    """The picture could not be drawn; what it would have shown is to be had as a table."""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour: a value for each moment. `stand_in` is drawn where no font has its `name`."""

    name: str
    values: tuple[float, ...]
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over time, the series on top of one another.

    `moments` are what stands under the bars, at most `MOST_MOMENTS`.
    """

    title: str
    unit: Unit
    moments: tuple[str, ...]
    series: tuple[Series, ...]


class Painter:
    """Draws one chart at a time; a few may wait. `folder` is for the child's list of fonts."""

    def __init__(self, folder: Path, *, seconds: float = _SECONDS) -> None:
        self._folder = folder
        self._seconds = seconds
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def draw(self, chart: Chart) -> bytes:
        """Draw it as PNG, 1280 by 720; raises `ChartFailed`."""
        if self._waiting >= _WAITING:
            raise ChartFailed("Too many pictures are being drawn. Try again in a moment.")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._drawn(chart)
        finally:
            self._waiting -= 1

    async def _drawn(self, chart: Chart) -> bytes:
        order = {**asdict(chart), "folder": str(self._folder)}
        said = answers("bot.charts.child", order, seconds=self._seconds)
        try:
            async with aclosing(said) as drawn:
                return base64.b64decode((await anext(drawn))["png"])
        except (ChildDied, StopAsyncIteration) as error:
            raise ChartFailed("The picture could not be drawn.") from error

"""Everything that can go wrong with an endpoint, to be had on demand.

Three kinds: instead of an answer (`instead`), in the middle of one (`breaks`), and oddities that a
client must put up with.
"""

from dataclasses import dataclass

from tests.doubles.arming import Armory
from tests.doubles.openai.breaks import (
    Cut,
    Drop,
    Error,
    Failed,
    Insert,
    Stall,
    bad_utf8,
    corrupt,
    odd_chunk,
)
from tests.doubles.openai.instead import Instead, Json, Page, Reset, Silence, Status, no_quota
from tests.doubles.openai.line import Line
from tests.doubles.openai.record import Endpoint
from tests.doubles.openai.stream import Break

__all__ = [
    "Cut",
    "Drop",
    "Error",
    "Failed",
    "Fault",
    "Faults",
    "Insert",
    "Json",
    "Noise",
    "Page",
    "Reset",
    "Silence",
    "Stall",
    "Status",
    "Trickle",
    "bad_utf8",
    "corrupt",
    "no_quota",
    "odd_chunk",
]


@dataclass(frozen=True, slots=True)
class Trickle:
    """Few bytes at a time, so that packets split lines and characters."""

    size: int = 1
    pause: float = 0

    def dress(self, line: Line) -> None:
        """Slow the line down."""
        line.slice, line.pause = self.size, self.pause


@dataclass(frozen=True, slots=True)
class Noise:
    """Comments, empty chunks and unknown fields before every token, all of them allowed."""

    def dress(self, line: Line) -> None:
        """Make the line noisy."""
        line.noisy = True


Oddity = Trickle | Noise
Fault = Instead | Break | Oddity


class Faults(Armory[Fault, Endpoint]):
    """The faults to come, in order."""

    def add(self, *faults: Fault, on: Endpoint | None = None, times: int | None = 1) -> None:
        """Let the next `times` requests (None: all) at one endpoint (None: any) go wrong.

        Several faults strike the same request together. What was added first is used up first.
        """
        self.arm(faults, lambda endpoint: on in {None, endpoint}, times)

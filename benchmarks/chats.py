"""What the benchmarks of platforms share: the answer that is given, and what is said of it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.bare import quantile
from tests.doubles.openai.script import cut

# The stand-in for the model: seconds to the first token, between tokens, and until a verdict.
FIRST, BETWEEN, VERDICT, TOKENS = 0.1, 0.01, 0.02, 40
TEXT = (
    "Foxes are clever animals of the dog family. They hunt at night and sleep by day, and their "
    "young stay with them until the autumn. "
)
FLAGS = (
    *("--lenient", "--tokens", str(TOKENS), "--text", TEXT, "--first-delay", str(FIRST)),
    *("--delay", str(BETWEEN), "--moderation-delay", str(VERDICT)),
)
# The answer of the stand-in, and with which token its first sentence ends.
END = "".join((cut(TEXT) * 2)[:TOKENS]).rstrip()
FIRST_SENTENCE = 9


class Result(Protocol):
    """When a question was asked, when first words were shown, and when all; in seconds."""

    @property
    def asked_at(self) -> float:
        """When it was asked."""
        ...

    @property
    def first_at(self) -> float:
        """When first words were shown."""
        ...

    @property
    def done_at(self) -> float:
        """When all was shown."""
        ...


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process has used so far: seconds of the processor, and bytes of memory now."""

    processor: float
    memory: int

    @classmethod
    def of(cls, pid: int) -> "Spent":
        """Ask the system."""
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(times[11]) + int(times[12])
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return cls(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE"))


def figures(done: Sequence[Result], *, judged: bool) -> str:
    """Say when words came, beyond what the model needs for them.

    `judged` says that nothing was shown before there was a verdict on the first sentence.
    """
    first = [each.first_at - each.asked_at - FIRST for each in done]
    end = [each.done_at - each.asked_at - FIRST - (TOKENS - 1) * BETWEEN for each in done]
    told = f"beyond the model: first words {_spread(first)}, end {_spread(end)}"
    if judged:
        cleared = [each - FIRST_SENTENCE * BETWEEN - VERDICT for each in first]
        told += f"; beyond the verdict on the first sentence: first words {_spread(cleared)}"
    return told


def cost(begun: Spent, ended: Spent, wall: float, count: int) -> str:
    """Say what so many answers cost."""
    processor = (ended.processor - begun.processor) * 1000 / count
    return (
        f"all in {wall:5.2f} s, processor {processor:5.2f} ms each, "
        f"memory {ended.memory / 1e6:5.1f} MB"
    )


def memory(used: Sequence[Spent]) -> str:
    """Say how much memory there was after each 500 answers."""
    steps = ", ".join(f"{each.memory / 1e6:.1f}" for each in used)
    return f"memory after each 500 answers: {steps} MB"


def _spread(values: Sequence[float]) -> str:
    return f"{quantile(values, 0.5) * 1000:6.1f} ms (p95 {quantile(values, 0.95) * 1000:6.1f})"

"""The bare loop over the SDK, for scale: what an answer costs before Causerie adds anything.

python -m benchmarks.bare --base-url http://127.0.0.1:8000/v1 --answers 20 --at-once 5
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from openai import AsyncOpenAI


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its text, how many chunks had text, and seconds to the first of them and all."""

    text: str
    chunks: int
    first: float
    end: float


@dataclass(frozen=True, slots=True)
class Run:
    """Some answers, the seconds they took together, and this process's seconds of processor."""

    answers: tuple[Answer, ...]
    wall: float
    processor: float

    @property
    def processor_ms(self) -> float:
        """Milliseconds of processor time for one answer."""
        return self.processor * 1000 / len(self.answers)

    def first_ms(self, share: float = 0.5) -> float:
        """Return the milliseconds to the first text that this share of the answers kept within."""
        return quantile([answer.first for answer in self.answers], share) * 1000

    def end_ms(self, share: float = 0.5) -> float:
        """Return the milliseconds to the end that this share of the answers kept within."""
        return quantile([answer.end for answer in self.answers], share) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` (0 to 1) of the values do not exceed."""
    if len(values) == 1:
        return values[0]
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return cuts[min(98, max(0, round(share * 100) - 1))]


async def run(
    base_url: str,
    *,
    answers: int,
    at_once: int = 1,
    model: str = "gpt-4o",
    key: str = "sk-double-0123456789abcdef",
    prompt: str = "Say something about foxes.",
) -> Run:
    """Have `answers` answers, `at_once` of them side by side, over one client and one prompt.

    One more is asked for first and not counted, so that imports and the connection are paid for.
    """
    async with AsyncOpenAI(base_url=base_url, api_key=key, max_retries=0) as client:
        await _answer(client, model, prompt)
        rooms = asyncio.Semaphore(at_once)

        async def one() -> Answer:
            async with rooms:
                return await _answer(client, model, prompt)

        wall, processor = time.perf_counter(), time.process_time()
        done = await asyncio.gather(*(one() for _ in range(answers)))
        return Run(tuple(done), time.perf_counter() - wall, time.process_time() - processor)


async def _answer(client: AsyncOpenAI, model: str, prompt: str) -> Answer:
    began, first, parts = time.perf_counter(), 0.0, []
    stream = await client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": prompt}], stream=True
    )
    async for chunk in stream:
        for choice in chunk.choices:
            if choice.delta.content:
                first = first or time.perf_counter() - began
                parts.append(choice.delta.content)
    return Answer("".join(parts), len(parts), first, time.perf_counter() - began)


def main() -> None:
    """Run from the command line and print one line of figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare", description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--answers", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--model", default="gpt-4o")
    flags = parser.parse_args()
    done = asyncio.run(
        run(flags.base_url, answers=flags.answers, at_once=flags.at_once, model=flags.model)
    )
    print(
        f"{len(done.answers)} answers of {done.answers[0].chunks} tokens, {flags.at_once} at once: "
        f"first {done.first_ms():.1f} ms (p95 {done.first_ms(0.95):.1f}), "
        f"end {done.end_ms():.1f} ms (p95 {done.end_ms(0.95):.1f}), "
        f"processor {done.processor_ms:.2f} ms each"
    )


if __name__ == "__main__":
    main()

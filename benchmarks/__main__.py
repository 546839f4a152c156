"""All figures: `make bench`, or `python -m benchmarks answers` for one kind.

Figures about answers are printed beside a bare loop over the SDK, measured in the same run against
the same stand-in, which is a process of its own.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence

from benchmarks import (
    answers,
    bare,
    budgets,
    discord,
    slack,
    sound,
    storing,
    summaries,
    translations,
    windows,
)
from benchmarks.bare import Run
from tests.doubles.openai.process import running

# The stand-in: seconds to the first token, between tokens, and until a verdict.
FIRST, BETWEEN, VERDICT = 0.1, 0.01, 0.02
TOKENS = 40
TEXT = (
    "Foxes are clever animals of the dog family. They hunt at night and sleep by day, and their "
    "young stay with them until the autumn. "
)
# The first sentence ends with this token, so its words may be shown this much later.
FIRST_SENTENCE = 9


async def show_answers() -> None:
    """Print what an answer costs, beside the bare loop."""
    flags = [
        *("--lenient", "--tokens", str(TOKENS), "--text", TEXT, "--first-delay", str(FIRST)),
        *("--delay", str(BETWEEN), "--moderation-delay", str(VERDICT)),
    ]
    async with running(*flags) as base_url:
        for at_once, count in ((1, 60), (50, 1_000)):
            loop = await bare.run(base_url, answers=count, at_once=at_once)
            ours = await answers.run(base_url, answers=count, at_once=at_once)
            print(f"answers of {TOKENS} tokens, {count} of them, {at_once} at once")
            print(f"  bare loop   {_figures(loop)}")
            print(f"  Causerie    {_figures(ours)}")
            allowed = (FIRST + FIRST_SENTENCE * BETWEEN + VERDICT) * 1000
            print(
                f"  added       first words {ours.first_ms() - allowed:.1f} ms after the verdict "
                f"allows them, the end {ours.end_ms() - loop.end_ms():.1f} ms after the model's"
            )


def _figures(run: Run) -> str:
    return (
        f"first {run.first_ms():7.1f} ms (p95 {run.first_ms(0.95):7.1f}), "
        f"end {run.end_ms():7.1f} ms (p95 {run.end_ms(0.95):7.1f}), "
        f"processor {run.processor_ms:5.2f} ms each"
    )


async def show_start() -> None:
    """Print how long the program needs to start."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import bot.bootstrap, bot.config.load; bot.config.load.load()"
    )
    await process.wait()
    print(f"imports and configuration {(time.perf_counter() - began) * 1000:.0f} ms")


KINDS = {
    "answers": show_answers,
    "budgets": budgets.show,
    "windows": windows.main,
    "storing": storing.main,
    "discord": discord.main,
    "slack": slack.main,
    "summaries": summaries.main,
    "translations": translations.main,
    "sound": sound.main,
    "start": show_start,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures that were asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], help="all, unless named")
    for kind in parser.parse_args(arguments).kinds or KINDS:
        print(f"== {kind}")
        asyncio.run(KINDS[kind]())


if __name__ == "__main__":
    main()

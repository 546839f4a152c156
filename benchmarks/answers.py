"""What Causerie adds to an answer: both screenings, the window and the store, against a stand-in.

python -m benchmarks.answers --base-url http://127.0.0.1:8000/v1 --answers 20 --at-once 5
"""

import argparse
import asyncio
import tempfile
import time
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from benchmarks.bare import Answer, Run
from bot.bootstrap import bootstrap
from bot.config import Config
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from bot.core import Bot
from bot.messages import Message, Person, Place, Text
from bot.running import settle

KEY = "sk-double-0123456789abcdef"
PROMPT = "Say something about foxes."


async def run(
    base_url: str, *, answers: int, at_once: int = 1, model: str = "gpt-4o", warm: int = 10
) -> Run:
    """Have `answers` answers, `at_once` side by side, each place asked again and again.

    Those of the first `warm` rounds are not counted, so that imports and connections are paid for.
    """
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate(
            {
                "store": {"url": f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"},
                "models": {"base_url": base_url, "default": model},
            }
        )
        secrets = Secrets(openai_api_key=SecretStr(KEY))
        async with bootstrap(Loaded(config, secrets, None)) as bot:
            settle()
            for number in range(warm):
                await _answer(bot, f"warm {number}", "warm")
            return await _rounds(bot, answers, at_once)


async def _rounds(bot: Bot, answers: int, at_once: int) -> Run:
    async def place(channel: str) -> list[Answer]:
        rounds = range(answers // at_once)
        return [await _answer(bot, f"{channel} {number}", channel) for number in rounds]

    wall, processor = time.perf_counter(), time.process_time()
    done = await asyncio.gather(*(place(str(channel)) for channel in range(at_once)))
    counted = tuple(answer for answers in done for answer in answers)
    return Run(counted, time.perf_counter() - wall, time.process_time() - processor)


async def _answer(bot: Bot, number: str, channel: str) -> Answer:
    message = Message(
        number,
        Place("bench", "server", channel),
        Person("1", "Dana"),
        PROMPT,
        datetime.now(UTC),
        direct=True,
    )
    began, first, parts = time.perf_counter(), 0.0, []
    async with aclosing(bot.handle(message)) as events:
        async for event in events:
            if isinstance(event, Text):
                first = first or time.perf_counter() - began
                parts.append(event.text)
    return Answer("".join(parts), len(parts), first, time.perf_counter() - began)


def main() -> None:
    """Run from the command line and print one line of figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers", description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--answers", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=1)
    flags = parser.parse_args()
    done = asyncio.run(run(flags.base_url, answers=flags.answers, at_once=flags.at_once))
    print(
        f"{len(done.answers)} answers, {flags.at_once} at once: first {done.first_ms():.1f} ms, "
        f"end {done.end_ms():.1f} ms, processor {done.processor_ms:.2f} ms each"
    )


if __name__ == "__main__":
    main()

"""What a translation costs that was made before: the way through the core, without the model.

python -m benchmarks.translations
"""

import asyncio
import tempfile
import time
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from benchmarks.bare import quantile
from bot.bootstrap import bootstrap
from bot.config import Config
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from bot.core import Bot
from bot.messages import Message, Person, Place, Text
from bot.translating import languages
from tests.doubles.openai.process import running

KEY = "sk-double-0123456789abcdef"
TEXT = (
    "Good morning, <@42>! The **release** is late: see `CHANGES.md` and https://example.org/x. " * 4
)
# A translation that is made anew is easily told by this.
SLOW = ("--first-delay", "1")
MODERATION = ("off", "auto")


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds from the message to the end of its answer, out of the cache, in order."""

    moderation: str
    times: tuple[float, ...]

    def line(self) -> str:
        """The figures as a person reads them."""
        judged = "judged by the stand-in" if self.moderation == "auto" else "judged by lists alone"
        return (
            f"a translation out of the cache, {judged}: p50 {quantile(self.times, 0.5):.2f} ms, "
            f"p95 {quantile(self.times, 0.95):.2f} ms, p99 {quantile(self.times, 0.99):.2f} ms "
            f"({len(self.times):,} of them)"
        )


async def run(base_url: str, *, moderation: str, count: int = 300, warm: int = 20) -> Figures:
    """Have the same text translated again and again; the first ones are not counted."""
    await asyncio.to_thread(languages.prepare)
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate(
            {
                "store": {"url": f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"},
                "models": {"base_url": base_url, "default": "gpt-4o"},
                "screening": {"moderation": {"service": moderation}},
            }
        )
        secrets = Secrets(openai_api_key=SecretStr(KEY))
        async with bootstrap(Loaded(config, secrets, None)) as bot:
            times = [await _translated(bot, number) for number in range(warm + count)]
    return Figures(moderation, tuple(times[warm:]))


async def _translated(bot: Bot, number: int) -> float:
    message = Message(
        str(number),
        Place("bench", "server", "channel"),
        Person("1", "Dana"),
        "",
        datetime.now(UTC),
        command="translate",
        options={"text": TEXT, "to": "German"},
    )
    began, shown = time.perf_counter(), ""
    async with aclosing(bot.handle(message)) as events:
        async for event in events:
            shown += event.text if isinstance(event, Text) else ""
    if not shown:
        raise RuntimeError("nothing was translated")
    return (time.perf_counter() - began) * 1000


async def main() -> None:
    """Print the figures."""
    # What is in the cache came through whole, so the stand-in has to say it as it was.
    async with running("--lenient", "--text", TEXT.strip(), *SLOW) as base_url:
        for moderation in MODERATION:
            print((await run(base_url, moderation=moderation)).line())


if __name__ == "__main__":
    asyncio.run(main())

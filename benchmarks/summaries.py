"""What a summary of a long channel takes, over the whole core and against a stand-in.

python -m benchmarks.summaries
"""

import asyncio
import json
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from benchmarks.answers import KEY
from benchmarks.talk import PEOPLE, Talk
from bot.bootstrap import bootstrap
from bot.channels import Said
from bot.config import Config
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from bot.core import Bot
from bot.messages import Ended, Event, Message, Outcome, Place, Text
from tests.doubles.openai.process import running
from tests.fakes.channels import FakeChannels

MESSAGES = 5_000
# The stand-in: seconds to the first token, between tokens, and until a verdict.
FIRST, BETWEEN, VERDICT = 0.2, 0.005, 0.02
TOKENS = 120
TEXT = "They agreed to ship on Friday [12] and asked who tests the bridge [345]. "
PLACE = Place("bench", "server", "channel")


class _Letters:
    """Nobody looks at the tokens of made-up words here."""

    def count(self, text: str, encoding: str = "") -> int:  # noqa: ARG002  # the port's
        return len(text)


class _Channel(FakeChannels):
    """Gives its messages at once: what a platform takes for its pages is measured nowhere here."""

    async def history(
        self,
        place: Place,
        *,
        after: object = None,  # noqa: ARG002  # all of it is asked for
        before: object = None,  # noqa: ARG002
        newest: int | None = None,
    ) -> AsyncIterator[Said]:
        for one in self.said[place][-(newest or 0) :]:
            yield one


@dataclass(frozen=True, slots=True)
class Run:
    """One summary: seconds until the first words and the end, and what was asked meanwhile."""

    first: float
    end: float
    processor: float
    parts: int
    links: int
    asked: dict[str, int]
    most_open: int


def channel(count: int) -> list[Said]:
    """A conversation of five people."""
    talk = Talk(_Letters())
    begin = datetime.now(UTC) - timedelta(hours=12)
    return [
        Said(
            str(number),
            PEOPLE[number % 5].id,
            PEOPLE[number % 5].name,
            talk.question(),
            begin + timedelta(seconds=number),
            link=f"https://chat.example/channel/{number}",
        )
        for number in range(1, count + 1)
    ]


async def run(base_url: str, *, messages: int = MESSAGES) -> Run:
    """Sum up a channel once; a first, short summary pays for imports and connections."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate(
            {
                "store": {"url": f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"},
                "models": {"base_url": base_url, "default": "gpt-4o"},
            }
        )
        secrets = Secrets(openai_api_key=SecretStr(KEY))
        channels = _Channel()
        async with bootstrap(Loaded(config, secrets, None)) as bot:
            bot.attach("bench", channels)
            channels.said[PLACE] = channel(20)
            await _seen(bot, "warm")
            channels.said[PLACE] = channel(messages)
            before = await _record(base_url)
            wall, processor = time.perf_counter(), time.process_time()
            first, seen = await _seen(bot, "measured")
            end, processor = time.perf_counter() - wall, time.process_time() - processor
            asked = Counter((await _record(base_url))["requests"])
    asked.subtract(before["requests"])
    words = "".join(event.text for event in seen if isinstance(event, Text))
    last = seen[-1]
    if not isinstance(last, Ended) or last.outcome is not Outcome.ANSWERED:
        raise RuntimeError(f"the summary failed: {last}")
    most = (await _record(base_url))["most_open"]
    return Run(first, end, processor, asked["chat"] - 1, words.count("]("), dict(asked), most)


async def _seen(bot: Bot, number: str) -> tuple[float, list[Event]]:
    message = Message(
        number, PLACE, PEOPLE[0], "", datetime.now(UTC), command="summarize", direct=True
    )
    began, first, seen = time.perf_counter(), 0.0, list[Event]()
    async with aclosing(bot.handle(message)) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, Text):
                first = first or time.perf_counter() - began
    return first, seen


async def _record(base_url: str) -> dict[str, object]:
    """What the stand-in counted."""
    parts = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(b"GET /record HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return dict(json.loads(answer.split(b"\r\n\r\n", 1)[1]))


async def main() -> None:
    """Print the figures."""
    flags = [
        *("--lenient", "--tokens", str(TOKENS), "--text", TEXT, "--first-delay", str(FIRST)),
        *("--delay", str(BETWEEN), "--moderation-delay", str(VERDICT)),
    ]
    async with running(*flags) as base_url:
        done = await run(base_url)
    print(
        f"a channel of {MESSAGES:,} messages, {done.parts} parts: first words after "
        f"{done.first:.2f} s, the end after {done.end:.2f} s, processor {done.processor:.2f} s"
    )
    print(f"  requests {done.asked}, at most {done.most_open} open at once, {done.links} links")


if __name__ == "__main__":
    asyncio.run(main())

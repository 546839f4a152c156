"""Answers in Slack, asked over the wire, beside a bare loop over the SDK's own stream.

The stand-ins for Slack and for the model are processes of their own.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
from openai import AsyncOpenAI
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import adapter
from benchmarks.answers import KEY
from benchmarks.bare import quantile
from bot.bootstrap import bootstrap
from bot.config import Config
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from tests.doubles.openai import process as model
from tests.doubles.openai.script import cut
from tests.doubles.slack import process
from tests.doubles.slack.control import Result
from tests.doubles.slack.process import Remote

# The stand-in for the model: seconds to the first token, between tokens, and until a verdict.
FIRST, BETWEEN, VERDICT, TOKENS = 0.1, 0.01, 0.02, 40
TEXT = (
    "Foxes are clever animals of the dog family. They hunt at night and sleep by day, and their "
    "young stay with them until the autumn. "
)
# The whole answer of the stand-in: a part of it may end as it does.
WHOLE = "".join((cut(TEXT) * 2)[:TOKENS]).rstrip()
WARM = 5


async def main() -> None:
    """Print what answers cost, one after the other and in a hundred threads at once."""
    flags = [
        *("--lenient", "--tokens", str(TOKENS), "--text", TEXT, "--first-delay", str(FIRST)),
        *("--delay", str(BETWEEN), "--moderation-delay", str(VERDICT)),
    ]
    async with model.running(*flags) as base_url:
        for at_once, count in ((1, 20), (100, 200)):
            print(f"answers of {TOKENS} tokens in Slack, {count} of them, {at_once} at once")
            for name, serving in (("bare loop", bare), ("Causerie", ours)):
                async with (
                    process.running("--channels", "10") as remote,
                    serving(remote, base_url),
                ):
                    figures = await measured(remote, count, at_once)
                print(f"  {name:<10}  {figures}")


async def measured(remote: Remote, count: int, at_once: int) -> str:
    """Ask so many questions, each in a thread of its own, and say what the answers cost."""
    places = await remote.places()
    free = asyncio.Semaphore(at_once)
    threads = [
        await remote.says(places[number % len(places)], f"topic {number}")
        for number in range(WARM + count)
    ]

    async def ask(number: int) -> Result:
        async with free:
            return await remote.asks(
                places[number % len(places)],
                "<@BOT> say something about foxes",
                until=WHOLE,
                thread=threads[number],
            )

    for number in range(WARM):
        await ask(number)
    wall, processor = time.perf_counter(), time.process_time()
    done = await asyncio.gather(*(ask(WARM + number) for number in range(count)))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    firsts = [each.first_at - each.asked_at for each in done]
    ends = [each.done_at - each.asked_at for each in done]
    return (
        f"first {quantile(firsts, 0.5) * 1000:7.1f} ms (p95 {quantile(firsts, 0.95) * 1000:7.1f}), "
        f"end {quantile(ends, 0.5) * 1000:7.1f} ms (p95 {quantile(ends, 0.95) * 1000:7.1f}), "
        f"all in {wall:5.2f} s, processor {processor * 1000 / count:5.2f} ms each"
    )


@asynccontextmanager
async def bare(remote: Remote, base_url: str) -> AsyncIterator[None]:
    """Answer with the SDK's stream and nothing else: no screening, no window, no store."""
    async with (
        aiohttp.ClientSession() as session,
        AsyncOpenAI(base_url=base_url, api_key=KEY, max_retries=0) as client,
    ):
        web = AsyncWebClient(remote.bot_token, base_url=remote.api_url, session=session)
        app = AsyncApp(client=web)

        @app.event("app_mention")
        async def answer(event: dict[str, Any]) -> None:
            stream = await web.chat_stream(
                channel=event["channel"],
                thread_ts=event.get("thread_ts") or event["ts"],
                recipient_team_id=event["team"],
                recipient_user_id=event["user"],
            )
            asked = [{"role": "user", "content": event["text"]}]
            chunks = await client.chat.completions.create(
                model="gpt-4o", messages=asked, stream=True
            )
            async for chunk in chunks:
                for choice in chunk.choices:
                    if choice.delta.content:
                        await stream.append(markdown_text=choice.delta.content)
            await stream.stop()

        @app.event("message")
        async def nothing() -> None:
            """Let Bolt acknowledge."""

        handler = AsyncSocketModeHandler(app, remote.app_token)
        await handler.connect_async()
        try:
            yield
        finally:
            await handler.close_async()


@asynccontextmanager
async def ours(remote: Remote, base_url: str) -> AsyncIterator[None]:
    """Answer as Causerie does, with all that belongs to it."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate(
            {
                "store": {"url": f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"},
                "models": {"base_url": base_url, "default": "gpt-4o"},
                "lanes": {"at_once_per_server": 200},
                "slack": {"api_url": remote.api_url},
            }
        )
        secrets = {
            "SLACK_BOT_TOKEN": SecretStr(remote.bot_token),
            "SLACK_APP_TOKEN": SecretStr(remote.app_token),
        }
        loaded = Loaded(config, Secrets(openai_api_key=SecretStr(KEY)), None)
        async with bootstrap(loaded) as bot:
            running = asyncio.create_task(adapter.run(bot, config, secrets))
            while not (await remote.record())["connections"]:  # noqa: ASYNC110  # elsewhere
                await asyncio.sleep(0.02)
            try:
                yield
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running


if __name__ == "__main__":
    asyncio.run(main())

"""Answers in Slack, asked over the wire, beside a bare loop over the SDK's own stream.

Whoever answers is a process of its own, and so are the stand-ins for Slack and for the model.

python -m benchmarks.slack
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from benchmarks.chats import END, FLAGS, Spent, cost, figures, memory
from bot.bootstrap import bootstrap
from bot.config import Config
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from tests.doubles.openai import process as model
from tests.doubles.slack import process
from tests.doubles.slack.control import Result
from tests.doubles.slack.process import Remote

WARM = 5
LOOPS = ("bare", "ours")


async def main() -> None:
    """Print what answers cost: one after the other, a hundred threads at once, and a thousand."""
    async with model.running(*FLAGS) as base_url:
        for count, at_once in ((40, 1), (100, 100), (1_000, 50)):
            print(f"{count:,} answers in threads of their own, {at_once} at once")
            for loop in LOOPS:
                async with (
                    process.running("--channels", "10") as remote,
                    serving(loop, remote, base_url) as pid,
                ):
                    for line in await measured(remote, pid, count, at_once, judged=loop == "ours"):
                        print(f"  {loop:<5} {line}")


async def measured(
    remote: Remote, pid: int, count: int, at_once: int, *, judged: bool
) -> list[str]:
    """Ask so many questions, each in a thread of its own, and say what the answers cost.

    `judged` says that nothing is shown before there is a verdict on the first sentence.
    """
    places = await remote.places()
    free = asyncio.Semaphore(at_once)
    warm = max(WARM, at_once)
    threads = [
        await remote.says(places[number % len(places)], f"topic {number}")
        for number in range(warm + count)
    ]
    used: list[Spent] = []
    done: list[Result] = []

    async def ask(number: int) -> None:
        async with free:
            place = places[number % len(places)]
            text = "<@BOT> say something about foxes"
            done.append(await remote.asks(place, text, until=END, thread=threads[number]))
        if len(done) % 500 == 0:
            used.append(Spent.of(pid))

    # As while a bot runs, connections are there, and what is loaded at first use.
    await asyncio.gather(*(ask(number) for number in range(warm)))
    done.clear()
    used.clear()
    begun, wall = Spent.of(pid), time.perf_counter()
    await asyncio.gather(*(ask(warm + number) for number in range(count)))
    wall, ended = time.perf_counter() - wall, Spent.of(pid)
    lines = [figures(done, judged=judged), cost(begun, ended, wall, count)]
    return [*lines, *([memory(used)] if len(used) > 1 else [])]


@asynccontextmanager
async def serving(loop: str, remote: Remote, base_url: str) -> AsyncIterator[int]:
    """Let a loop answer in a process of its own; gives the id of the process."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.slack", loop, base_url),
        *(remote.api_url, remote.bot_token, remote.app_token),
        stdin=asyncio.subprocess.PIPE,
    )
    try:
        while not (await remote.record())["connections"]:  # noqa: ASYNC110  # it is elsewhere
            await asyncio.sleep(0.05)
        # What was said in the first moment is asked for, as it may have been missed.
        await asyncio.sleep(1.5)
        yield child.pid
    finally:
        child.terminate()
        await child.wait()


async def bare(config: Config, bot_token: str, app_token: str) -> None:
    """Answer with the SDK's stream and nothing else: no screening, no window, no store."""
    async with (
        aiohttp.ClientSession() as session,
        AsyncOpenAI(base_url=config.models.base_url, api_key=KEY, max_retries=0) as client,
    ):
        web = AsyncWebClient(bot_token, base_url=config.slack.api_url, session=session)
        app = AsyncApp(client=web)

        @app.event("app_mention")
        async def answer(event: dict[str, Any]) -> None:
            stream = await web.chat_stream(
                channel=event["channel"],
                thread_ts=event.get("thread_ts") or event["ts"],
                recipient_team_id=event["team"],
                recipient_user_id=event["user"],
            )
            asked: list[Any] = [{"role": "user", "content": event["text"]}]
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

        await AsyncSocketModeHandler(app, app_token).connect_async()  # type: ignore[no-untyped-call]  # the SDK says no types
        await asyncio.Event().wait()


async def ours(config: Config, bot_token: str, app_token: str) -> None:
    """Answer as Causerie does, with all that belongs to it."""
    secrets = {"SLACK_BOT_TOKEN": SecretStr(bot_token), "SLACK_APP_TOKEN": SecretStr(app_token)}
    loaded = Loaded(config, Secrets(openai_api_key=SecretStr(KEY)), None)
    async with bootstrap(loaded) as bot:
        await adapter.run(bot, config, secrets)


def serve(flags: argparse.Namespace) -> None:
    """Answer until terminated."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate(
            {
                "store": {"url": f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"},
                "models": {"base_url": flags.base_url, "default": "gpt-4o"},
                "lanes": {"at_once_per_server": 200},
                "slack": {"api_url": flags.api_url},
            }
        )
        loop = {"bare": bare, "ours": ours}[flags.loop]
        asyncio.run(loop(config, flags.bot_token, flags.app_token))


def _flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slack", description=__doc__)
    parser.add_argument("loop", nargs="?", choices=LOOPS, help="answer with this one; else print")
    for name in ("base_url", "api_url", "bot_token", "app_token"):
        parser.add_argument(name, nargs="?")
    return parser.parse_args()


if __name__ == "__main__":
    given = _flags()
    if given.loop:
        serve(given)
    else:
        asyncio.run(main())

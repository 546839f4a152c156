"""Answers in Discord, asked over the wire, beside a bare loop over discord.py and the SDK's stream.

Whoever answers is a process of its own, and so are the stand-ins for Discord and for the model.

python -m benchmarks.discord
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
from openai import AsyncOpenAI
from pydantic import SecretStr

from adapters.discord.adapter import DiscordAdapter, point
from benchmarks.answers import KEY
from benchmarks.chats import END, FLAGS, Spent, cost, figures, memory
from bot.bootstrap import bootstrap
from bot.config import Config
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from bot.running import settle
from tests.doubles.discord import process
from tests.doubles.discord.control import Result
from tests.doubles.discord.process import Remote
from tests.doubles.openai import process as model

WARM = 5
LOOPS = ("bare", "ours")


async def main() -> None:
    """Print what answers cost: one after the other, a hundred at once, and two thousand."""
    async with model.running(*FLAGS) as base_url:
        for count, channels, at_once in ((40, 1, 1), (100, 100, 100), (2_000, 200, 50)):
            print(f"{count:,} answers in {channels} channels, {at_once} at once")
            for loop in LOOPS:
                async with (
                    process.running("--channels", str(channels)) as remote,
                    serving(loop, remote, base_url) as pid,
                ):
                    for line in await measured(remote, pid, count, at_once, judged=loop == "ours"):
                        print(f"  {loop:<5} {line}")


async def measured(
    remote: Remote, pid: int, count: int, at_once: int, *, judged: bool
) -> list[str]:
    """Ask so many questions, in each channel one after the other, and say what they cost.

    `judged` says that nothing is shown before there is a verdict on the first sentence.
    """
    places = await remote.places()
    used: list[Spent] = []
    done: list[Result] = []

    async def ask(number: int) -> None:
        text = f"<@{bot}> say something about foxes"
        done.append(await remote.asks(places[number], text, until=END))
        if len(done) % 500 == 0:
            used.append(Spent.of(pid))

    async def line(numbers: Sequence[int]) -> None:
        for number in numbers:
            await ask(number % len(places))

    bot = (await remote.record())["bot"]
    # Every channel has been talked in before, as it has while a bot runs.
    warm = range(len(places))
    await asyncio.gather(*(line(warm[first::WARM]) for first in range(WARM)))
    done.clear()
    used.clear()
    begun, wall = Spent.of(pid), time.perf_counter()
    # Whoever asks waits for the answer, and the channels take turns.
    await asyncio.gather(*(line(range(first, count, at_once)) for first in range(at_once)))
    wall, ended = time.perf_counter() - wall, Spent.of(pid)
    lines = [figures(done, judged=judged), cost(begun, ended, wall, count)]
    return [*lines, *([memory(used)] if len(used) > 1 else [])]


@asynccontextmanager
async def serving(loop: str, remote: Remote, base_url: str) -> AsyncIterator[int]:
    """Let a loop answer in a process of its own; gives the id of the process."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.discord", loop, base_url),
        *(remote.api_url, remote.gateway_url, remote.token),
        stdin=asyncio.subprocess.PIPE,
    )
    try:
        while not (await remote.record())["connected"]:  # noqa: ASYNC110  # it is elsewhere
            await asyncio.sleep(0.05)
        yield child.pid
    finally:
        child.terminate()
        await child.wait()


async def bare(config: Config, token: str) -> None:
    """Answer with discord.py and the SDK's stream, and nothing else."""
    client = discord.Client(
        intents=discord.Intents(guilds=True, guild_messages=True, message_content=True),
        allowed_mentions=discord.AllowedMentions.none(),
    )
    async with AsyncOpenAI(base_url=config.models.base_url, api_key=KEY, max_retries=0) as api:

        @client.event
        async def on_message(message: discord.Message) -> None:
            if client.user is None or client.user not in message.mentions:
                return
            asked: list[Any] = [{"role": "user", "content": message.content}]
            stream = await api.chat.completions.create(model="gpt-4o", messages=asked, stream=True)
            await _written(stream, message)

        await client.start(token)


async def _written(stream: Any, message: discord.Message) -> None:
    """Send the first words, then edit in one task with the newest text."""
    text, shown = "", ""
    reply: discord.Message | None = None
    editing: asyncio.Task[Any] | None = None
    async for chunk in stream:
        text += "".join(choice.delta.content or "" for choice in chunk.choices)
        if text and reply is None:
            shown, reply = text, await message.reply(text)
        elif reply is not None and text != shown and (editing is None or editing.done()):
            shown, editing = text, asyncio.create_task(reply.edit(content=text))
    if editing is not None:
        await editing
    if reply is not None and text != shown:
        await reply.edit(content=text)


async def ours(config: Config, token: str) -> None:
    """Answer as Causerie does, with all that belongs to it."""
    loaded = Loaded(config, Secrets(openai_api_key=SecretStr(KEY)), None)
    async with bootstrap(loaded) as bot:
        settle()
        await DiscordAdapter().run(bot, config, {"DISCORD_TOKEN": SecretStr(token)})


def serve(flags: argparse.Namespace) -> None:
    """Answer until terminated."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate(
            {
                "store": {"url": f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"},
                "models": {"base_url": flags.base_url, "default": "gpt-4o"},
                "lanes": {"at_once_per_server": 200},
                "discord": {"api_url": flags.api_url, "gateway_url": flags.gateway_url},
            }
        )
        point(config.discord)
        asyncio.run({"bare": bare, "ours": ours}[flags.loop](config, flags.token))


def _flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.discord", description=__doc__)
    parser.add_argument("loop", nargs="?", choices=LOOPS, help="answer with this one; else print")
    for name in ("base_url", "api_url", "gateway_url", "token"):
        parser.add_argument(name, nargs="?")
    return parser.parse_args()


if __name__ == "__main__":
    given = _flags()
    if given.loop:
        serve(given)
    else:
        asyncio.run(main())

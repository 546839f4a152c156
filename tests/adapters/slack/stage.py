"""The whole of the bot at work in a stand-in for Slack, with a stand-in for the model."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from adapters.slack.adapter import Slack
from bot.core import Bot
from tests.bot.talking import configured, opened
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Message, SlackDouble

PING_SECONDS = 0.2
TOP = Path(__file__).parents[3]


@asynccontextmanager
async def working(
    slack: SlackDouble,
    bot: Bot,
    folder: Path,
    api: OpenAIDouble,
    /,
    *,
    mode: str = "socket",
    **changes: Any,
) -> AsyncIterator[None]:
    """Run the adapter over a core while the context lasts; `mode` is how Slack reaches it."""
    given = _with_address(slack, changes)
    secrets = {"SLACK_BOT_TOKEN": SecretStr(slack.bot_token)}
    if mode == "http":
        port = _free_port()
        given["slack"] |= {"mode": "http", "listen": f"127.0.0.1:{port}"}
        secrets["SLACK_SIGNING_SECRET"] = SecretStr(slack.signing_secret)
        slack.posts_to(f"http://127.0.0.1:{port}/slack/events")
        ready = asyncio.create_task(_listened(port))
    else:
        secrets["SLACK_APP_TOKEN"] = SecretStr(slack.app_token)
        ready = asyncio.create_task(slack.sockets.until(len(slack.sockets.lines) + 1))
    config = configured(folder, api, **given)
    running = asyncio.create_task(Slack(ping_seconds=PING_SECONDS).run(bot, config, secrets))
    await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        ready.cancel()
        running.result()
    try:
        yield
    finally:
        bot.stop()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@asynccontextmanager
async def at_work(
    slack: SlackDouble,
    folder: Path,
    api: OpenAIDouble,
    /,
    *,
    mode: str = "socket",
    **changes: Any,
) -> AsyncIterator[Bot]:
    """Run the adapter over a core of its own while the context lasts."""
    async with (
        opened(folder, api, **_with_address(slack, changes)) as bot,
        working(slack, bot, folder, api, mode=mode, **changes),
    ):
        yield bot


@asynccontextmanager
async def program(
    slack: SlackDouble, api: OpenAIDouble, home: Path, environment: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the program itself, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "slack"),
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(TOP),
            "OPENAI_API_KEY": api.key,
            "OPENAI_BASE_URL": api.base_url,
            "CAUSERIE_SLACK__API_URL": slack.api_url,
            "CAUSERIE_SCREENING__SEGMENTS__MILLISECONDS": "50",
            **environment,
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


async def _listened(port: int) -> None:
    for _ in range(500):
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.02)
    raise TimeoutError("nobody listens")


def _with_address(slack: SlackDouble, changes: dict[str, Any]) -> dict[str, Any]:
    return changes | {"slack": {"api_url": slack.api_url} | changes.get("slack", {})}


def answers(channel: Channel, asked: Message) -> list[str]:
    """What the bot has said in the thread of a message."""
    return [each.content for each in channel.thread(asked) if each.author.is_bot]


def is_done(channel: Channel, asked: Message) -> bool:
    """Whether an answer stands there that does not grow any more."""
    own = [each for each in channel.thread(asked) if each.author.is_bot]
    return bool(own) and not any(each.is_streaming for each in own)

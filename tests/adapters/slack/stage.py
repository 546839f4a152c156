"""The whole of the bot at work in a stand-in for Slack, with a stand-in for the model."""

import asyncio
from collections.abc import AsyncIterator
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


@asynccontextmanager
async def working(
    slack: SlackDouble, bot: Bot, folder: Path, api: OpenAIDouble, /, **changes: Any
) -> AsyncIterator[None]:
    """Run the adapter over a core while the context lasts."""
    config = configured(folder, api, **_with_address(slack, changes))
    secrets = {
        "SLACK_BOT_TOKEN": SecretStr(slack.bot_token),
        "SLACK_APP_TOKEN": SecretStr(slack.app_token),
    }
    before = len(slack.sockets.lines)
    running = asyncio.create_task(Slack(ping_seconds=PING_SECONDS).run(bot, config, secrets))
    connected = asyncio.create_task(slack.sockets.until(before + 1))
    await asyncio.wait({running, connected}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        connected.cancel()
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
    slack: SlackDouble, folder: Path, api: OpenAIDouble, /, **changes: Any
) -> AsyncIterator[Bot]:
    """Run the adapter over a core of its own while the context lasts."""
    async with (
        opened(folder, api, **_with_address(slack, changes)) as bot,
        working(slack, bot, folder, api, **changes),
    ):
        yield bot


def _with_address(slack: SlackDouble, changes: dict[str, Any]) -> dict[str, Any]:
    return changes | {"slack": {"api_url": slack.api_url} | changes.get("slack", {})}


def answers(channel: Channel, asked: Message) -> list[str]:
    """What the bot has said in the thread of a message."""
    return [each.content for each in channel.thread(asked) if each.author.is_bot]


def is_done(channel: Channel, asked: Message) -> bool:
    """Whether an answer stands there that does not grow any more."""
    own = [each for each in channel.thread(asked) if each.author.is_bot]
    return bool(own) and not any(each.is_streaming for each in own)

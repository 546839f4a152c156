"""The double in a process of its own, with a bot in this one."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import SlackDouble, timing
from tests.doubles.slack.process import Remote, running


@asynccontextmanager
async def echo(slack: SlackDouble | Remote) -> AsyncIterator[None]:
    """Run a bot that streams what it heard while the context lasts."""
    async with ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
        app = AsyncApp(client=client)

        @app.event("app_mention")
        async def answer(event: dict[str, Any], say_stream: Callable[..., Any]) -> None:
            stream = await say_stream(buffer_size=1)
            await stream.append(markdown_text="You said ")
            await stream.stop(markdown_text=event["text"].partition(" ")[2])

        @app.event("message")
        async def ignore() -> None:
            pass

        handler: Any = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.2)
        await handler.connect_async()
        try:
            yield
        finally:
            await handler.close_async()


async def test_asking_tells_when_the_first_and_the_last_words_were_shown(
    slack: SlackDouble,
) -> None:
    alice, general = slack.user("Alice"), slack.channel("general")

    async with echo(slack):
        timed = await timing.ask(
            alice, general, "<@BOT> tea", done=lambda text: text.endswith("tea")
        )

    assert timed.asked_at < timed.first_at < timed.done_at
    assert timed.versions == 2
    assert [message.content for message in timed.messages] == ["You said tea"]


@pytest.fixture(name="remote")
async def _remote() -> AsyncIterator[Remote]:
    async with running("--channels", "2", "--people", "2") as remote:
        yield remote


async def test_another_process_asks_and_makes_trouble(remote: Remote) -> None:
    places = await remote.places()
    assert len(places) == 2

    async with echo(remote):
        for place in places:
            result = await remote.asks(place, "<@BOT> tea", until="tea", seconds=10)
            assert result.asked_at < result.first_at < result.done_at
            assert (result.versions, result.texts) == (2, ["You said tea"])
        await remote.trouble("retry", seconds=0.2)
        await remote.trouble("drop")
        await remote.asks(places[0], "<@BOT> coffee", until="coffee", seconds=10)
        counts = await remote.record()

    assert counts["connected"] == 2
    assert counts["requests"]["chat.startStream"] == 3
    assert counts["statuses_standing"] == 0

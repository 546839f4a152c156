"""The official SDK and Bolt, running against the double of Slack."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import SlackDouble

Json = dict[str, Any]


@asynccontextmanager
async def client_of(slack: SlackDouble, token: str | None = None) -> AsyncIterator[AsyncWebClient]:
    """Yield the official client with a token, by default the bot's, and with one session."""
    async with ClientSession() as session:
        yield AsyncWebClient(
            slack.bot_token if token is None else token, base_url=slack.api_url, session=session
        )


async def error_of(answer: Awaitable[Any]) -> str:
    """Return the error with which a call is answered."""
    try:
        await answer
    except SlackApiError as error:
        return str(error.response["error"])
    raise AssertionError("the call was answered with ok")


class Bolt:
    """A Bolt app that hears everything and remembers it: the bodies, in order."""

    def __init__(self, slack: SlackDouble, client: AsyncWebClient) -> None:
        self.slack = slack
        self.bodies: list[Json] = []
        self.app = AsyncApp(
            client=client,
            signing_secret=slack.signing_secret,
            ignoring_self_events_enabled=False,
        )
        self.app.middleware(self._remember)
        self.app.event(re.compile(".*"))(_nothing)

    async def _remember(self, body: Json, next_: Callable[[], Awaitable[Any]]) -> None:
        self.bodies.append(body)
        await next_()
        self.slack.world.changes.changed()

    def takes_all(self) -> None:
        """Acknowledge every interaction that no listener was added for until now."""
        for taken in (self.app.action, self.app.shortcut, self.app.view):
            taken(re.compile(".*"))(_acknowledge)

    def events(self, type_: str) -> list[Json]:
        """Return the events of a type that were heard."""
        told = (body["event"] for body in self.bodies if "event" in body)
        return [event for event in told if event["type"] == type_]

    @asynccontextmanager
    async def connected(self, connections: int = 1) -> AsyncIterator["Bolt"]:
        """Listen in Socket Mode through so many connections while the context lasts."""
        already = len(self.slack.sockets.lines)
        handlers: list[Any] = [
            AsyncSocketModeHandler(self.app, self.slack.app_token, ping_interval=0.2)
            for _ in range(connections)
        ]
        for handler in handlers:
            await handler.connect_async()
        await self.slack.sockets.until(already + connections)
        try:
            yield self
        finally:
            for handler in handlers:
                await handler.close_async()
            await self.slack.sockets.until(already)


async def _nothing() -> None:
    """Do nothing; that it listens lets Bolt acknowledge."""


async def _acknowledge(ack: Callable[[], Awaitable[Any]]) -> None:
    await ack()

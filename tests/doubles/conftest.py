"""The doubles, and the official clients against them."""

from collections.abc import AsyncIterator

import discord
import pytest
from openai import AsyncOpenAI, DefaultAsyncHttpx2Client
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import Bolt, client_of
from tests.doubles.clients import Client, running
from tests.doubles.discord import Channel, DiscordDouble, Permission, Person, Server
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import SlackDouble


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture(name="client")
async def _client(api: OpenAIDouble) -> AsyncIterator[AsyncOpenAI]:
    # Loopback has no certificates, and reading the trust store takes longer than most tests.
    http = DefaultAsyncHttpx2Client(verify=False)
    async with AsyncOpenAI(
        base_url=api.base_url, api_key=api.key, max_retries=0, http_client=http
    ) as client:
        yield client


@pytest.fixture(name="double")
async def _double() -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble() as double:
        yield double


@pytest.fixture(name="alice")
def _alice(double: DiscordDouble) -> Person:
    return double.user("Alice")


@pytest.fixture(name="server")
def _server(double: DiscordDouble, alice: Person) -> Server:
    needed = Permission.MANAGE_MESSAGES | Permission.MANAGE_THREADS | Permission.PIN_MESSAGES
    return double.guild("Tea house", alice, permissions=needed)


@pytest.fixture(name="channel")
def _channel(server: Server) -> Channel:
    return server.channel("general")


@pytest.fixture(name="bot")
async def _bot(double: DiscordDouble, channel: Channel) -> AsyncIterator[Client]:
    """A client that is connected and knows of one server with one channel."""
    bot = Client()
    async with running(bot, double):
        yield bot


@pytest.fixture(name="slack")
async def _slack() -> AsyncIterator[SlackDouble]:
    async with SlackDouble() as slack:
        yield slack


@pytest.fixture(name="web")
async def _web(slack: SlackDouble) -> AsyncIterator[AsyncWebClient]:
    async with client_of(slack) as web:
        yield web


@pytest.fixture(name="bolt")
async def _bolt(slack: SlackDouble, web: AsyncWebClient) -> AsyncIterator[Bolt]:
    async with Bolt(slack, web).connected() as bolt:
        yield bolt


@pytest.fixture(name="room")
async def _room(bot: Client, channel: Channel) -> discord.TextChannel:
    """The channel as the client has it."""
    room = bot.get_channel(channel.id)
    assert isinstance(room, discord.TextChannel)
    return room

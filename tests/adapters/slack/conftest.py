"""Slack and the model as stand-ins, and the bot between them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import Bot
from tests.adapters.slack.stage import at_work
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Person, SlackDouble


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="slack")
async def _slack() -> AsyncIterator[SlackDouble]:
    async with SlackDouble() as slack:
        # Slack's 3 seconds would be a test of the machine, which may stand still for longer.
        slack.rules.acknowledge_within = 60
        yield slack


@pytest.fixture(name="alice")
def _alice(slack: SlackDouble) -> Person:
    return slack.user("Alice")


@pytest.fixture(name="general")
def _general(slack: SlackDouble, alice: Person) -> Channel:
    return slack.channel("general", alice)


@pytest.fixture(name="bot", params=["socket", "http"])
async def _bot(
    request: pytest.FixtureRequest, slack: SlackDouble, api: OpenAIDouble, tmp_path: Path
) -> AsyncIterator[Bot]:
    """At work in both ways in which Slack reaches it."""
    async with at_work(slack, tmp_path, api, mode=request.param) as bot:
        yield bot


@pytest.fixture(name="connected")
async def _connected(slack: SlackDouble, api: OpenAIDouble, tmp_path: Path) -> AsyncIterator[Bot]:
    """At work in Socket Mode, for what happens to connections."""
    async with at_work(slack, tmp_path, api) as bot:
        yield bot

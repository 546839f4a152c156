"""The first answer to an interaction: in time, too late, twice, or on a broken line."""

import asyncio
import logging
import time

import pytest

from bot.core import Bot
from tests.adapters.discord.commands.commanding import commanding
from tests.doubles.discord import Channel, DiscordDouble, Person
from tests.doubles.discord.faults import Lost, Reset

CALLBACK = "POST /interactions/{interaction}/{token}/callback"


async def test_an_interaction_that_is_over_is_left_alone_without_noise(
    double: DiscordDouble,
    bot: Bot,
    channel: Channel,
    alice: Person,
    caplog: pytest.LogCaptureFixture,
):
    double.rules.acknowledge_within = -1
    async with commanding(double, bot) as commanded:
        await alice.slash(channel, "help")
        await double.until(lambda: len(double.record.of(CALLBACK)) == 1)
        await double.until(lambda: double.record.open == 0)

    assert commanded.asked == []
    assert loud(caplog) == []


async def test_an_interaction_that_another_process_took_is_left_to_it(
    double: DiscordDouble,
    bot: Bot,
    channel: Channel,
    alice: Person,
    caplog: pytest.LogCaptureFixture,
):
    async with commanding(double, bot) as commanded:
        interaction = await alice.slash(channel, "help")
        interaction.acknowledged_at = time.monotonic()
        await double.until(lambda: len(double.record.of(CALLBACK)) == 1)
        await double.until(lambda: double.record.open == 0)

    assert commanded.asked == []
    assert loud(caplog) == []


async def test_a_completion_that_comes_too_late_makes_no_noise(
    double: DiscordDouble,
    bot: Bot,
    channel: Channel,
    alice: Person,
    caplog: pytest.LogCaptureFixture,
):
    async with commanding(double, bot):
        double.rules.acknowledge_within = -1
        typing = asyncio.create_task(alice.autocompletes(channel, "persona", "name", ""))
        await double.until(lambda: len(double.record.of(CALLBACK)) == 1)
        await double.until(lambda: double.record.open == 0)
        typing.cancel()

    assert loud(caplog) == []


@pytest.mark.parametrize("fault", [Reset(), Lost()])
async def test_an_acknowledgement_on_a_broken_line_is_made_again(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person, fault: Reset | Lost
):
    async with commanding(double, bot):
        double.fail(fault, on=CALLBACK)
        interaction = await alice.slash(channel, "help")

        assert "There are also these commands" in (await interaction.answered()).content


def loud(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]

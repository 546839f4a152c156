"""Commands are registered when they have changed, and at no other start."""

import asyncio
from dataclasses import replace

import pytest

from adapters.discord.syncing import sync
from bot.core import Bot
from tests.adapters.discord.commands.commanding import commanding
from tests.adapters.discord.commands.portal import set_up
from tests.adapters.discord.commands.samples import SAMPLE
from tests.doubles.discord import Channel, DiscordDouble
from tests.doubles.discord.faults import Slow


async def test_the_first_start_registers_the_commands_at_once(
    double: DiscordDouble, bot: Bot, channel: Channel
):
    async with commanding(double, bot) as commanded:
        assert commanded.synced
        assert double.commands.syncs == 1


async def test_a_second_start_registers_nothing(double: DiscordDouble, bot: Bot, channel: Channel):
    async with commanding(double, bot):
        pass
    async with commanding(double, bot) as again:
        assert not again.synced

    assert double.commands.syncs == 1
    assert not double.record.of("POST /applications/{application}/commands")


async def test_a_command_more_is_registered_at_the_next_start(
    double: DiscordDouble, bot: Bot, channel: Channel
):
    async with commanding(double, bot):
        assert "sample" not in double.commands.names()
    async with commanding(double, bot, more=[SAMPLE]):
        assert "sample" in double.commands.names()

    assert double.commands.syncs == 2


async def test_other_words_are_registered_at_the_next_start(
    double: DiscordDouble, bot: Bot, channel: Channel
):
    async with commanding(double, bot, more=[SAMPLE]):
        pass
    async with commanding(double, bot, more=[replace(SAMPLE, description="Take it all")]) as again:
        assert again.synced

    declared = [each.declared for each in double.commands.of(None)]
    assert "Take it all" in {each.get("description") for each in declared}


async def test_another_application_gets_the_commands_too(
    double: DiscordDouble, bot: Bot, channel: Channel
):
    async with commanding(double, bot):
        pass
    double.world.application.id += 1
    async with commanding(double, bot) as other:
        assert other.synced


async def test_what_may_be_installed_is_part_of_the_declaration(
    double: DiscordDouble, bot: Bot, channel: Channel
):
    async with commanding(double, bot):
        pass
    set_up(double, integration_types_config={"0": {}})
    async with commanding(double, bot) as again:
        assert again.synced


async def test_a_failure_is_a_line_in_the_log_and_the_next_start_tries_again(
    double: DiscordDouble, bot: Bot, channel: Channel, caplog: pytest.LogCaptureFixture
):
    double.rules.command_creates_a_day = 3
    async with commanding(double, bot) as commanded:
        assert not commanded.synced
        assert commanded.client.is_ready()
    assert "could not be registered" in caplog.text

    double.rules.command_creates_a_day = 200
    async with commanding(double, bot) as again:
        assert again.synced


async def test_a_registration_that_hangs_does_not_hold_up_the_start(
    double: DiscordDouble, bot: Bot, channel: Channel, caplog: pytest.LogCaptureFixture
):
    async with commanding(double, bot) as commanded:
        await bot.notes.set(f"discord/commands/{double.world.application.id}", "another")
        over = asyncio.Event()
        double.fail(Slow(over=over), on="PUT /applications/{application}/commands")
        assert commanded.client.application is not None

        done = await sync(commanded.tree, bot.notes, commanded.client.application, seconds=0.1)
        over.set()

    assert not done
    assert "could not be registered" in caplog.text

"""Connecting, staying connected over several shards, and leaving."""

import asyncio
import logging

import pytest

from bot.errors import PlatformError
from bot.log import Masked
from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import TOKEN, Intent, Reset, Status
from tests.doubles.discord.kinds import PRIVILEGED
from tests.doubles.openai import Reply

FIRST = "The first sentence is quite long, so that it can be shown at once. "


async def test_a_token_that_discord_does_not_know_is_a_sentence_about_what_to_do(stage: Stage):
    stage.discord.token = "MTE1NzYxNDU2NzA5MDEwNDQ4.GdOuBl.another-0123456789abcdefghi"
    with pytest.raises(PlatformError, match="press Reset Token"):
        async with stage.running():
            raise AssertionError("it cannot be connected")


async def test_a_bot_that_may_not_read_messages_says_which_switch_is_missing(stage: Stage):
    stage.discord.world.application.privileged = PRIVILEGED & ~Intent.CONTENT
    with pytest.raises(PlatformError, match="Message Content Intent"):
        async with stage.running():
            raise AssertionError("it cannot be connected")


async def test_discord_being_away_at_the_start_is_waited_for(stage: Stage):
    stage.discord.fail(Reset(), on="GET /users/@me")
    stage.discord.fail(Status(503), on="GET /gateway/bot")
    async with stage.running():
        await stage.asks()
        await stage.answered()


async def test_each_shard_serves_its_own_servers(stage: Stage):
    stage.discord.gateway.shards = 2
    servers = [stage.discord.guild(f"Server {number}", stage.alice) for number in range(3)]
    channels = [server.channel("general") for server in servers]
    async with stage.running(shards=2):
        for channel in channels:
            await stage.asks("Which shard?", channel)
        for channel in channels:
            await stage.answered(channel)

    assert stage.discord.gateway.identified == 2


async def test_the_number_of_shards_can_be_set(stage: Stage):
    where = {
        "api_url": stage.discord.api_url,
        "gateway_url": stage.discord.gateway_url,
        "cdn_url": stage.discord.cdn_url,
        "shards": 2,
    }
    async with stage.running(shards=2, discord=where):
        await stage.asks()
        await stage.answered()


async def test_lines_of_the_library_are_in_our_format_and_without_the_token(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG, logger="discord")
    async with stage.running():
        await stage.asks()
        await stage.answered()
        await stage.discord.gateway.drop()
        await stage.discord.until(lambda: stage.discord.gateway.resumed == 1)
    lines = [Masked().format(record) for record in caplog.records]

    assert any(" discord." in line for line in lines)
    assert TOKEN not in "\n".join(lines)


async def test_what_is_still_being_written_when_it_stops_is_kept_with_what_was_shown(stage: Stage):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, "Never shown."]))
    async with stage.running(stop_seconds=0.05):
        await stage.asks()
        await stage.discord.until(lambda: bool(stage.said()))
    (answer,) = stage.said()

    assert answer.content.startswith(FIRST.strip())
    assert buttons(answer) == {"Go on", "Again"}


async def test_what_was_not_begun_when_it_stops_is_answered_after_the_start(stage: Stage):
    gate = asyncio.Event()
    stage.api.say(Reply([gate, "Never shown."]), "Here I am.")
    async with stage.running(stop_seconds=0.05):
        await stage.asks()
        await stage.api.until(lambda record: bool(record.of("chat")))
    assert stage.said() == []
    async with stage.running():
        (answer,) = await stage.answered()

    assert answer.content == "Here I am."


async def test_an_answer_may_end_when_the_bot_is_told_to_stop(stage: Stage):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, "The end."]))
    async with stage.running():
        await stage.asks()
        await stage.discord.until(lambda: bool(stage.said()))
        asyncio.get_running_loop().call_later(0.3, gate.set)
    (answer,) = stage.said()

    assert answer.content == FIRST + "The end."
    assert "Again" in buttons(answer)


async def test_a_moderator_who_deletes_the_answer_stops_it(stage: Stage):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, *(["More and more words. "] * 5), gate, "Never."], delay=0.3))
    async with stage.running():
        await stage.asks()
        await stage.discord.until(lambda: bool(stage.said()))
        owner = stage.discord.people[stage.server.guild.owner.id]
        await owner.deletes(stage.said()[0])
        await stage.api.until(lambda record: record.of("chat")[0].outcome == "left")

    assert stage.said() == []

"""Faults and rate limits of the double, as the real client meets them."""

import asyncio
import time
from typing import Any

import aiohttp
import discord
import pytest

from tests.doubles.clients import Client
from tests.doubles.discord import (
    Channel,
    DiscordDouble,
    File,
    Limited,
    Lost,
    Person,
    Reset,
    Slow,
    Status,
)

POST = "POST /channels/{channel}/messages"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        # The library tries 500, 502, 504 and 524 again, but not 503.
        (Status(503), discord.DiscordServerError),
        (Reset(), aiohttp.ClientError),
        (Reset(reset=False), aiohttp.ClientError),
        (Limited(via=False), discord.HTTPException),
    ],
)
async def test_some_faults_reach_the_caller(
    double: DiscordDouble,
    room: discord.TextChannel,
    channel: Channel,
    fault: Any,
    error: type[Exception],
) -> None:
    double.fail(fault, on="POST */messages")
    with pytest.raises((error, OSError)):
        await room.send("Hello")
    assert channel.messages == []
    await room.send("Hello again")
    assert channel.last.content == "Hello again"


async def test_an_answer_lost_after_the_work_leaves_one_message_when_tried_again(
    double: DiscordDouble, room: discord.TextChannel, channel: Channel
) -> None:
    double.fail(Lost(), on=POST)
    with pytest.raises(aiohttp.ClientError):
        await room.send("Once", nonce="17")
    assert channel.last.content == "Once"
    await room.send("Once", nonce="17")
    assert len(channel.messages) == 1


async def test_a_502_after_the_work_is_tried_again_with_the_same_nonce(
    double: DiscordDouble, room: discord.TextChannel, channel: Channel
) -> None:
    double.fail(Lost(502), on=POST)
    await room.send("Once")
    assert double.record.counts[POST] == 2
    assert len(channel.messages) == 1


async def test_a_slow_answer_waits_for_its_gate(
    double: DiscordDouble, room: discord.TextChannel, channel: Channel
) -> None:
    gate = asyncio.Event()
    double.fail(Slow(over=gate), on=POST)
    sending = asyncio.create_task(room.send("Hello"))
    await double.until(lambda: double.record.counts[POST] == 1)
    assert channel.messages == []
    gate.set()
    await sending
    assert channel.last.content == "Hello"


async def test_files_fail_too(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    await alice.says(channel, files=[File("a.txt", b"hello")])
    attachment = (await bot.hears("message")).attachments[0]
    double.fail(Status(503), on="GET /cdn")
    with pytest.raises(discord.HTTPException):
        await attachment.read()
    assert await attachment.read() == b"hello"


async def test_edits_are_held_to_their_limit(
    double: DiscordDouble, room: discord.TextChannel, channel: Channel
) -> None:
    sent = await room.send("0")
    double.limits.set("PATCH /channels/{channel}/messages/{message}", 5, 0.5)
    double.limits.enforce()
    began = time.monotonic()
    for number in range(1, 7):
        await sent.edit(content=str(number))
    # The fifth returns only after the window is over, although it has been applied.
    assert time.monotonic() - began >= 0.5
    assert double.record.limited == 0
    assert channel.last.texts == list("0123456")


async def test_a_limit_over_everything_is_told_and_waited_for(
    double: DiscordDouble, bot: Client, room: discord.TextChannel
) -> None:
    double.limits.a_second = 3
    double.limits.enforce()
    for user in [double.user(str(number)) for number in range(5)]:
        await bot.fetch_user(user.id)
    assert double.record.limited >= 1


async def test_a_429_out_of_turn_is_waited_for(
    double: DiscordDouble, room: discord.TextChannel, channel: Channel
) -> None:
    double.fail(Limited(), on=POST, times=2)
    await room.send("Hello")
    assert double.record.limited == 2
    assert channel.last.content == "Hello"


async def test_while_it_is_down_nothing_connects(
    double: DiscordDouble, alice: Person, channel: Channel, room: discord.TextChannel, bot: Client
) -> None:
    async with double.down():
        with pytest.raises(OSError, match="connect"):
            await room.send("Hello?")
        await alice.says(channel, "meanwhile")
    assert (await bot.hears("message")).content == "meanwhile"


async def test_requests_are_recorded_with_their_times(
    double: DiscordDouble, room: discord.TextChannel
) -> None:
    await room.send("Hello")
    [request] = double.record.of(POST)
    assert request.body["content"] == "Hello"
    assert (request.status, request.code) == (200, None)
    assert request.done_at is not None
    assert request.at <= request.done_at <= time.monotonic()

"""The gateway of the double, and how the real client takes what befalls it."""

from typing import Any

import aiohttp
import discord
import pytest

from tests.doubles.clients import Client, all_intents, running
from tests.doubles.discord import Channel, DiscordDouble, Intent, Person, Server, pointed_at


async def test_the_client_gets_ready_and_knows_its_servers(
    double: DiscordDouble, server: Server, channel: Channel, bot: Client
) -> None:
    guild = bot.get_guild(server.id)
    assert guild is not None
    assert [each.name for each in guild.text_channels] == ["general"]
    assert {each.display_name for each in guild.members} >= {"Alice", "Causerie"}
    assert double.gateway.identified == 1


async def test_a_message_is_heard_with_its_author(
    alice: Person, server: Server, channel: Channel, bot: Client
) -> None:
    server.names(alice, "Al")
    await alice.says(channel, "Hello?")
    message = await bot.hears("message")
    assert (message.content, message.author.display_name) == ("Hello?", "Al")
    assert message.author.global_name == "Alice"


async def test_without_compression_events_come_as_text(
    double: DiscordDouble, channel: Channel
) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(double.gateway_url) as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json({"op": 2, "d": {"token": double.token, "intents": 1}})
        ready, created = await ws.receive_json(), await ws.receive_json()
        assert (ready["t"], created["t"]) == ("READY", "GUILD_CREATE")
        assert ready["d"]["resume_gateway_url"] == double.gateway_url
        assert created["d"]["channels"][0]["name"] == "general"


async def test_a_wrong_token_is_refused_by_the_api_and_by_the_gateway(
    double: DiscordDouble,
) -> None:
    with pointed_at(double), pytest.raises(discord.LoginFailure):
        await _logs_in("wrong")
    assert await _closes_with(double, token="wrong") == 4004


async def _logs_in(token: str) -> None:
    client = Client()
    try:
        await client.login(token)
    finally:
        await client.close()


async def test_an_intent_that_is_not_switched_on_closes_the_connection() -> None:
    async with DiscordDouble(privileged=Intent.MEMBERS) as double:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with running(Client(), double):
                pass
        assert await _closes_with(double, intents=1 << 30) == 4013
        assert await _closes_with(double, shard=[2, 2]) == 4010


async def _closes_with(double: DiscordDouble, **said: Any) -> int | None:
    async with aiohttp.ClientSession() as session, session.ws_connect(double.gateway_url) as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json({"op": 2, "d": {"token": double.token, "intents": 1} | said})
        await ws.receive()
        return ws.close_code


async def test_without_the_intent_the_content_is_blank_but_for_what_concerns_the_bot(
    double: DiscordDouble, alice: Person, channel: Channel
) -> None:
    intents = all_intents()
    intents.message_content = False
    bot = Client(intents)
    async with running(bot, double):
        await alice.says(channel, "among ourselves")
        await alice.says(channel, f"{double.bot.mention} to you")
        await alice.says(double.dm(alice), "in private")
        await bot.hears("message", 3)
        assert sorted(bot.texts()) == ["", f"{double.bot.mention} to you", "in private"]


async def test_without_the_intent_the_history_is_blank_too() -> None:
    async with DiscordDouble(privileged=Intent.MEMBERS) as double:
        alice = double.user("Alice")
        channel = double.guild("Tea house", alice).channel()
        intents = discord.Intents.default()
        bot = Client(intents)
        async with running(bot, double):
            await alice.says(channel, "among ourselves")
            await alice.says(channel, f"{double.bot.mention} to you")
            history = await bot.http.logs_from(channel.id, 10)
            texts = [message["content"] for message in history]
            assert texts == [f"{double.bot.mention} to you", ""]


async def test_a_channel_that_the_bot_cannot_see_is_silent(
    alice: Person, server: Server, channel: Channel, bot: Client
) -> None:
    secret = server.private_channel("secret", alice)
    await alice.says(secret, "psst")
    await alice.says(channel, "loud")
    assert (await bot.hears("message")).content == "loud"


@pytest.mark.parametrize("code", [None, 4000])
async def test_what_was_said_meanwhile_comes_after_a_resume(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client, code: int | None
) -> None:
    await double.gateway.drop(code)
    await alice.says(channel, "one")
    await alice.says(channel, "two")
    await bot.hears("resumed")
    await bot.hears("message", 2)
    assert bot.texts() == ["one", "two"]
    assert (double.gateway.identified, double.gateway.resumed) == (1, 1)


async def test_a_refused_connection_is_tried_again_and_then_resumed(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    async with double.gateway.away():
        await double.until(lambda: double.gateway.refused > 0)
        await alice.says(channel, "meanwhile")
    await bot.hears("message")
    assert double.gateway.resumed == 1


async def test_a_lost_session_loses_what_was_said_but_not_the_history(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    await double.gateway.lose()
    await alice.says(channel, "lost")
    await double.until(lambda: double.gateway.identified == 2)
    await alice.says(channel, "heard")
    assert (await bot.hears("message")).content == "heard"
    there = bot.get_channel(channel.id)
    assert isinstance(there, discord.TextChannel)
    assert [message.content async for message in there.history()] == ["heard", "lost"]


async def test_reconnect_and_a_resumable_invalid_session_lead_to_a_resume(
    double: DiscordDouble, bot: Client
) -> None:
    double.gateway.ask_to_reconnect()
    await double.until(lambda: double.gateway.resumed == 1)
    double.gateway.invalidate(resumable=True)
    await double.until(lambda: double.gateway.resumed == 2)
    assert double.gateway.identified == 1


async def test_heartbeats_are_answered(double: DiscordDouble, channel: Channel) -> None:
    double.gateway.heartbeat_interval = 0.05
    bot = Client()
    async with running(bot, double):
        await double.until(lambda: double.gateway.heartbeats >= 3)
        assert 0 < bot.latency < 0.5


async def test_delayed_events_come_late_and_in_order(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    double.gateway.delay = 0.1
    for text in ("one", "two", "three"):
        await alice.says(channel, text)
    assert bot.texts() == []
    await bot.hears("message", 3)
    assert bot.texts() == ["one", "two", "three"]


async def test_servers_are_dealt_out_to_shards_and_direct_messages_go_to_the_first(
    double: DiscordDouble, alice: Person
) -> None:
    double.gateway.shards = 2
    channels = [double.guild(f"S{number}", alice).channel() for number in range(4)]
    bot = Sharded(intents=all_intents(), guild_ready_timeout=0.05)
    async with running(bot, double):
        assert {guild.shard_id for guild in bot.guilds} == {0, 1}
        by_shard = [session.shard for session in double.gateway.sessions.values()]
        assert sorted(by_shard) == [(0, 2), (1, 2)]
        for channel in [*channels, double.dm(alice)]:
            await alice.says(channel, "everywhere")
        await double.until(lambda: len(bot.got) == 5)
        await double.gateway.drop(shard=1)
        await double.connected(2)
        assert (double.gateway.identified, double.gateway.resumed) == (2, 1)


class Sharded(discord.AutoShardedClient):
    """A client of two shards that does not wait between them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.got: list[discord.Message] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        pass

    async def on_message(self, message: discord.Message) -> None:
        self.got.append(message)
        # Shows the double that something has happened.
        await message.channel.typing()


async def test_under_load_and_dropped_again_and_again_every_message_is_heard_once(
    double: DiscordDouble, alice: Person, server: Server, channel: Channel, bot: Client
) -> None:
    channels = [channel, *(server.channel(str(number)) for number in range(9))]
    said = [f"{number}" for number in range(100)]
    for number, text in enumerate(said):
        await alice.says(channels[number % 10], text)
        if number % 25 == 10:
            await double.gateway.drop()
            await double.connected()
    await bot.hears("message", 100)
    assert sorted(bot.texts(), key=int) == said
    assert double.gateway.identified == 1
    assert double.gateway.resumed >= 4


async def test_a_server_that_was_down_comes_back(server: Server, bot: Client) -> None:
    server.goes_down()
    assert (await bot.hears("guild_unavailable")).id == server.id
    server.comes_back()
    await bot.hears("guild_available", 2)


async def test_a_session_that_was_left_too_long_is_gone(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    double.gateway.session_lasts = 0
    async with double.gateway.away():
        await alice.says(channel, "too late")
    await double.until(lambda: double.gateway.identified == 2)
    assert double.gateway.resumed == 0


async def test_a_member_who_is_timed_out_only_reads(
    alice: Person, server: Server, channel: Channel, bot: Client
) -> None:
    server.times_out(alice, 60)
    assert (await bot.hears("member_update")).id == alice.id
    with pytest.raises(PermissionError):
        await alice.says(channel, "Let me speak")

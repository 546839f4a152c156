"""Servers, channels, threads and members, with the real client."""

import random
from typing import Any

import discord
import pytest

from tests.doubles.clients import Client, code_of
from tests.doubles.discord import (
    Channel,
    ChannelKind,
    DiscordDouble,
    Permission,
    Person,
    Role,
    Server,
)
from tests.doubles.discord.permissions import in_channel


async def test_a_thread_on_a_message_begins_with_it(
    alice: Person, channel: Channel, bot: Client, room: discord.TextChannel
) -> None:
    question = await alice.says(channel, "A long story")
    heard = await bot.hears("message")
    thread = await heard.create_thread(name="The story", auto_archive_duration=60)
    await thread.send("Once upon a time")
    assert question.thread is not None
    assert question.thread.id == question.id
    assert [message.content for message in question.thread.messages] == ["", "Once upon a time"]
    starter, *_ = [message async for message in thread.history(oldest_first=True)]
    assert starter.type is discord.MessageType.thread_starter_message
    assert await code_of(heard.create_thread(name="Again")) == 160004
    await alice.says(question.thread, "Go on")
    [last] = [message async for message in thread.history(limit=1)]
    assert (last.content, last.channel.id) == ("Go on", thread.id)
    assert (await thread.fetch_members())[0].thread_id == thread.id


async def test_threads_of_people_are_heard_of_and_messages_in_them_too(
    alice: Person, channel: Channel, bot: Client
) -> None:
    thread = await alice.opens_thread(channel, "Tea")
    assert (await bot.hears("thread_create")).name == "Tea"
    await alice.says(thread, "Earl Grey?")
    await bot.hears("message", 2)
    # The channel is told of the thread, then something is said in it.
    assert bot.texts() == ["Tea", "Earl Grey?"]


async def test_a_private_thread_is_silent_until_the_bot_is_in_it(
    double: DiscordDouble, server: Server, alice: Person, channel: Channel, bot: Client
) -> None:
    server.deny(channel, double.bot, Permission.MANAGE_THREADS)
    thread = await alice.opens_thread(channel, "Secret", private=True)
    await alice.says(thread, "psst")
    await alice.adds_bot_to(thread)
    await bot.hears("thread_join")
    await alice.says(thread, "Now you hear me")
    assert (await bot.hears("message")).content == "Now you hear me"


async def test_a_sleeping_thread_wakes_when_something_is_said_unless_it_is_locked(
    double: DiscordDouble, server: Server, channel: Channel, room: discord.TextChannel, bot: Client
) -> None:
    thread = await room.create_thread(name="Old", type=discord.ChannelType.public_thread)
    there = double.world.channels[thread.id]
    server.archives(there)
    await bot.hears("thread_update")
    assert [each.name async for each in room.archived_threads()] == ["Old"]
    await thread.send("Good morning")
    assert not there.archived
    server.archives(there, locked=True)
    server.deny(channel, double.bot, Permission.MANAGE_THREADS)
    assert await code_of(thread.send("Knock, knock")) == 50083


async def test_deleted_threads_and_channels_are_told(
    alice: Person, server: Server, channel: Channel, bot: Client
) -> None:
    thread = await alice.opens_thread(channel, "Short")
    server.deletes(thread)
    assert (await bot.hears("raw_thread_delete")).thread_id == thread.id
    server.deletes(channel)
    assert (await bot.hears("guild_channel_delete")).id == channel.id
    assert await code_of(bot.http.get_channel(channel.id)) == 10003


async def test_a_post_in_a_forum_is_a_thread(
    double: DiscordDouble, alice: Person, server: Server, bot: Client
) -> None:
    forum = server.forum("help")
    mine = await bot.hears("guild_channel_create")
    made = await mine.create_thread(name="Question", content="How?")
    thread = double.world.channels[made.thread.id]
    assert (thread.parent, thread.last.content) == (forum, "How?")
    post = await alice.opens_thread(forum, "Another")
    await alice.says(post, "Why?")
    assert [each.name for each in await mine.guild.active_threads()] == ["Question", "Another"]


async def test_members_come_change_and_go(
    double: DiscordDouble, server: Server, channel: Channel, bot: Client
) -> None:
    guild = bot.get_guild(server.id)
    assert guild is not None
    bob = double.user("Bob", global_name="Robert")
    await bob.joins(server, nick="Bobby")
    assert (await bot.hears("member_join")).display_name == "Bobby"
    server.gives(bob, server.role("Cooks"))
    assert [role.name for role in (await guild.fetch_member(bob.id)).roles][1:] == ["Cooks"]
    server.names(bob, None)
    await bot.hears("member_update", 2)
    member = guild.get_member(bob.id)
    assert member is not None
    assert member.display_name == "Robert"
    await bob.leaves(server)
    await bot.hears("member_remove")
    assert await code_of(guild.fetch_member(bob.id)) == 10007


async def test_the_bot_comes_into_a_server_and_is_put_out_of_it(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    other = double.guild("Other", alice)
    there = other.channel()
    assert (await bot.hears("guild_join")).name == "Other"
    other.goes_down()
    await bot.hears("guild_unavailable")
    other.removes_bot()
    assert (await bot.hears("guild_remove")).id == other.id
    await alice.says(there, "Is it gone?")
    assert await code_of(bot.http.send_message(there.id, params=_text("No"))) == 50001
    assert await code_of(bot.http.get_guild(other.id)) == 10004


def _text(content: str) -> Any:
    return discord.http.handle_message_parameters(content)


async def test_permissions_are_computed_as_the_client_does(
    double: DiscordDouble, server: Server, channel: Channel, bot: Client
) -> None:
    dice = random.Random(7)
    bits = [Permission[name] for name in _COMPARED]
    roles = [server.role(str(each), dice.choice(bits)) for each in range(3)]
    people = [double.user(f"Person {each}") for each in range(3)]
    for person in people:
        await person.joins(server)
        server.gives(person, *dice.sample(roles, 2))
    channels = [server.channel(str(number)) for number in range(20)]
    for each in channels:
        concerned: list[Role | Person] = [server.guild.everyone, *dice.sample(roles, 2)]
        for who in [*concerned, *dice.sample(people, 2)]:
            server.allow(each, who, dice.choice(bits) | dice.choice(bits))
            server.deny(each, who, dice.choice(bits))
    await bot.hears("guild_channel_update", 200)
    for each in channels:
        for person in people:
            assert _theirs(bot, each, person) == _ours(each, person), (each, person)


_COMPARED = (
    "VIEW_CHANNEL",
    "SEND_MESSAGES",
    "SEND_MESSAGES_IN_THREADS",
    "EMBED_LINKS",
    "ATTACH_FILES",
    "MENTION_EVERYONE",
    "MANAGE_MESSAGES",
    "READ_MESSAGE_HISTORY",
)


def _ours(channel: Channel, person: Person) -> set[str]:
    granted = in_channel(channel, person.account)
    return {name for name in _COMPARED if Permission[name] in granted}


def _theirs(bot: Client, channel: Channel, person: Person) -> set[str]:
    there = bot.get_channel(channel.id)
    assert isinstance(there, discord.TextChannel)
    member = there.guild.get_member(person.id)
    assert member is not None
    granted = there.permissions_for(member)
    return {name for name in _COMPARED if getattr(granted, name.lower())}


async def test_people_cannot_do_what_they_may_not(
    double: DiscordDouble, alice: Person, server: Server, channel: Channel
) -> None:
    mallory = double.user("Mallory")
    with pytest.raises(PermissionError):
        await mallory.says(channel, "Let me in")
    secret = server.private_channel("secret")
    with pytest.raises(PermissionError):
        alice.sees(secret)
    message = await alice.says(channel, "Mine")
    await mallory.joins(server)
    with pytest.raises(PermissionError):
        await mallory.edits(message, "Yours")
    with pytest.raises(PermissionError):
        await mallory.deletes(message)


async def test_webhooks_speak_under_a_name_of_their_own(
    double: DiscordDouble, server: Server, channel: Channel, bot: Client
) -> None:
    hook = double.webhook("Build")
    await hook.says(channel, "It is green")
    heard = await bot.hears("message")
    assert (heard.author.name, heard.author.bot) == ("Build", True)
    assert heard.webhook_id == hook.id


async def test_a_voice_channel_is_one(server: Server, channel: Channel, bot: Client) -> None:
    server.channel("Lounge", kind=ChannelKind.VOICE)
    assert isinstance(await bot.hears("guild_channel_create"), discord.VoiceChannel)


async def test_the_application_says_what_is_switched_on(double: DiscordDouble, bot: Client) -> None:
    info = await bot.application_info()
    assert info.name == "Causerie"
    assert info.flags.gateway_message_content_limited
    assert (await bot.fetch_user(double.bot.id)).bot

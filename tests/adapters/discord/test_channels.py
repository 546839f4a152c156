"""What the core asks of Discord's channels: reading, rights, posts in other names, moderating."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from discord import TextChannel

from adapters.discord.channels import DiscordChannels
from bot.channels import Author, Channels, Post
from bot.core import Bot
from bot.errors import PlatformError
from bot.messages import Choice, Choices, File, Person, Place
from tests.adapters.discord.conftest import Stage, buttons, eventually
from tests.doubles.discord import Channel, Permission, Status
from tests.doubles.discord import File as Sent
from tests.doubles.discord import Person as Somebody
from tests.doubles.discord.permissions import USUAL


def place(channel: Channel) -> Place:
    """The place of a channel or a thread."""
    server = str(channel.guild.id) if channel.guild else f"dm-{channel.id}"
    if channel.parent is not None:
        return Place("discord", server, str(channel.parent.id), str(channel.id))
    return Place("discord", server, str(channel.id))


def person(who: Somebody) -> Person:
    """Somebody as the core knows them."""
    return Person(str(who.id), who.account.name)


async def may(bot: Bot, stage: Stage, name: str, permission: Permission) -> None:
    """Give the bot a permission, and wait until it knows."""
    stage.server.grants(stage.server.guild.everyone, USUAL | permission)
    await eventually(lambda: knows(bot, stage, name))


async def outranks(bot: Bot, stage: Stage) -> None:
    """Let the bot time people out, and wait until it knows."""
    stage.server.gives(
        stage.discord.bot, stage.server.role("Moderator", Permission.MODERATE_MEMBERS)
    )
    await eventually(lambda: knows(bot, stage, "moderate_members"))


async def knows(bot: Bot, stage: Stage, name: str) -> bool:
    """Whether the bot knows that it has a permission in the channel."""
    channels = bot._parts.channels["discord"]
    assert isinstance(channels, DiscordChannels)
    channel = channels._client.get_channel(stage.channel.id)
    if not isinstance(channel, TextChannel):
        return False
    return bool(getattr(channel.permissions_for(channel.guild.me), name))


@pytest.fixture(name="bot")
async def _bot(stage: Stage) -> AsyncIterator[Bot]:
    async with stage.running() as bot:
        yield bot


@pytest.fixture(name="channels")
def _channels(bot: Bot) -> Channels:
    return bot._parts.channels["discord"]


async def test_the_history_is_read_over_all_its_pages_oldest_first(
    stage: Stage, channels: Channels
):
    said = [await stage.alice.says(stage.channel, f"Number {n}") for n in range(250)]
    here = place(stage.channel)

    everything = [each async for each in channels.history(here)]
    after = [each.text async for each in channels.history(here, after=str(said[40].id))]
    between = channels.history(here, after=str(said[4].id), before=str(said[8].id))
    newest = [each.text async for each in channels.history(here, newest=120)]

    assert [each.text for each in everything] == [f"Number {n}" for n in range(250)]
    assert everything[0].author == "Alice"
    assert everything[0].author_id == str(stage.alice.id)
    assert everything[0].link == said[0].link
    assert not everything[0].bot
    assert after == [f"Number {n}" for n in range(41, 250)]
    assert [each.text async for each in between] == ["Number 5", "Number 6", "Number 7"]
    assert newest == [f"Number {n}" for n in range(130, 250)]


async def test_the_history_names_people_and_files_and_leaves_out_what_nobody_wrote(
    stage: Stage, channels: Channels
):
    await stage.alice.says(stage.channel, f"Ask {stage.discord.bot.mention}", files=[Sent("a.txt")])
    await stage.alice.pins(stage.channel.last)
    await stage.asks("Hello?")
    await stage.answered()

    first, _, answer = [each async for each in channels.history(place(stage.channel))]

    assert first.text == "Ask @Causerie"
    assert [file.name for file in first.attachments] == ["a.txt"]
    assert answer.bot


async def test_the_newest_between_two_moments_are_those_next_to_the_later_one(
    stage: Stage, channels: Channels
):
    said = [await stage.alice.says(stage.channel, f"Number {n}") for n in range(10)]

    found = channels.history(
        place(stage.channel), after=str(said[1].id), before=str(said[8].id), newest=3
    )

    assert [each.text async for each in found] == ["Number 5", "Number 6", "Number 7"]


async def test_a_thread_is_read_with_the_message_it_began_with(stage: Stage, channels: Channels):
    began = await stage.alice.says(stage.channel, "Tea at five?")
    thread = await stage.alice.opens_thread(began, "Tea")
    await stage.alice.says(thread, "Yes!")

    assert [each.text async for each in channels.history(place(thread))] == ["Tea at five?", "Yes!"]


async def test_a_message_is_read_as_it_was_written(stage: Stage, channels: Channels):
    said = await stage.alice.says(stage.channel, f"Hello {stage.alice.mention}!")

    found = await channels.message(place(stage.channel), str(said.id))

    assert found is not None
    assert found.text == f"Hello {stage.alice.mention}!"
    assert await channels.message(place(stage.channel), "123456789012345678") is None
    assert await channels.message(place(stage.channel), "nonsense") is None


async def test_where_the_bot_may_not_read_it_says_which_right_it_lacks(
    stage: Stage, bot: Bot, channels: Channels
):
    stage.server.deny(stage.channel, stage.discord.bot, Permission.READ_MESSAGE_HISTORY)
    await eventually(lambda: _lacks(bot, stage, "read_message_history"))

    with pytest.raises(PlatformError, match="in #general: I lack the permission Read Message"):
        _ = [each async for each in channels.history(place(stage.channel))]


async def test_who_may_read_a_channel_is_what_discord_shows_them_at_this_moment(
    stage: Stage, channels: Channels
):
    role = stage.server.role("Staff")
    staff = stage.server.private_channel("staff", role, stage.discord.bot)
    stranger = stage.discord.user("Stranger")
    alice = person(stage.alice)

    assert await channels.may_read(alice, place(stage.channel))
    assert not await channels.may_read(alice, place(staff))
    assert not await channels.may_read(person(stranger), place(stage.channel))
    stage.server.gives(stage.alice, role)
    assert await channels.may_read(alice, place(staff))
    stage.server.deny(stage.channel, stage.server.guild.everyone, Permission.READ_MESSAGE_HISTORY)

    async def unread() -> bool:
        return not await channels.may_read(alice, place(stage.channel))

    await eventually(unread)


async def test_a_private_thread_is_for_those_who_are_in_it(stage: Stage, channels: Channels):
    bob, carol = stage.discord.user("Bob"), stage.discord.user("Carol")
    stage.server.adds(bob)
    stage.server.adds(carol, roles=(stage.server.role("Mod", Permission.MANAGE_THREADS),))
    thread = await stage.alice.opens_thread(stage.channel, "Secret", private=True)
    await stage.alice.adds_bot_to(thread)

    assert await channels.may_read(person(stage.alice), place(thread))
    assert not await channels.may_read(person(bob), place(thread))
    assert await channels.may_read(person(carol), place(thread))


async def test_a_direct_conversation_is_read_by_nobody_else(stage: Stage, channels: Channels):
    bob = stage.discord.user("Bob")
    conversation = stage.discord.dm(stage.alice)
    await stage.alice.says(conversation, "Between you and me")
    await stage.answered(conversation)

    assert await channels.may_read(person(stage.alice), place(conversation))
    assert not await channels.may_read(person(bob), place(conversation))


async def test_a_channel_is_found_by_its_id_within_its_server_only(
    stage: Stage, channels: Channels
):
    other = stage.server.channel("other")
    foreign = stage.discord.guild("Elsewhere", stage.alice).channel("far")
    here = place(stage.channel)

    assert await channels.place(here, str(other.id)) == place(other)
    assert await channels.place(here, other.mention) == place(other)
    assert await channels.place(here, str(foreign.id)) is None
    assert await channels.place(here, "999999999999999999") is None
    assert await channels.place(here, "nonsense") is None
    assert await channels.name(place(other)) == "other"
    assert (
        channels.link(here, "7")
        == f"https://discord.com/channels/{stage.server.id}/{here.channel}/7"
    )


async def test_a_post_mentions_nobody_and_can_be_changed_and_taken_back(
    stage: Stage, channels: Channels
):
    here = place(stage.channel)
    question = await stage.alice.says(stage.channel, "Anything new?")

    posted = await channels.post(
        here, Post(f"News for {stage.alice.mention} @everyone", answers_to=str(question.id))
    )
    (shown,) = stage.said()
    await channels.edit(here, posted, Post("Older news"))
    assert shown.content == "Older news"
    await channels.delete(here, posted)
    await channels.delete(here, posted)

    assert posted == str(shown.id)
    assert shown.reference
    assert shown.reference.message_id == question.id
    assert not shown.pings.users
    assert not shown.pings.everyone
    assert not shown.is_there


async def test_a_post_that_is_longer_than_a_message_is_one_thing(stage: Stage, channels: Channels):
    here = place(stage.channel)

    posted = await channels.post(
        here, Post("word " * 900, files=(File("a.txt", "text/plain", b"x"),))
    )
    first, _, third = stage.said()
    assert [file.name for file in third.shown.attachments] == ["a.txt"]
    await channels.edit(here, posted, Post("short"))
    assert [one.content for one in stage.said()] == ["short"]
    assert stage.said() == [first]
    await channels.delete(here, posted)
    assert stage.said() == []


async def test_in_somebodys_name_a_webhook_speaks_and_there_is_but_one(
    stage: Stage, bot: Bot, channels: Channels
):
    await may(bot, stage, "manage_webhooks", Permission.MANAGE_WEBHOOKS)
    here = place(stage.channel)
    author = Author("Alice of Discord", "https://cdn.test/alice.png")

    posted = [await channels.post(here, Post(f"Hello {n} @everyone", author)) for n in range(3)]
    spoken = stage.channel.messages
    await channels.edit(here, posted[0], Post("Goodbye", author))
    await channels.delete(here, posted[1])

    assert [one.author.name for one in spoken] == ["Alice of Disc·ord"] * 3
    assert spoken[0].author.picture == "https://cdn.test/alice.png"
    assert not spoken[2].pings.everyone
    assert [one.content for one in stage.channel.messages] == ["Goodbye", "Hello 2 @everyone"]
    assert len(stage.discord.world.hooks) == 1


async def test_a_webhook_speaks_in_threads_too_and_is_made_again_when_it_was_deleted(
    stage: Stage, bot: Bot, channels: Channels
):
    await may(bot, stage, "manage_webhooks", Permission.MANAGE_WEBHOOKS)
    thread = await stage.alice.opens_thread(stage.channel, "Tea")
    author = Author("Alice")

    await channels.post(place(thread), Post("One", author))
    stage.discord.world.hooks.clear()
    await channels.post(place(thread), Post("Two", author))

    assert [one.content for one in thread.messages if one.webhook_id] == ["One", "Two"]


async def test_without_webhooks_the_bot_names_who_said_it(stage: Stage, channels: Channels):
    here = place(stage.channel)

    posted = await channels.post(here, Post("Hello", Author("Ali*ce")))
    (shown,) = stage.said()
    await channels.edit(here, posted, Post("Goodbye", Author("Ali*ce")))

    assert shown.texts == [r"**Ali\*ce:** Hello", r"**Ali\*ce:** Goodbye"]


async def test_what_its_own_webhooks_say_is_not_answered(stage: Stage):
    async with stage.running(defaults={"watched": True, "other_bots": True}) as bot:
        await may(bot, stage, "manage_webhooks", Permission.MANAGE_WEBHOOKS)
        channels = bot._parts.channels["discord"]
        call = stage.discord.bot.mention
        await channels.post(place(stage.channel), Post(f"{call} hello?", Author("Alice")))
        await stage.alice.says(stage.channel, "Me?")
        await stage.answered()

    assert len(stage.said()) == 1


async def test_where_the_bot_may_not_post_it_says_which_right_it_lacks(
    stage: Stage, channels: Channels
):
    stage.server.deny(stage.channel, stage.discord.bot, Permission.SEND_MESSAGES)

    with pytest.raises(PlatformError, match="I lack the permission Send Messages there"):
        await channels.post(place(stage.channel), Post("Hello"))


async def test_messages_of_others_are_deleted_where_the_bot_may(
    stage: Stage, bot: Bot, channels: Channels
):
    here = place(stage.channel)
    said = await stage.alice.says(stage.channel, "Something bad")

    with pytest.raises(PlatformError, match="I lack the permission Manage Messages there"):
        await channels.delete(here, str(said.id))
    await may(bot, stage, "manage_messages", Permission.MANAGE_MESSAGES)
    await channels.delete(here, str(said.id))

    assert not said.is_there


async def test_a_private_word_is_a_direct_message_and_some_take_none(
    stage: Stage, channels: Channels
):
    bob = stage.discord.user("Bob")
    bob.account.takes_dms = False
    here = place(stage.channel)

    assert await channels.tell(str(stage.alice.id), here, "Psst")
    assert not await channels.tell(str(bob.id), here, "Psst")
    assert not await channels.tell("nobody", here, "Psst")
    assert [one.content for one in stage.discord.dm(stage.alice).messages] == ["Psst"]


async def test_a_time_out_keeps_somebody_from_writing(stage: Stage, bot: Bot, channels: Channels):
    here = place(stage.channel)
    await outranks(bot, stage)

    await channels.time_out(here, str(stage.alice.id), minutes=10, reason="spam")
    member = stage.server.guild.members[stage.alice.id]
    assert 590 < member.timed_out_until - time.time() < 610
    await channels.time_out(here, str(stage.alice.id), minutes=0, reason="appeal")

    assert member.timed_out_until == 0


async def test_a_time_out_that_cannot_be_says_why(stage: Stage, bot: Bot, channels: Channels):
    here = place(stage.channel)
    alice = str(stage.alice.id)

    with pytest.raises(PlatformError, match="Timeout Members"):
        await channels.time_out(here, alice, minutes=10, reason="")
    await outranks(bot, stage)
    stage.server.gives(stage.alice, stage.server.role("High"))
    with pytest.raises(PlatformError, match="not below mine"):
        await channels.time_out(here, alice, minutes=10, reason="")
    with pytest.raises(PlatformError, match="28 days"):
        await channels.time_out(here, alice, minutes=50_000, reason="")
    with pytest.raises(PlatformError, match="direct messages"):
        await channels.time_out(place(stage.discord.dm(stage.alice)), alice, minutes=10, reason="")
    with pytest.raises(PlatformError, match="not in the server"):
        await channels.time_out(here, "123456789012345678", minutes=10, reason="")


async def test_a_post_can_have_buttons(stage: Stage, channels: Channels):
    choices = Choices("Delete it?", (Choice("Yes", style="danger"), Choice("No")), id=7)

    await channels.post(place(stage.channel), Post("Look at this", choices=choices))
    (shown,) = stage.said()

    assert shown.content == "Look at this\nDelete it?"
    assert buttons(shown) == {"Yes", "No"}


async def test_whatever_discord_says_becomes_a_sentence(stage: Stage, channels: Channels):
    gone = replace(place(stage.channel), channel="123456789012345678")
    with pytest.raises(PlatformError, match="not there any more"):
        await channels.post(gone, Post("Hello"))
    with pytest.raises(PlatformError, match="a forum"):
        await channels.post(place(stage.server.forum("posts")), Post("Hello"))
    stage.discord.fail(Status(400), on="POST /channels/{channel}/messages")
    with pytest.raises(PlatformError, match="Try again in a moment"):
        await channels.post(place(stage.channel), Post("Hello"))


async def _lacks(bot: Bot, stage: Stage, name: str) -> bool:
    return not await knows(bot, stage, name)

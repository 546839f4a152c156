"""The rest of what a bot may ask of the API, with the real client."""

import discord
import pytest

from tests.doubles.clients import Client, code_of
from tests.doubles.discord import Channel, DiscordDouble, Permission, Person, Server


@pytest.fixture(name="boss")
def _boss(double: DiscordDouble, server: Server, channel: Channel) -> None:
    """Makes the bot an administrator before it connects."""
    server.gives(double.bot, server.role("Boss", Permission.ADMINISTRATOR))


async def test_channels_are_made_changed_and_deleted(
    boss: None, double: DiscordDouble, room: discord.TextChannel, channel: Channel
) -> None:
    made = await room.guild.create_text_channel("new", topic="Tea")
    assert double.world.channels[made.id].topic == "Tea"
    await made.edit(name="newer")
    assert double.world.channels[made.id].name == "newer"
    assert [each.name for each in await room.guild.fetch_channels()] == ["general", "newer"]
    await made.delete()
    assert made.id not in double.world.channels


async def test_channels_are_not_changed_without_the_permission(
    room: discord.TextChannel,
) -> None:
    assert await code_of(room.edit(name="mine")) == 50013
    assert await code_of(room.delete()) == 50013
    assert await code_of(room.guild.create_text_channel("mine")) == 50013


async def test_members_and_roles_are_listed_and_changed(
    boss: None, double: DiscordDouble, server: Server, alice: Person, room: discord.TextChannel
) -> None:
    guild = room.guild
    names = {member.name async for member in guild.fetch_members(limit=None)}
    assert names >= {"alice", "Causerie"}
    assert {role.name for role in await guild.fetch_roles()} >= {"@everyone", "Boss"}
    await guild.me.edit(nick="Teapot")
    assert server.guild.members[double.bot.id].nick == "Teapot"
    member = await guild.fetch_member(alice.id)
    cook = await guild.fetch_role(server.role("Cook").id)
    await member.edit(nick="Al", roles=[cook])
    theirs = server.guild.members[alice.id]
    assert (theirs.nick, [role.name for role in theirs.roles]) == ("Al", ["Cook"])
    found = await guild.query_members("Al")
    assert [each.id for each in found] == [alice.id]


async def test_emojis_and_stickers_are_listed(
    server: Server, room: discord.TextChannel, bot: Client
) -> None:
    emoji, sticker = server.emoji("tea"), server.sticker("Wave")
    assert [each.name for each in await room.guild.fetch_emojis()] == ["tea"]
    assert [each.name for each in await room.guild.fetch_stickers()] == ["Wave"]
    assert (await bot.fetch_sticker(sticker.id)).name == "Wave"
    assert str(emoji) == f"<:tea:{emoji.id}>"


async def test_who_reacted_is_listed(
    alice: Person, channel: Channel, bot: Client, room: discord.TextChannel
) -> None:
    sent = await room.send("Good?")
    await alice.reacts(channel.last, "👍")
    await sent.add_reaction("👍")
    [reaction] = (await room.fetch_message(sent.id)).reactions
    assert {user.id async for user in reaction.users()} == {alice.id, bot.application_id}
    await sent.clear_reaction("👍")
    assert channel.last.reactions == {}
    await sent.add_reaction("👎")
    assert bot.user is not None
    await sent.remove_reaction("👎", bot.user)
    assert channel.last.reactions == {}


async def test_threads_are_archived_locked_joined_and_left(
    boss: None, double: DiscordDouble, alice: Person, room: discord.TextChannel, channel: Channel
) -> None:
    thread = await room.create_thread(name="Private", invitable=False)
    await thread.add_user(discord.Object(alice.id))
    there = double.world.channels[thread.id]
    assert alice.id in there.joined
    assert (await thread.fetch_member(alice.id)).id == alice.id
    await thread.remove_user(discord.Object(alice.id))
    assert alice.id not in there.joined
    await thread.edit(archived=True, locked=True)
    assert (there.archived, there.locked) == (True, True)
    assert [each.id async for each in room.archived_threads(private=True)] == [thread.id]
    joined = [each.id async for each in room.archived_threads(private=True, joined=True)]
    assert joined == [thread.id]
    await thread.edit(archived=False, name="Public now")
    assert (there.archived, there.name) == (False, "Public now")
    await thread.leave()
    await thread.join()
    assert double.bot.id in there.joined
    await thread.delete()
    assert there.deleted


async def test_the_bot_changes_its_name_and_leaves(
    double: DiscordDouble, server: Server, room: discord.TextChannel, bot: Client
) -> None:
    assert bot.user is not None
    await bot.user.edit(username="Samovar")
    assert double.bot.name == "Samovar"
    assert [guild.name async for guild in bot.fetch_guilds()] == ["Tea house"]
    assert (await bot.fetch_guild(server.id)).approximate_member_count == 3
    await room.guild.leave()
    assert not server.guild.has(double.bot)


async def test_the_bot_forwards(
    server: Server, alice: Person, room: discord.TextChannel, channel: Channel
) -> None:
    sent = await room.send("News")
    await sent.forward(room)
    assert channel.last.snapshots[0]["message"]["content"] == "News"


async def test_commands_of_one_server_are_got_changed_and_deleted(
    double: DiscordDouble, server: Server, alice: Person, channel: Channel, bot: Client
) -> None:
    assert bot.application_id is not None
    tree = discord.app_commands.CommandTree(bot)

    @tree.command(description="Here only", guild=discord.Object(server.id))
    async def here(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Here")

    [made] = await tree.sync(guild=discord.Object(server.id))
    assert (await (await alice.slash(channel, "here")).answered()).content == "Here"
    assert [each.name for each in await tree.fetch_commands(guild=made.guild)] == ["here"]
    await made.edit(description="Only here")
    assert double.commands.of(server.id)[0].declared["description"] == "Only here"
    await made.delete()
    assert double.commands.names(server.id) == []
    with pytest.raises(LookupError):
        await alice.slash(channel, "here")

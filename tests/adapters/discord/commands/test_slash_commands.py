"""What slash commands do, over the stand-in with the real core."""

import asyncio

import pytest

from adapters.discord.surface import Surface
from bot.core import Bot
from bot.messages import Message
from tests.adapters.discord.commands.commanding import Commanded, commanding
from tests.doubles.discord import Channel, DiscordDouble, File, Person


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("help", "There are also these commands:"),
        ("usage", "You used nothing in the last 30 days."),
        ("persona", "`pirate` Talks of the sea"),
    ],
)
async def test_what_is_private_is_answered_to_the_asker_alone(
    commanded: Commanded, alice: Person, bob: Person, channel: Channel, command: str, said: str
):
    interaction = await alice.slash(channel, command)

    answer = await interaction.answered()

    assert said in answer.shown.content
    assert answer.only_for is alice.account
    assert answer not in bob.sees(channel)


async def test_a_command_is_acknowledged_while_the_core_is_at_work(
    double: DiscordDouble, channel: Channel, bot: Bot, alice: Person
):
    working, done = asyncio.Event(), asyncio.Event()

    async def slow(message: Message, surface: Surface) -> None:
        working.set()
        await done.wait()

    async with commanding(double, bot, answer=slow):
        interaction = await alice.slash(channel, "help")
        await interaction.acknowledged(seconds=2)
        await asyncio.wait_for(working.wait(), 2)
        done.set()


async def test_what_was_filled_in_reaches_the_core_under_its_names(
    commanded: Commanded, alice: Person, bob: Person, channel: Channel
):
    picture = File("cat.png", b"\x89PNG", "image/png")

    interaction = await alice.slash(
        channel,
        "sample",
        note="Hi",
        count=3,
        share=0.5,
        tone="cold",
        who=bob,
        where=channel,
        loud=True,
        picture=picture,
    )

    asked = await commanded.reached()
    assert asked.command == "sample"
    assert asked.options == {
        "note": "Hi",
        "count": 3,
        "share": 0.5,
        "tone": "cold",
        "who": str(bob.id),
        "where": str(channel.id),
        "loud": True,
    }
    assert [file.name for file in asked.attachments] == ["cat.png"]
    assert asked.id == str(interaction.id)
    assert asked.person.locale == "en-US"
    assert not asked.person.admin


async def test_a_person_may_ask_for_an_answer_to_them_alone(
    commanded: Commanded, alice: Person, channel: Channel
):
    openly = await (await alice.slash(channel, "sample", count=1)).answered()
    alone = await (await alice.slash(channel, "sample", count=2, private=True)).answered()

    assert openly.only_for is None
    assert alone.only_for is alice.account
    assert alone.shown.content == "count=2"


async def test_whoever_manages_the_server_changes_its_settings(
    commanded: Commanded, bob: Person, channel: Channel
):
    interaction = await bob.slash(channel, "persona", name="pirate")

    assert "is now pirate in this channel" in (await interaction.answered()).shown.content


async def test_others_cannot_change_settings_even_with_a_crafted_interaction(
    double: DiscordDouble, commanded: Commanded, alice: Person, bob: Person, channel: Channel
):
    """The form for admins is not offered to others, so that it is sent without Discord's client."""
    for command, options in {
        "persona": {"name": "pirate"},
        "settings": {"name": "temperature", "value": "2", "server": True},
        "rule": {},
    }.items():
        find = next(each for each in double.commands.of(None) if each.name == command)
        find.declared["default_member_permissions"] = None
        interaction = await alice.slash(channel, command, **options)
        assert "You may not do this here" in (await interaction.answered()).shown.content

    shown = await (await bob.slash(channel, "persona")).answered()
    assert "The persona here is none" in shown.shown.content


async def test_the_right_is_that_of_the_moment(
    double: DiscordDouble, commanded: Commanded, alice: Person, channel: Channel
):
    assert channel.guild is not None
    refused = await (await alice.slash(channel, "persona", name="pirate")).answered()
    channel.guild.owner = alice.account
    allowed = await (await alice.slash(channel, "persona", name="pirate")).answered()

    assert "You may not do this here" in refused.shown.content
    assert "is now pirate" in allowed.shown.content


async def test_a_command_of_an_older_declaration_is_answered_with_what_to_do(
    double: DiscordDouble, commanded: Commanded, alice: Person, channel: Channel
):
    commanded.tree.remove_command("help")
    interaction = await alice.slash(channel, "help")

    answer = await interaction.answered()

    assert "This command has changed" in answer.shown.content
    assert answer.only_for is alice.account


async def test_in_a_conversation_with_the_bot_it_works_too(
    double: DiscordDouble, commanded: Commanded, alice: Person
):
    interaction = await alice.slash(double.dm(alice), "help")

    await interaction.answered()

    asked = await commanded.reached()
    assert asked.direct
    assert not asked.person.admin


async def test_who_may_not_talk_to_the_bot_there_may_not_command_it_either(
    double: DiscordDouble, commanded: Commanded, alice: Person, bob: Person, channel: Channel
):
    chosen = {"name": "quiet_channels", "value": str(channel.id), "server": True}
    await (await bob.slash(channel, "settings", **chosen)).answered()

    used = await alice.slash(channel, "sample", count=1)
    # What all saw of it for a moment goes when the asker was told.
    await double.until(lambda: any(one.only_for is alice.account for one in used.messages))
    refused = used.messages[-1]
    allowed = await (await bob.slash(channel, "settings", name="quiet_channels")).answered()

    assert refused.content == "You may not talk to the bot here."
    assert refused.only_for is alice.account
    assert str(channel.id) in allowed.content

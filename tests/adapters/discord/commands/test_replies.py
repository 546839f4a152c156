"""Answers to interactions: alone or for all, short or long, in time or late."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from adapters.discord.surface import Surface
from bot.commands import Command, Run
from bot.context import Context
from bot.core import Bot
from bot.messages import Event, Message, Notice, Text
from tests.adapters.discord.commands.commanding import commanding
from tests.doubles.discord import (
    Channel,
    DiscordDouble,
    MessageFlag,
    Person,
)
from tests.doubles.discord.faults import Lost, Reset
from tests.doubles.discord.interactions import Interaction

FOLLOWUP = "POST /webhooks/{application}/{token}"
PARAGRAPH = "word " * 300


def saying(*events: Event) -> Run:
    async def run(_: Context) -> AsyncIterator[Event]:
        for event in events:
            yield event

    return run


def command(run: Run, *, private: bool = False) -> Command:
    return Command("tell", "Tell it", run, private=private)


def paragraphs(count: int) -> Text:
    return Text("\n\n".join(f"{number}: {PARAGRAPH}" for number in range(count)))


def texts(interaction: Interaction) -> list[str]:
    return [message.content for message in interaction.messages]


async def quiet(interaction: Interaction, double: DiscordDouble, count: int) -> None:
    await double.until(lambda: len(interaction.messages) == count)


async def test_a_long_answer_goes_on_in_further_messages(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person
):
    async with commanding(double, bot, more=[command(saying(paragraphs(3)))]):
        interaction = await alice.slash(channel, "tell")
        await quiet(interaction, double, 3)

    assert [text[:2] for text in texts(interaction)] == ["0:", "1:", "2:"]
    assert all(message.only_for is None for message in interaction.messages)


async def test_all_of_a_long_private_answer_is_for_the_asker_alone(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person
):
    async with commanding(double, bot, more=[command(saying(paragraphs(3)), private=True)]):
        interaction = await alice.slash(channel, "tell")
        await quiet(interaction, double, 3)

    assert all(message.only_for is alice.account for message in interaction.messages)


async def test_words_of_an_answer_ping_nobody_and_open_no_preview(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person
):
    text = Text(f"@everyone {alice.mention} https://example.com/?q=secret {PARAGRAPH}")
    async with commanding(double, bot, more=[command(saying(text, Text(f"\n\n{PARAGRAPH}")))]):
        interaction = await alice.slash(channel, "tell")
        await quiet(interaction, double, 2)

    for message in interaction.messages:
        assert not message.pings.everyone
        assert not message.pings.users
        assert MessageFlag.SUPPRESS_EMBEDS in message.shown.flags


async def test_a_notice_beside_a_public_answer_is_for_the_asker_alone(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person
):
    run = saying(Notice("Only you know."), Text("All know."))
    async with commanding(double, bot, more=[command(run)]):
        interaction = await alice.slash(channel, "tell")
        await double.until(lambda: len(interaction.messages) == 2)

    shown = {message.content: message.only_for for message in interaction.messages}
    assert shown == {"Only you know.": alice.account, "All know.": None}


async def test_nothing_is_left_thinking_where_nothing_was_said(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person
):
    async with commanding(double, bot, more=[command(saying())]):
        interaction = await alice.slash(channel, "tell")
        await interaction.acknowledged()
        await double.until(lambda: interaction.messages == [])


async def over(
    double: DiscordDouble,
    bot: Bot,
    act: Callable[[], "asyncio.Future[Interaction]"],
    **changes: bool,
) -> Interaction:
    """Let the interaction be over between its acknowledgement and the answer."""
    ready = asyncio.Event()

    async def run(_: Context) -> AsyncIterator[Event]:
        await ready.wait()
        yield Text("Here it is.")

    async with commanding(double, bot, more=[command(run, **changes)]):
        interaction = await act()
        await interaction.acknowledged()
        double.rules.token_lasts = 0
        ready.set()
        await double.until(lambda: any("Here it is." in text for text in double.shown()))
    return interaction


async def test_an_answer_that_takes_too_long_comes_as_a_message_of_the_channel(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person
):
    await over(double, bot, lambda: asyncio.ensure_future(alice.slash(channel, "tell")))

    assert channel.last.content == "Here it is."
    assert channel.last.author is double.bot


async def test_a_private_answer_that_takes_too_long_comes_as_a_direct_message(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person
):
    act = lambda: asyncio.ensure_future(alice.slash(channel, "tell"))  # noqa: E731
    await over(double, bot, act, private=True)

    assert double.dm(alice).last.content == "Here it is."
    assert "Here it is." not in [message.content for message in channel.ever]


async def test_where_only_a_person_installed_it_no_more_is_sent_than_discord_takes(
    double: DiscordDouble, bot: Bot, alice: Person, bob: Person
):
    elsewhere = double.guild("Elsewhere", alice, owner=bob, with_bot=False).channel("general")
    alice.installs()
    async with commanding(double, bot, more=[command(saying(paragraphs(12)))]):
        interaction = await alice.slash(elsewhere, "tell")
        await quiet(interaction, double, 6)

    assert double.record.statuses[400] == 0
    (file,) = interaction.messages[-1].shown.attachments
    assert "11: word" in file.data.decode()


@pytest.mark.parametrize("fault", [Reset(), Lost()])
async def test_a_follow_up_on_a_broken_line_is_there_once(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person, fault: Reset | Lost
):
    async with commanding(double, bot, more=[command(saying(paragraphs(3)))]):
        double.fail(fault, on=FOLLOWUP)
        interaction = await alice.slash(channel, "tell")
        await quiet(interaction, double, 3)
        await double.until(lambda: double.record.open == 0)

    assert [text[:2] for text in texts(interaction)] == ["0:", "1:", "2:"]


async def test_a_command_that_breaks_says_so(
    double: DiscordDouble, bot: Bot, channel: Channel, alice: Person
):
    async def broken(message: Message, surface: Surface) -> None:
        raise RuntimeError

    async with commanding(double, bot, answer=broken):
        interaction = await alice.slash(channel, "help")

        answer = await interaction.answered()
    assert "Something went wrong inside the bot" in answer.content
    assert answer.only_for is alice.account

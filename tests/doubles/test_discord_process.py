"""The double in a process of its own, with a bot in this one."""

from collections.abc import AsyncIterator

import discord
import pytest

from tests.doubles.clients import Client, running
from tests.doubles.discord import Channel, DiscordDouble, Person, timing
from tests.doubles.discord.process import Remote
from tests.doubles.discord.process import running as running_elsewhere


class Echo(Client):
    """A bot that answers in two steps."""

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot:
            sent = await message.reply("You said")
            await sent.edit(content=f"You said {message.content}")


async def test_asking_tells_when_the_first_and_the_last_words_were_shown(
    double: DiscordDouble, alice: Person, channel: Channel
) -> None:
    async with running(Echo(), double):
        timed = await timing.ask(alice, channel, "tea", done=lambda text: text.endswith("tea"))
    assert timed.asked_at < timed.first_at < timed.done_at
    assert timed.versions == 2
    assert [message.content for message in timed.messages] == ["You said tea"]


@pytest.fixture(name="remote")
async def _remote() -> AsyncIterator[Remote]:
    async with running_elsewhere("--guilds", "2", "--channels", "2") as remote:
        yield remote


async def test_another_process_asks_and_makes_trouble(remote: Remote) -> None:
    places = await remote.places()
    assert len(places) == 4
    async with running(Echo(), remote):
        for place in places:
            result = await remote.asks(place, "tea", until="tea", seconds=10)
            assert result.asked_at < result.first_at < result.done_at
            assert (result.versions, result.texts) == (2, ["You said tea"])
        await remote.trouble("drop")
        await remote.asks(places[0], "coffee", until="coffee")
        counts = await remote.record()
        assert (counts["identified"], counts["resumed"]) == (1, 1)
        assert counts["requests"]["POST /channels/{channel}/messages"] == 5

"""Discord's own AutoMod, listed and shared with, against the stand-in."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord.automod import fitting
from adapters.discord.channels import DiscordChannels
from bot.core import Bot
from bot.errors import PlatformError
from bot.messages import Place
from bot.moderation.native import SHARED, NativeRules, TellsWhoReads
from tests.adapters.discord.conftest import Stage, eventually
from tests.doubles.discord import Permission


@pytest.fixture(name="bot")
async def _bot(stage: Stage) -> AsyncIterator[Bot]:
    stage.server.adds_bot(Permission.MANAGE_GUILD)
    async with stage.running() as bot:
        yield bot


@pytest.fixture(name="channels")
async def _channels(stage: Stage, bot: Bot) -> DiscordChannels:
    channels = bot._parts.channels["discord"]
    assert isinstance(channels, DiscordChannels)
    assert isinstance(channels, NativeRules)
    assert isinstance(channels, TellsWhoReads)
    await seen(stage, channels)
    return channels


async def seen(stage: Stage, channels: DiscordChannels) -> None:
    """Wait until the bot knows the server."""

    async def known() -> bool:
        return channels._client.get_guild(stage.server.id) is not None

    await eventually(known)


def place(stage: Stage) -> Place:
    return Place("discord", str(stage.server.id), str(stage.channel.id))


async def test_words_are_shared_changed_and_taken_back(stage: Stage, channels: DiscordChannels):
    here, rules = place(stage), stage.server.guild.automod

    first = await channels.share(here, ["apple", "big pear"], allowed=["apple pie"], by="Dana")
    (rule,) = rules.values()
    assert (first.words, first.left_out) == (2, ())
    assert rule["name"] == SHARED
    assert rule["enabled"]
    assert rule["trigger_metadata"]["keyword_filter"] == ["apple", "big pear"]
    assert rule["trigger_metadata"]["allow_list"] == ["apple pie"]
    assert [action["type"] for action in rule["actions"]] == [1]

    await channels.share(here, ["plum"], allowed=[], by="Dana")
    (rule,) = rules.values()
    assert rule["trigger_metadata"]["keyword_filter"] == ["plum"]

    (told,) = await channels.rules(here)
    assert (told.name, told.looks_for, told.words) == (SHARED, "words", ("plum",))
    assert told.does == "the message is blocked"

    assert (await channels.share(here, [], allowed=[], by="Dana")).words == 0
    assert rules == {}


async def test_rules_of_others_are_listed_and_left_alone(stage: Stage, channels: DiscordChannels):
    rule = {
        "id": "7",
        "guild_id": str(stage.server.id),
        "creator_id": str(stage.alice.id),
        "name": SHARED,
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {"keyword_filter": ["tea"], "regex_patterns": ["c.t"]},
        "actions": [{"type": 1, "metadata": {}}],
        "enabled": False,
        "exempt_roles": [],
        "exempt_channels": [],
    }
    spam = rule | {"id": "8", "name": "Spam", "trigger_type": 3, "trigger_metadata": {}}
    stage.server.guild.automod |= {7: rule, 8: spam}

    await channels.share(place(stage), ["apple"], allowed=[], by="Dana")
    told = {each.id: each for each in await channels.rules(place(stage))}

    assert told["7"].words == ("tea", "c.t")
    assert not told["7"].enabled
    assert told["8"].looks_for == "spam"
    assert len(told) == 3


async def test_what_automod_does_not_take_is_told(stage: Stage, channels: DiscordChannels):
    words = ["*any", "x" * 61, "fine", *(f"word{n}" for n in range(1_000))]

    shared = await channels.share(place(stage), words, allowed=["y" * 61], by="Dana")

    assert shared.words == 1_000
    assert shared.left_out == ("*any", "x" * 61, "word999", "y" * 61)


def test_an_asterisk_at_an_end_would_mean_any_letters():
    assert fitting(["a*b", "*a", "a*", "  a   b "], most=9) == (["a*b", "a b"], ["*a", "a*"])


async def test_without_the_permission_it_is_a_sentence(stage: Stage):
    async with stage.running() as bot:
        channels = bot._parts.channels["discord"]
        assert isinstance(channels, DiscordChannels)
        await seen(stage, channels)
        with pytest.raises(PlatformError, match="I lack the permission Manage Server"):
            await channels.rules(place(stage))
        with pytest.raises(PlatformError, match="for servers only"):
            await channels.rules(Place("discord", "dm-5", "5"))


async def test_who_reads_a_channel_is_known(stage: Stage, channels: DiscordChannels):
    private = stage.server.private_channel("desk", stage.alice, stage.discord.bot)
    here = place(stage)

    assert not await channels.is_private(here)
    assert await channels.is_private(Place("discord", here.server, str(private.id)))

"""Summaries as people on Discord ask for them and see them."""

import pytest

from tests.adapters.discord.conftest import Stage
from tests.bot.documents.making import pdf, word
from tests.doubles.discord import File, Interaction, Message


def asked(stage: Stage) -> str:
    """What the model was given last."""
    return str(stage.api.record.of("chat")[-1].body)


async def shown(stage: Stage, used: Interaction, words: str) -> Message:
    """Wait until the answer has come as far as these words."""

    def come() -> list[Message]:
        return [message for message in used.messages if words in message.content]

    await stage.discord.until(lambda: bool(come()))
    return come()[-1]


async def test_a_channel_is_summed_up_and_points_link_to_its_messages(stage: Stage):
    async with stage.running():
        said = [await stage.alice.says(stage.channel, f"Thing {number}") for number in range(120)]
        stage.api.say("They did many things [3] [999].")
        used = await stage.alice.slash(stage.channel, "summarize")
        answer = await shown(stage, used, "Read: 120 messages")

    guild, channel = stage.server.id, stage.channel.id
    link = f"https://discord.com/channels/{guild}/{channel}/{said[2].id}"
    assert answer.content.startswith(f"They did many things [1]({link}).")
    assert all(f"Thing {number}\\n" in asked(stage) for number in range(119))
    assert answer.only_for is None


@pytest.mark.parametrize("given", ["link", "id", "last"])
async def test_the_range_is_given_in_numbers_and_by_links(stage: Stage, given: str):
    async with stage.running():
        said = [await stage.alice.says(stage.channel, f"Thing {number}.") for number in range(5)]
        link = f"https://discord.com/channels/{stage.server.id}/{stage.channel.id}/{said[2].id}"
        ways = {"link": {"since": link}, "id": {"since": str(said[2].id)}, "last": {"last": "3"}}
        used = await stage.alice.slash(stage.channel, "summarize", **ways[given])
        await shown(stage, used, "Read: 3 messages")

    assert [f"Thing {n}." in asked(stage) for n in range(5)] == [False] * 2 + [True] * 3


async def test_a_closed_channel_is_not_summed_up_for_who_cannot_read_it(stage: Stage):
    secret = stage.server.private_channel("secret", stage.discord.bot)
    async with stage.running():
        used = await stage.alice.slash(stage.channel, "summarize", channel=secret, private=True)
        await shown(stage, used, "right to read that channel")

    assert stage.api.record.of("chat") == []


async def test_what_others_cannot_read_is_not_shown_to_them(stage: Stage):
    other = stage.server.channel("other")
    async with stage.running():
        await stage.alice.says(other, "Only here.")
        used = await stage.alice.slash(stage.channel, "summarize", channel=other)
        await shown(stage, used, "private")
        assert stage.api.record.of("chat") == []

        used = await stage.alice.slash(stage.channel, "summarize", channel=other, private=True)
        answer = await shown(stage, used, "Read: 1 message")

    assert "Only here." in asked(stage)
    assert answer.only_for is stage.alice.account


async def test_files_are_summed_up_and_what_is_none_is_said(stage: Stage):
    async with stage.running():
        for file in (
            File("a.pdf", pdf(["The bridge is closed."])),
            File("a.docx", word("The bridge is closed.")),
        ):
            used = await stage.alice.slash(stage.channel, "summarize", file=file)
            await shown(stage, used, "fox")
            assert "The bridge is closed." in asked(stage)
        odd = File("a.exe", b"MZ\x00\x01")
        used = await stage.alice.slash(stage.channel, "summarize", file=odd)
        await shown(stage, used, "neither a text nor a picture nor a document")

    assert len(stage.api.record.of("chat")) == 2


async def test_an_address_of_a_private_network_is_refused(stage: Stage):
    async with stage.running():
        used = await stage.alice.slash(stage.channel, "summarize", url="http://127.0.0.1/")
        await shown(stage, used, "private network")


async def test_before_something_very_large_the_asker_is_asked_and_it_stays_with_them(stage: Stage):
    other = stage.server.channel("other")
    async with stage.running(summaries={"ask_messages": 5}):
        for number in range(8):
            await stage.alice.says(other, f"Thing {number}.")
        used = await stage.alice.slash(stage.channel, "summarize", channel=other, private=True)
        question = await shown(stage, used, "There are more than 5 messages.")
        assert stage.api.record.of("chat") == []
        pressed = await stage.alice.clicks(question, "Sum up all")
        answer = await shown(stage, pressed, "Read: 8 messages")

    assert question.only_for is answer.only_for is stage.alice.account
    assert all(f"Thing {number}." in asked(stage) for number in range(8))

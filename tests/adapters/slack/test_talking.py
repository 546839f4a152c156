"""People talk with the bot in channels, threads and direct messages."""

import asyncio
from pathlib import Path

import pytest

from bot.core import Bot
from tests.adapters.slack.stage import answers, at_work, is_done
from tests.doubles.openai import OpenAIDouble, Reply
from tests.doubles.slack import Channel, Person, SlackDouble


async def test_a_mention_is_answered_in_its_thread_once(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.say("Hello, Alice.")
    asked = await alice.says(general, "<@BOT> hello")

    await slack.until(lambda: is_done(general, asked))
    await slack.deliveries.settled()

    (answer,) = general.thread(asked)
    assert answer.content.startswith("Hello, Alice.")
    assert len(slack.record.events("app_mention")) == 1
    assert len(slack.record.events("message")) >= 1
    assert slack.agents.standing == {}


async def test_a_direct_message_is_answered(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.say("Yes?")
    asked = await alice.says(alice.dm, "hello")

    await slack.until(lambda: is_done(alice.dm, asked))

    assert answers(alice.dm, asked)[0].startswith("Yes?")


async def test_what_others_keep_in_the_environment_for_oauth_changes_nothing(
    slack: SlackDouble,
    api: OpenAIDouble,
    alice: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "0123456789abcdef")
    async with at_work(slack, tmp_path, api):
        asked = await alice.says(alice.dm, "hello")
        await slack.until(lambda: is_done(alice.dm, asked))


async def test_an_answer_under_way_is_ended_before_the_program_stops(
    slack: SlackDouble, api: OpenAIDouble, alice: Person, tmp_path: Path
) -> None:
    gate = asyncio.Event()
    api.say(Reply(["First sentence is here. ", gate, "And then the second one."]))
    async with at_work(slack, tmp_path, api):
        asked = await alice.says(alice.dm, "hello")
        await slack.until(lambda: answers(alice.dm, asked))
        asyncio.get_running_loop().call_later(0.3, gate.set)

    (answer,) = alice.dm.thread(asked)
    assert not answer.is_streaming
    assert "First sentence is here. And then the second one." in answer.content


async def test_every_event_is_acknowledged_also_those_that_lead_to_nothing(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    said = await alice.says(general, "nobody is called")
    await alice.reacts(said, "eyes")
    await slack.user("Bob").joins(general)
    await slack.deliveries.settled()

    assert len(slack.record.deliveries) >= 3
    assert slack.record.undelivered == []
    assert all(len(each.attempts) == 1 for each in slack.record.deliveries)

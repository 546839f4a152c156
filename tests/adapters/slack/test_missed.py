"""What is asked while nobody listens is answered afterwards, once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.core import Bot
from tests.adapters.slack.stage import answers, at_work, is_done, program
from tests.doubles.openai import OpenAIDouble, Reply
from tests.doubles.slack import Channel, Person, SlackDouble, Slow


async def test_what_was_asked_without_a_connection_is_answered_once(
    slack: SlackDouble, connected: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    slack.rules.retries = ()
    first = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: is_done(general, first))

    async with slack.sockets.away():
        direct = await alice.says(alice.dm, "are you there?")
        inside = await alice.says(general, "and you?", thread=first)
        top = await alice.says(general, "<@BOT> and at the top?")
        noise = await alice.says(general, "nobody is called")
    await slack.sockets.until(1, seconds=15)

    await slack.until(lambda: is_done(alice.dm, direct), seconds=15)
    await slack.until(lambda: is_done(general, top), seconds=15)
    await slack.until(lambda: len(answers(general, inside)) == 2, seconds=15)
    assert len(answers(alice.dm, direct)) == 1
    assert len(answers(general, top)) == 1
    assert answers(general, noise) == []


async def test_what_was_asked_before_the_start_is_answered_after_it(
    slack: SlackDouble, api: OpenAIDouble, alice: Person, general: Channel, tmp_path: Path
) -> None:
    slack.rules.retries = ()
    async with at_work(slack, tmp_path, api):
        first = await alice.says(alice.dm, "hello")
        await slack.until(lambda: is_done(alice.dm, first))
    missed = await alice.says(alice.dm, "still there?")
    new = slack.user("Bob")
    never = await new.says(new.dm, "hello, I am new")

    async with at_work(slack, tmp_path, api):
        await slack.until(lambda: is_done(alice.dm, missed), seconds=15)
        await slack.until(lambda: is_done(new.dm, never), seconds=15)

    async with at_work(slack, tmp_path, api):
        later = await alice.says(alice.dm, "and now?")
        await slack.until(lambda: is_done(alice.dm, later), seconds=15)

    assert len(answers(alice.dm, first)) == 1
    assert len(answers(alice.dm, missed)) == 1
    assert len(answers(new.dm, never)) == 1


async def test_after_a_sudden_end_every_question_is_answered_exactly_once(
    slack: SlackDouble, api: OpenAIDouble, alice: Person, general: Channel, tmp_path: Path
) -> None:
    slack.rules.retries = ()
    gate = asyncio.Event()
    api.speak(lambda _: Reply(["First sentence is here. ", gate, "And the rest."]))
    async with running(slack, api, tmp_path) as process:
        await slack.sockets.until(1, seconds=60)
        asked = [await alice.says(alice.dm, f"question {number}") for number in range(2)]
        asked.append(await alice.says(general, "<@BOT> question"))
        await slack.until(lambda: len(api.record.exchanges) >= 2, seconds=60)
        await slack.until(lambda: answers(general, asked[2]), seconds=60)
        process.kill()
        await process.wait()
    gate.set()
    await slack.sockets.until(0)
    # In one of them Slack has closed the streams meanwhile.
    close_streams(alice.dm)

    async with running(slack, api, tmp_path):
        for channel, each in zip((alice.dm, alice.dm, general), asked, strict=True):
            await slack.until(
                lambda c=channel, e=each: "And the rest." in "".join(answers(c, e)), seconds=30
            )
        await slack.deliveries.settled()

    for channel, each in zip((alice.dm, alice.dm, general), asked, strict=True):
        (answer,) = answers(channel, each)
        assert answer.count("First sentence is here. And the rest.") == 1


async def test_an_answer_that_was_kept_and_not_wholly_shown_is_shown_whole_after_the_end(
    slack: SlackDouble, api: OpenAIDouble, alice: Person, general: Channel, tmp_path: Path
) -> None:
    gate = asyncio.Event()
    said = "First **sentence** is here.", " And the rest."
    api.speak(lambda _: Reply([said[0], gate, said[1]]))
    async with running(slack, api, tmp_path) as process:
        await slack.sockets.until(1, seconds=60)
        asked = await alice.says(general, "<@BOT> question")
        direct = await alice.says(alice.dm, "question")
        for channel, each in ((general, asked), (alice.dm, direct)):
            await slack.until(lambda c=channel, e=each: answers(c, e), seconds=60)
        # The end of the answers is kept, and does not come through.
        for method in ("chat.stopStream", "chat.appendStream", "chat.update"):
            slack.fail(Slow(60), on=method, times=None)
        gate.set()
        await slack.until(lambda: slack.record.counts["chat.stopStream"] >= 2, seconds=60)
        process.kill()
        await process.wait()
    slack.faults.clear()
    await slack.sockets.until(0)
    # In one of them Slack has closed the streams meanwhile.
    close_streams(alice.dm)

    async with running(slack, api, tmp_path):
        for channel, each in ((general, asked), (alice.dm, direct)):
            await slack.until(
                lambda c=channel, e=each: "And the rest." in "".join(answers(c, e)), seconds=30
            )
        await asyncio.sleep(0.3)
    for channel, each in ((general, asked), (alice.dm, direct)):
        (answer,) = channel.thread(each)
        assert answer.content.count("And the rest.") == 1
        assert not answer.is_streaming
        assert "First **sentence** is here. And the rest." in answer.content

    # Another start finds nothing to do.
    calls = slack.record.counts["chat.update"] + slack.record.counts["chat.postMessage"]
    async with running(slack, api, tmp_path):
        await slack.sockets.until(1, seconds=60)
        await asyncio.sleep(0.5)
    assert slack.record.counts["chat.update"] + slack.record.counts["chat.postMessage"] == calls


def close_streams(*channels: Channel) -> None:
    """Let Slack close the streams that are open, as it does after five minutes."""
    for channel in channels:
        for message in channel.messages:
            if message.stream is not None:
                message.stream.until = 0


@asynccontextmanager
async def running(
    slack: SlackDouble, api: OpenAIDouble, home: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the program itself in Socket Mode."""
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    async with program(slack, api, home, tokens) as process:
        yield process


async def test_after_a_long_time_without_a_connection_it_finds_a_new_address(
    slack: SlackDouble, connected: Bot, api: OpenAIDouble, alice: Person
) -> None:
    slack.rules.retries = ()
    async with slack.sockets.away(tickets_expire=True):
        direct = await alice.says(alice.dm, "are you there?")
        await asyncio.sleep(1.5)

    await slack.sockets.until(1, seconds=30)
    await slack.until(lambda: is_done(alice.dm, direct), seconds=15)
    assert len(answers(alice.dm, direct)) == 1


async def test_looking_for_what_was_missed_has_bounds_and_the_log_says_what_was_left(
    slack: SlackDouble,
    api: OpenAIDouble,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("WARNING")
    slack.rules.retries = ()
    people = [slack.user(f"Person {number}") for number in range(3)]
    asked = [
        [await person.says(person.dm, f"question {number}") for number in range(4)]
        for person in people
    ]
    bounds = {"recovery": {"places": 2, "messages": 3}}
    async with at_work(slack, tmp_path, api, **bounds):
        await slack.until(lambda: "recovery.places is 2" in caplog.text)
        done = [
            (person, each)
            for person, several in zip(people, asked, strict=True)
            for each in several
            if answers(person.dm, each)
        ]
    read = [len(call.args) for call in slack.record.of("conversations.history")]
    assert len(read) == 2
    assert len(done) <= 6
    assert "1 conversations were not looked at" in caplog.text
    assert "recovery.messages is 3" in caplog.text

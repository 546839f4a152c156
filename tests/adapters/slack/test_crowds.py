"""Many threads at once, deliveries that come twice, lost connections, and rate limits."""

import asyncio

from bot.core import Bot
from tests.adapters.slack.stage import is_done
from tests.doubles.openai import OpenAIDouble, Question, Reply
from tests.doubles.slack import Channel, Message, Person, SlackDouble

THREADS = 100


def echo(question: Question) -> Reply:
    """Say back the last word of the question, which names its thread."""
    word = question.last.split()[-1]
    return Reply(f"You said {word}. I heard {word} well, and I say {word} again.", delay=0.002)


async def in_threads(person: Person, channel: Channel, count: int) -> list[Message]:
    """Ask at once in so many threads; returns what was asked."""
    roots = [await person.says(channel, f"topic {number}", quietly=True) for number in range(count)]
    return [
        await person.says(channel, f"<@BOT> say word{number}x", thread=root)
        for number, root in enumerate(roots)
    ]


def check(channel: Channel, asked: list[Message]) -> None:
    """Each was answered in its thread, once and whole, and with its own words alone."""
    for number, each in enumerate(asked):
        own = [reply for reply in channel.thread(each) if reply.author.is_bot]
        assert len(own) == 1, (number, own)
        word = f"word{number}x"
        assert f"You said {word}. I heard {word} well, and I say {word} again." in own[0].content


async def test_a_hundred_threads_at_once_are_all_answered_and_no_status_line_stays(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.speak(echo)
    asked = await in_threads(alice, general, THREADS)

    await slack.until(lambda: all(is_done(general, each) for each in asked), seconds=30)
    await slack.deliveries.settled()

    check(general, asked)
    assert slack.agents.standing == {}
    assert slack.agents.processing == []
    assert slack.record.undelivered == []


async def test_each_event_that_is_delivered_twice_is_answered_once(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.speak(echo)
    for twice in ("marked", "unmarked"):
        slack.deliveries.twice = twice
        asked = await in_threads(alice, general, 10)
        await slack.until(lambda asked=asked: all(is_done(general, each) for each in asked))
        await slack.deliveries.settled()
        check(general, asked)


async def test_connections_lost_under_load_lose_nothing_and_double_nothing(
    slack: SlackDouble, connected: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.speak(echo)
    slack.world.rules.retries = (0.1, 0.3)
    asked = await in_threads(alice, general, 20)
    await slack.sockets.drop()
    asked += await in_threads(alice, slack.channel("other", alice), 0)
    await slack.sockets.until(1)
    await slack.sockets.disconnect(grace=0.1)

    await slack.until(lambda: all(is_done(general, each) for each in asked), seconds=30)
    await asyncio.sleep(0.5)

    check(general, asked)


async def test_with_rate_limits_no_answer_is_left_partial(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.speak(echo)
    slack.limits.minute = 1.0
    slack.limits.enforce()
    channels = [slack.channel(f"room{number}", alice) for number in range(6)]
    asked = [await in_threads(alice, channel, 5) for channel in channels]

    def done() -> bool:
        return all(
            is_done(channel, each)
            for channel, several in zip(channels, asked, strict=True)
            for each in several
        )

    await slack.until(done, seconds=60)

    for channel, several in zip(channels, asked, strict=True):
        check(channel, several)
    assert slack.record.limited > 0
    await slack.until(lambda: slack.agents.standing == {})

"""People talk with the bot in channels, threads and direct messages."""

from bot.core import Bot
from tests.adapters.slack.stage import answers, is_done
from tests.doubles.openai import OpenAIDouble
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

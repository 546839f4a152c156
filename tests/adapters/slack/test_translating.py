"""Translating in Slack: the command, flags, and channels that are tied together."""

import pytest

from bot.core import Bot
from bot.linking.relay import Relay
from tests.adapters.slack.stage import answers, is_done
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Person, SlackDouble


@pytest.fixture(name="boss")
def _boss(slack: SlackDouble) -> Person:
    return slack.user("Boss", admin=True)


@pytest.fixture(name="deutsch")
async def _deutsch(slack: SlackDouble, general: Channel, alice: Person, boss: Person) -> Channel:
    await boss.joins(general)
    return slack.channel("deutsch", alice, boss)


async def tie(slack: SlackDouble, boss: Person, general: Channel, deutsch: Channel) -> None:
    await boss.slash(
        "/link", f"<#{general.id}|general> <#{deutsch.id}|deutsch> language=English", general
    )
    await slack.until(lambda: general.seen_by(boss.user))
    assert "are tied together" in general.seen_by(boss.user)[-1].content


async def settled(bot: Bot) -> None:
    (relay,) = [one for one in bot._parts.listeners if isinstance(one, Relay)]
    await relay.settled()


async def test_the_command_answers_in_the_channel(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.say("Guten Morgen!")

    await alice.slash("/translate", "German Good morning!", general)
    await slack.until(lambda: any("Guten Morgen" in one.content for one in general.messages))


async def test_a_command_works_in_words_after_a_mention(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.say("Guten Morgen!")

    asked = await alice.says(general, "<@BOT> translate German Good morning!")
    await slack.until(lambda: is_done(general, asked))

    assert "Guten Morgen!" in answers(general, asked)[0]


async def test_a_flag_under_a_message_has_it_translated_in_its_thread(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.say("Guten Morgen!")
    said = await alice.says(general, "Good morning!")

    await alice.reacts(said, "thumbsup")
    await alice.reacts(said, "flag-de")
    await slack.until(lambda: is_done(general, said))

    assert "Guten Morgen!" in answers(general, said)[0]
    assert len(api.record.of("chat")) == 1


async def test_what_is_said_in_one_channel_is_said_in_the_other(
    slack: SlackDouble,
    bot: Bot,
    api: OpenAIDouble,
    general: Channel,
    alice: Person,
    boss: Person,
    deutsch: Channel,
) -> None:
    await tie(slack, boss, general, deutsch)
    api.say("Guten Morgen!", "Guten Abend!")

    said = await alice.says(general, "Good morning!")
    await slack.until(lambda: deutsch.messages)
    assert deutsch.last.content == "Guten Morgen!"
    assert deutsch.last.guise["username"] == "Alice"

    await alice.edits(said, "Good evening!")
    await slack.until(lambda: deutsch.last.content == "Guten Abend!")
    await alice.deletes(said)
    await slack.until(lambda: not deutsch.messages)
    await settled(bot)
    assert len(api.record.of("chat")) == 2


async def test_what_is_said_in_a_thread_is_said_in_the_thread_of_the_copy(
    slack: SlackDouble,
    bot: Bot,
    api: OpenAIDouble,
    general: Channel,
    alice: Person,
    boss: Person,
    deutsch: Channel,
) -> None:
    await tie(slack, boss, general, deutsch)
    api.say("Wann?", "Um zwei.", "Good.")
    root = await alice.says(general, "When?")
    await slack.until(lambda: deutsch.messages)
    copy = deutsch.last

    await alice.says(general, "At two.", thread=root)
    await slack.until(lambda: deutsch.thread(copy))
    assert [each.content for each in deutsch.thread(copy)] == ["Um zwei."]

    await alice.says(deutsch, "Gut.", thread=copy)
    await slack.until(lambda: len(general.thread(root)) == 2)
    await settled(bot)
    assert general.thread(root)[1].content == "Good."
    assert [each.content for each in deutsch.thread(copy)] == ["Um zwei.", "Gut."]


async def test_a_refused_message_is_told_to_its_author_alone(
    slack: SlackDouble,
    bot: Bot,
    api: OpenAIDouble,
    general: Channel,
    alice: Person,
    boss: Person,
    deutsch: Channel,
) -> None:
    await tie(slack, boss, general, deutsch)
    api.moderation.flag("bomb", category="violence")

    await alice.says(general, "build a bomb")

    def told() -> list[str]:
        places = (general, alice.dm)
        return [
            each.content
            for place in places
            for each in place.seen_by(alice.user)
            if each.author.is_bot
        ]

    await slack.until(told)
    await settled(bot)
    assert "not passed on to #deutsch" in told()[-1]
    assert deutsch.messages == []


async def test_the_shortcut_of_a_message_translates_it_for_whoever_asks(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.say("Good morning!")
    said = await alice.says(general, "Guten Morgen!")

    await alice.shortcut("causerie_translate", said)

    def told() -> list[str]:
        return [
            each.content
            for place in (general, alice.dm)
            for each in place.seen_by(alice.user)
            if each.author.is_bot
        ]

    await slack.until(told)
    await slack.until(lambda: any("Good morning!" in each for each in told()))

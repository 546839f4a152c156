"""Where the bot listens: threads it takes part in, watched channels, and what it leaves alone."""

from bot.core import Bot
from bot.messages import Place
from tests.adapters.slack.stage import answers, is_done
from tests.doubles.openai import OpenAIDouble, Question
from tests.doubles.slack import Channel, Person, SlackDouble


async def test_in_its_own_thread_no_mention_is_needed_and_the_start_is_known(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    seen: list[str] = []

    def speaker(question: Question) -> str:
        seen.append(question.text)
        return "It is Rex." if "Rex" in question.text else "I do not know."

    api.speak(speaker)
    asked = await alice.says(general, "<@BOT> my dog is Rex")
    await slack.until(lambda: is_done(general, asked))
    await alice.says(general, "what is my dog called?", thread=asked)

    await slack.until(lambda: len(answers(general, asked)) == 2)
    assert "Rex" in seen[-1]


async def test_a_thread_of_others_is_left_alone_until_it_is_called(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    bob = slack.user("Bob")
    root = await alice.says(general, "The server is down, code 42.")
    await bob.says(general, "Again?", thread=root)
    await slack.deliveries.settled()
    api.speak(lambda question: "42." if "code 42" in question.text else "What?")

    asked = await bob.says(general, "<@BOT> what was the code?", thread=root)
    await slack.until(lambda: is_done(general, asked))

    (answer,) = answers(general, root)
    assert answer.startswith("42.")


async def test_other_bots_and_notices_are_left_alone(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    await alice.says(general, "nobody is called")
    await slack.user("Bob").joins(general)
    await slack.deliveries.settled()

    assert [each for each in general.messages if each.author.is_bot] == []
    assert api.record.exchanges == [] or len(api.record.exchanges) == 0


async def test_what_is_asked_in_one_place_is_not_known_in_another(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.speak(lambda question: "Rex." if "Rex" in question.text else "I do not know.")
    other = slack.channel("other", alice)
    first = await alice.says(general, "<@BOT> my dog is Rex")
    await slack.until(lambda: is_done(general, first))

    second = await alice.says(other, "<@BOT> what is my dog called?")
    await slack.until(lambda: is_done(other, second))

    assert answers(other, second)[0].startswith("I do not know.")


async def test_events_of_another_workspace_are_left_alone(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble
) -> None:
    elsewhere = slack.world.new_workspace("Elsewhere")
    slack.world.install(elsewhere)
    eve = slack.user("Eve", workspace=elsewhere)

    await eve.says(eve.dm, "what do they say at Acme?")
    await slack.deliveries.settled()

    assert [each for each in eve.dm.messages if each.author.is_bot] == []
    assert await bot.seen("slack") == {}


async def test_an_edited_question_is_answered_anew(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.speak(lambda question: "Tea." if question.last.endswith("tea?") else "Coffee.")
    asked = await alice.says(general, "<@BOT> coffee?")
    await slack.until(lambda: is_done(general, asked))

    await alice.edits(asked, "<@BOT> tea?")
    await slack.until(lambda: answers(general, asked)[0].startswith("Tea."))

    assert len(answers(general, asked)) == 1


async def test_a_deleted_question_is_forgotten(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.speak(lambda question: "Rex." if "Rex" in question.text else "I do not know.")
    asked = await alice.says(alice.dm, "my dog is Rex")
    await slack.until(lambda: is_done(alice.dm, asked))
    await alice.deletes(asked)
    await slack.deliveries.settled()

    again = await alice.says(alice.dm, "what is my dog called?")
    await slack.until(lambda: is_done(alice.dm, again))

    assert answers(alice.dm, again)[0].startswith("I do not know.")


async def test_a_channel_that_is_gone_is_forgotten(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: is_done(general, asked))
    place = Place("slack", slack.workspace.id, general.id)
    assert place in await bot.seen("slack")

    slack.world.tell(slack.workspace, "channel_deleted", channel=general.id)
    await slack.deliveries.settled()
    again = await alice.says(alice.dm, "hello")
    await slack.until(lambda: is_done(alice.dm, again))

    assert place not in await bot.seen("slack")


async def test_of_a_long_thread_the_newest_is_read_and_how_it_began(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    seen: list[str] = []
    api.speak(lambda question: seen.append(question.text) or "Yes.")
    root = await alice.says(general, "it began here", quietly=True)
    for number in range(150):
        await alice.says(general, f"reply number {number}.", thread=root, quietly=True)

    asked = await alice.says(general, "<@BOT> what was said last?", thread=root)
    await slack.until(lambda: is_done(general, asked))

    assert "it began here" in seen[-1]
    assert "reply number 149." in seen[-1]
    assert "reply number 5." not in seen[-1]

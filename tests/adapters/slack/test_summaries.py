"""Summaries as people on Slack ask for them and see them."""

from pathlib import Path

from bot.core import Bot
from tests.adapters.slack.stage import answers, at_work, is_done
from tests.bot.documents.making import pdf
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Message, Person, SlackDouble
from tests.doubles.slack import File as Upload
from tests.doubles.slack.choosing import elements


def asked(api: OpenAIDouble) -> str:
    """What the model was given last."""
    return str(api.record.of("chat")[-1].body)


def told(channel: Channel, person: Person) -> list[str]:
    """What the bot said to somebody in a channel, in threads or alone."""
    return [each.content for each in channel.seen_by(person.user) if each.author.is_bot]


def offered(channel: Channel, root: Message) -> list[Message]:
    """What can be pressed in a thread."""
    return [each for each in channel.thread(root) if any(elements(each.shown.blocks))]


async def test_a_channel_is_summed_up_and_points_link_to_its_messages(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    said = [await alice.says(general, f"Thing {n}.", quietly=True) for n in range(30)]
    api.say("They did many things [3] [999].")

    await alice.slash("/summarize", "", general)
    await slack.until(lambda: any("Read: 30 messages" in each for each in told(general, alice)))

    (shown,) = [each for each in told(general, alice) if "Read: 30 messages" in each]
    assert said[2].ts.replace(".", "") in shown
    assert "999" not in shown
    assert all(f"Thing {n}." in asked(api) for n in range(30))


async def test_the_last_messages_are_summed_up_for_who_asks_with_a_mention(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    for n in range(5):
        await alice.says(general, f"Thing {n}.", quietly=True)
    question = await alice.says(general, "<@BOT> /summarize last=3")
    await slack.until(lambda: is_done(general, question))

    assert "Read: 3 messages" in answers(general, question)[0]
    assert [f"Thing {n}." in asked(api) for n in range(5)] == [False] * 2 + [True] * 3


async def test_from_the_menu_of_a_message_it_is_its_thread_for_the_asker_alone(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    await alice.says(general, "Beside it.", quietly=True)
    root = await alice.says(general, "A topic.", quietly=True)
    said = [await alice.says(general, f"Thing {n}.", thread=root, quietly=True) for n in range(5)]
    await alice.shortcut("causerie_summarize", said[3])
    await slack.until(lambda: any("Read: 6 messages" in each for each in told(general, alice)))

    assert all(f"Thing {n}." in asked(api) for n in range(5))
    assert "Beside it." not in asked(api)
    assert not any(each.author.is_bot for each in general.thread(root))


async def test_another_channel_is_told_of_in_a_direct_message_to_who_may_read_it(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    bob, secret = slack.user("Bob"), slack.channel("secret", alice, private=True)
    await alice.says(secret, "Only here.", quietly=True)

    await bob.slash("/summarize", f"channel={secret.id}")
    await slack.until(lambda: told(bob.dm, bob))
    assert "right to read that channel" in told(bob.dm, bob)[-1]
    assert api.record.of("chat") == []

    await alice.slash("/summarize", f"channel={secret.id}")
    await slack.until(lambda: any("Read: 1 message" in each for each in told(alice.dm, alice)))
    assert "Only here." in asked(api)


async def test_a_file_is_summed_up_and_what_is_none_is_said(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    report = Upload("a.pdf", pdf(["The bridge is closed."]))
    question = await alice.says(general, "<@BOT> /summarize", files=[report])
    await slack.until(lambda: is_done(general, question))
    assert "The bridge is closed." in asked(api)

    odd = Upload("a.exe", b"MZ\x00\x01")
    question = await alice.says(general, "<@BOT> /summarize", files=[odd])
    await slack.until(lambda: any("neither a text" in each for each in told(general, alice)))
    assert len(api.record.of("chat")) == 1


async def test_an_address_of_a_private_network_is_refused(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    await alice.slash("/summarize", "http://127.0.0.1/")
    await slack.until(lambda: any("private network" in each for each in told(alice.dm, alice)))
    assert api.record.of("chat") == []


async def test_before_something_very_large_the_asker_is_asked(
    slack: SlackDouble, api: OpenAIDouble, general: Channel, alice: Person, tmp_path: Path
) -> None:
    async with at_work(slack, tmp_path, api, summaries={"ask_messages": 5}):
        for n in range(8):
            await alice.says(general, f"Thing {n}.", quietly=True)
        question = await alice.says(general, "<@BOT> /summarize")
        await slack.until(lambda: offered(general, question))
        (offer,) = offered(general, question)
        assert "There are more than 5 messages" in offer.content
        assert api.record.of("chat") == []

        await alice.presses(offer, "Sum up all")
        # The question and what was asked before are a part of the channel by now.
        await slack.until(lambda: "Read: 10 messages" in str(answers(general, question)))
    assert all(f"Thing {n}." in asked(api) for n in range(8))


def limit(slack: SlackDouble) -> None:
    """Let the app read as little as one that others have installed outside the Marketplace."""
    slack.rules.history_most = slack.rules.replies_most = 15
    for method in ("conversations.history", "conversations.replies"):
        slack.limits.set(method, 1, 60)


async def test_where_slack_lets_the_app_read_little_what_was_heard_is_summed_up(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    limit(slack)
    missed = [
        await alice.says(general, f"Missed {n}.", ago=100 - n, quietly=True) for n in range(20)
    ]
    said = [await alice.says(general, f"Thing {n}.") for n in range(20)]
    inside = await alice.says(general, "Inside the thread.", thread=said[0])
    changed, gone = said[1], said[2]
    await alice.edits(changed, "It was edited.")
    await alice.deletes(gone)
    await slack.deliveries.settled()

    # The first reading shows how little Slack gives; the others need none at all.
    for times in range(3):
        question = await alice.says(general, "<@BOT> /summarize last=30")
        await slack.until(lambda question=question: is_done(general, question))
        answer, given = answers(general, question)[0], asked(api)
        assert "Inside the thread." in given
        assert "It was edited." in given
        assert "Thing 1." not in given
        assert "Thing 2." not in given
        assert all(f"Thing {n}." in given for n in range(3, 20))
        assert "Read: 2" in answer or "Read: 30" in answer
        assert "older ones may be missing" in answer or times == 0
    assert len(missed) == 20
    assert inside.thread_ts


async def test_of_a_channel_that_nobody_heard_it_is_told_how_little_was_read(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    limit(slack)
    for number in range(40):
        await alice.says(general, f"Missed {number}.", ago=1000 - number, quietly=True)

    question = await alice.says(general, "<@BOT> /summarize last=30")
    await slack.until(lambda: is_done(general, question))

    assert [f"Missed {n}." in asked(api) for n in (24, 26, 39)] == [False, True, True]
    assert "Read: 14 messages" in answers(general, question)[0]
    assert "older ones may be missing" in answers(general, question)[0]

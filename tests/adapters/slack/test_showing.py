"""How answers look: streams, long ones, harmless ones, refused ones, and those that are stopped."""

import asyncio
from pathlib import Path

import pytest

from bot.core import Bot
from tests.adapters.slack.stage import answers, at_work, is_done
from tests.doubles.openai import OpenAIDouble, Reply
from tests.doubles.slack import Channel, Error, Message, Person, SlackDouble
from tests.doubles.slack.choosing import elements


async def test_an_answer_grows_as_a_stream(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    gate = asyncio.Event()
    api.say(Reply(["First sentence is here. ", gate, "And then the second one."]))
    asked = await alice.says(general, "<@BOT> hello")

    await slack.until(lambda: answers(general, asked))
    assert general.thread(asked)[0].is_streaming
    gate.set()
    await slack.until(lambda: is_done(general, asked))

    (answer,) = general.thread(asked)
    assert "First sentence is here. And then the second one." in answer.content
    assert slack.record.counts["chat.update"] == 0


@pytest.mark.parametrize("lost", ["closed", "never"])
async def test_where_there_is_no_stream_the_message_is_updated(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person, lost: str
) -> None:
    gate = asyncio.Event()
    api.say(Reply(["First sentence is here. ", gate, "And then the second one."]))
    if lost == "closed":
        slack.rules.stream_lasts = 0.01
    else:
        slack.faults.add(Error("channel_type_not_supported"), on="chat.startStream")
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: answers(general, asked))
    gate.set()

    await slack.until(lambda: "second one." in "".join(answers(general, asked)))
    (answer,) = general.thread(asked)
    assert "First sentence is here. And then the second one." in answer.content


async def test_what_a_model_writes_calls_nobody(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    said = (
        "Hey <!channel> and <!here>, <!everyone>! <!subteam^S012345|@devs> and <@U0000000A4> "
        "look at <#C0000000A5>."
    )
    api.say(Reply([*said]))
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: is_done(general, asked))

    (answer,) = general.thread(asked)
    assert answer.pings == set()
    assert not answer.unfurls
    assert "<!channel>" not in answer.content


async def test_a_long_answer_is_several_messages_and_then_a_file(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.say(Reply(["".join(f"Line {number} of it.\n\n" for number in range(4000))]))
    asked = await alice.says(alice.dm, "write a lot")

    def attached() -> bool:
        return any(each.shown.files for each in alice.dm.messages)

    await slack.until(attached, seconds=60)

    own = [each for each in alice.dm.thread(asked) if each.author.is_bot]
    texts = [each.content for each in own if not each.shown.files]
    assert len(texts) == 4
    assert texts[0].startswith("Line 0 of it.")
    assert "The answer goes on in the file." in texts[-1]


async def test_forbidden_words_are_in_no_version_of_any_message(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.moderation.flag("xylophone", category="violence")
    api.say(Reply("A harmless sentence comes first. Then the xylophone plays.", delay=0.001))
    asked = await alice.says(general, "<@BOT> hello")

    await slack.until(lambda: is_done(general, asked) or len(general.seen_by(alice.user)) > 1)
    await slack.deliveries.settled()

    assert not any("xylophone" in text for text in slack.shown())
    await slack.until(lambda: slack.agents.standing == {})


async def test_a_question_that_is_refused_is_told_to_the_asker(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.moderation.flag("xylophone", category="violence")
    asked = await alice.says(general, "<@BOT> tell me about the xylophone")

    await slack.until(lambda: len(general.seen_by(alice.user)) == 2)
    assert general.thread(asked) == []
    assert slack.agents.standing == {}


async def test_stop_ends_the_answer_and_keeps_what_was_shown(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    before, after = asyncio.Event(), asyncio.Event()
    api.say(Reply([before, "First sentence is here. ", after, "Never."]))
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: slack.agents.processing)
    before.set()
    await slack.until(lambda: answers(general, asked))

    slack.agents.stop(general, asked.ts, alice.user)
    await slack.until(lambda: "Stopped." in "".join(answers(general, asked)))

    assert "First sentence is here." in answers(general, asked)[0]
    await slack.until(lambda: not slack.agents.processing)


async def test_an_answer_that_began_at_once_can_be_stopped_as_well(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    gate = asyncio.Event()
    api.say(Reply(["First sentence is here. ", gate, "Never."]))
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: answers(general, asked))
    await slack.until(lambda: slack.agents.processing)

    slack.agents.stop(general, asked.ts, alice.user)
    await slack.until(lambda: "Stopped." in "".join(answers(general, asked)))
    await slack.until(lambda: not slack.agents.processing)

    assert "First sentence is here." in answers(general, asked)[0]
    assert slack.agents.standing == {}


async def test_a_status_is_shown_while_it_thinks_and_gone_with_the_answer(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    gate = asyncio.Event()
    api.say(Reply([gate, "Here."]))
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: slack.agents.standing)

    gate.set()
    await slack.until(lambda: is_done(general, asked))
    await slack.until(lambda: slack.agents.standing == {})
    await slack.until(lambda: slack.agents.processing == [])


async def test_a_model_that_fails_says_so_in_the_thread(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    from tests.doubles.openai import Status

    api.fail(Status(500), times=None)
    asked = await alice.says(general, "<@BOT> hello")

    await slack.until(lambda: is_done(general, asked), seconds=60)
    assert "Try again" in answers(general, asked)[0]


async def test_a_stream_goes_on_in_another_message_before_slack_closes_it(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, general: Channel, alice: Person
) -> None:
    gates = [asyncio.Event() for _ in range(3)]
    said = [f"Sentence number {number} is here. " for number in range(4)]
    api.say(Reply([said[0], gates[0], said[1], gates[1], said[2], gates[2], said[3]]))
    short = {"slack": {"stream_seconds": 0.05}, "models": {"between_tokens_seconds": 20}}
    async with at_work(slack, tmp_path, api, **short):
        asked = await alice.says(general, "<@BOT> hello")
        for number, gate in enumerate(gates):
            await slack.until(lambda number=number: _has(answers(general, asked), said[number]))
            await asyncio.sleep(0.06)
            gate.set()
        await slack.until(lambda: is_done(general, asked) and _has(answers(general, asked), "3"))
        await slack.until(lambda: "Again" in _labels(general.thread(asked)[-1]))

    shown = answers(general, asked)
    assert len(shown) > 1
    whole = " ".join(" ".join(shown).split())
    for each in said:
        assert whole.count(each.strip()) == 1
    assert slack.record.counts["chat.startStream"] == len(shown)


def _has(shown: list[str], words: str) -> bool:
    return words.strip() in " ".join(shown)


def _labels(message: Message) -> list[str]:
    return [each["text"]["text"] for _, each in elements(message.shown.blocks) if "text" in each]


async def test_forbidden_words_come_out_by_no_other_way_either(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.moderation.flag("xylophone", category="violence")
    api.speak(lambda _: Reply("The xylophone plays, and plays again.", delay=0.001))
    bob = slack.user("Bob")
    said = await bob.says(general, "Good morning")
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: len(general.seen_by(alice.user)) > 2 or is_done(general, asked))

    # Again, edited, as a translation by flag, from a menu, behind a slash, in a direct message.
    await alice.edits(asked, "<@BOT> hello there")
    await bob.reacts(said, "flag-fr")
    await alice.shortcut("causerie_explain", said)
    await alice.slash("/translate", "French Good morning", general)
    await alice.slash("/draft", "a note", general)
    direct = await alice.says(alice.dm, "hello")
    await slack.until(lambda: is_done(alice.dm, direct))
    await slack.deliveries.settled()
    await slack.until(lambda: slack.agents.standing == {})
    await asyncio.sleep(0.5)

    assert len(api.record.of("chat")) >= 5
    assert not any("xylophone" in text for text in slack.shown())

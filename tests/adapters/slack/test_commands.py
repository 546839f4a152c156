"""Commands: behind a slash, in words after a mention, in forms, and buttons under answers."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.messages import Place, Usage
from tests.adapters.slack.stage import answers, at_work, is_done
from tests.doubles.openai import OpenAIDouble, Reply
from tests.doubles.slack import Channel, Person, SlackDouble


async def test_a_private_command_is_answered_to_the_asker_alone(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    bob = slack.user("Bob")
    await bob.joins(general)

    used = await alice.slash("/help", "", general)
    await slack.until(lambda: general.seen_by(alice.user))

    assert used.acknowledged
    assert "/help" in general.seen_by(alice.user)[-1].content
    assert general.seen_by(bob.user) == []


async def test_a_command_that_is_mistyped_says_what_was_meant(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    await alice.slash("/helpp", "", general)

    await slack.until(lambda: general.seen_by(alice.user))
    assert "There is no command" in general.seen_by(alice.user)[-1].content


@pytest.mark.parametrize("inside", [True, False])
async def test_what_a_slash_command_lacks_is_told_to_the_asker_alone(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person, inside: bool
) -> None:
    bob = slack.user("Bob")
    room = general if inside else slack.channel("elsewhere", alice, bob)
    await bob.joins(room)

    await alice.slash("/transcribe", "", room)
    await slack.until(lambda: _told(room, alice, "There is nothing to listen to."))

    assert room.seen_by(bob.user) == []


async def test_what_a_slash_command_cost_is_told_with_why_it_came_to_nothing(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, general: Channel, alice: Person
) -> None:
    bob = slack.user("Bob")
    await bob.joins(general)
    api.say(Reply("=====", usage=Usage(900, 100)))

    async with at_work(slack, tmp_path, api, defaults={"show_usage": True}):
        await alice.slash("/draft", "a note", general)
        await slack.until(lambda: _told(general, alice, "900 tokens in"))

    assert _told(general, alice, "did not answer in the form")
    assert general.seen_by(bob.user) == []


async def test_what_a_command_in_a_thread_lacks_is_told_there(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    asked = await alice.says(general, "<@BOT> /transcribe")

    await slack.until(lambda: is_done(general, asked))
    assert "There is nothing to listen to." in answers(general, asked)[0]


async def test_a_command_works_in_words_inside_a_thread(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    root = await alice.says(general, "topic", quietly=True)
    await alice.says(general, "<@BOT> help", thread=root)

    def told() -> list[str]:
        return [each.content for each in general.seen_by(alice.user) if each.author.is_bot]

    await slack.until(told)
    assert "/help" in told()[0]
    assert general.thread(root)[1:] == []


async def test_again_gives_another_answer_in_the_same_thread(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.say("One.", "Two.")
    asked = await alice.says(general, "<@BOT> count")
    await slack.until(lambda: is_done(general, asked))

    (first,) = general.thread(asked)
    assert (await alice.presses(first, "causerie_again")).acknowledged
    await slack.until(lambda: len(answers(general, asked)) == 2)
    await slack.until(lambda: is_done(general, asked))

    assert answers(general, asked)[1].startswith("Two.")


async def test_an_answer_that_was_cut_can_go_on(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.say(Reply("One two", finish="length"), Reply(" three four."))
    asked = await alice.says(alice.dm, "count")
    await slack.until(lambda: is_done(alice.dm, asked))

    await alice.presses(alice.dm.thread(asked)[0], "Go on")
    await slack.until(lambda: len(answers(alice.dm, asked)) == 2)
    await slack.until(lambda: is_done(alice.dm, asked))

    assert "three four." in answers(alice.dm, asked)[1]


async def test_thumbs_are_kept(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: is_done(general, asked))

    await alice.presses(general.thread(asked)[0], "causerie_rate", "positive")
    await slack.until(lambda: _whispered(general, alice, "Noted, thank you."))
    await alice.presses(general.thread(asked)[0], "causerie_rate", "positive")
    await slack.until(lambda: _whispered(general, alice, "That is what you said before."))


async def test_the_home_says_what_it_can_do_and_what_was_used(
    slack: SlackDouble, bot: Bot, alice: Person
) -> None:
    await alice.opens_home()

    await slack.until(lambda: alice.home)
    shown = str(_home(alice).content)
    assert "/help" in shown
    assert "What you have used" in shown


async def test_prompts_are_suggested_where_one_talks_with_it(
    slack: SlackDouble, bot: Bot, alice: Person
) -> None:
    await alice.opens_home("messages")

    await slack.until(lambda: slack.agents.prompts)


def _home(person: Person) -> Any:
    return person.home


def _whispered(channel: Channel, person: Person, text: str) -> bool:
    return any(each.content == text for each in channel.seen_by(person.user))


async def test_an_admin_changes_a_setting_in_a_form_from_the_home(
    slack: SlackDouble, bot: Bot, alice: Person
) -> None:
    boss = slack.user("Boss", admin=True)
    await alice.opens_home()
    await boss.opens_home()
    await slack.until(lambda: alice.home and boss.home)
    assert "causerie_run_settings" not in str(_home(alice).content)

    await boss.presses(_home(boss), "causerie_run_settings")
    await slack.until(lambda: boss.modal)
    shown = boss.modal
    assert shown is not None
    await boss.presses(shown, "causerie_choose", "watched")
    await slack.until(lambda: shown.title == "Watched")
    await boss.submits(shown, {"value-0": "on"})

    await slack.until(lambda: any("watched" in each.content for each in boss.dm.messages))
    assert (await bot.values(Place("slack", slack.workspace.id, "C1"))).watched


@pytest.mark.parametrize("how", ["slash", "words"])
async def test_a_file_for_one_person_goes_into_direct_messages(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person, how: str
) -> None:
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: is_done(general, asked))

    if how == "slash":
        await alice.slash("/export", "", general)
    else:
        await alice.says(general, "<@BOT> /export")
    await slack.until(lambda: any(each.shown.files for each in alice.dm.messages))
    await slack.until(lambda: _told(general, alice, "in our direct messages"))

    assert not any(each.shown.files for each in general.messages)


async def test_everything_is_acknowledged_before_the_work_that_it_leads_to(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    gate = asyncio.Event()
    slack.rules.acknowledge_within = 60
    api.speak(lambda _: Reply([gate, *["Word. "] * 40]))
    roots = [await alice.says(general, f"topic {n}", quietly=True) for n in range(60)]
    for root in roots:
        await alice.says(general, "<@BOT> go", thread=root)

    used = await asyncio.gather(
        *(alice.slash("/help", "", general) for _ in range(10)),
        alice.slash("/image", "", general),
        alice.shortcut("causerie_image"),
        alice.shortcut("causerie_translate", roots[0]),
    )
    await slack.deliveries.settled()
    assert all(each.acknowledged for each in used)
    assert slack.record.undelivered == []

    gate.set()
    await slack.until(lambda: all(is_done(general, root) for root in roots), seconds=30)


async def test_what_the_way_back_of_a_command_does_not_take_is_told_in_direct_messages(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    slack.rules.response_url_uses = 0
    used = await alice.slash("/help", "", general)
    await slack.until(lambda: any("/help" in each.content for each in alice.dm.messages))

    assert used.acknowledged
    assert general.seen_by(alice.user) == []


async def test_the_shortcut_of_a_message_explains_it_for_whoever_asks(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.say("The kettle is empty.")
    said = await alice.says(general, "KettleError: no water", quietly=True)

    await alice.shortcut("causerie_explain", said)
    await slack.until(lambda: _told(general, alice, "The kettle is empty."))

    assert "KettleError: no water" in str(api.record.of("chat")[-1].body)
    assert not any(each.author.is_bot for each in general.messages)


async def test_a_picture_is_ordered_in_a_form_from_anywhere(
    slack: SlackDouble, bot: Bot, alice: Person
) -> None:
    await alice.shortcut("causerie_image")
    await slack.until(lambda: alice.modal)

    assert alice.modal is not None
    assert "prompt" in str(alice.modal.content)


def _told(channel: Channel, person: Person, text: str) -> bool:
    return any(text in each.content for each in channel.seen_by(person.user))

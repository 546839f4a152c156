"""Questions with buttons: who may press them, once, and after a restart too."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands import Command, Kind, Option
from bot.context import Context
from bot.core import Bot
from bot.messages import Choice, Choices, Event, Text
from tests.adapters.slack.stage import answers, working
from tests.bot.talking import opened
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Message, Person, SlackDouble
from tests.doubles.slack.choosing import elements


async def _ask(context: Context) -> AsyncIterator[Event]:
    if context.message.approved:
        yield Text(f"Done by {context.message.person.name} in {context.message.place.key}.")
        return
    yield Choices(
        "Shall I?",
        (
            Choice("Yes", command="spend", approved=True, style="primary"),
            Choice("No", command="spend", options={"refuse": True}, style="danger"),
        ),
        for_all=bool(context.message.options.get("for_all")),
    )


SPEND = Command(
    name="spend",
    description="Asks before it spends",
    run=_ask,
    options=(
        Option("for_all", "Everybody may say", kind=Kind.FLAG),
        Option("refuse", "Ask once more", kind=Kind.FLAG),
    ),
)


def with_spend(bot: Bot) -> Bot:
    bot.commands["spend"] = SPEND  # type: ignore[index]  # for this test
    return bot


@pytest.fixture(name="asking")
async def _asking(slack: SlackDouble, api: OpenAIDouble, tmp_path: Path) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot, working(slack, with_spend(bot), tmp_path, api):
        yield bot


def labels(message: Message) -> list[str]:
    return [each["text"]["text"] for _, each in elements(message.shown.blocks) if "text" in each]


async def asked(slack: SlackDouble, channel: Channel, person: Person, line: str = "spend") -> Any:
    root = await person.says(channel, f"<@BOT> {line}")
    await slack.until(lambda: any("Yes" in labels(each) for each in channel.thread(root)))
    return root, next(each for each in channel.thread(root) if "Yes" in labels(each))


async def test_a_pressed_button_does_what_it_stands_for_once(
    slack: SlackDouble, asking: Bot, general: Channel, alice: Person
) -> None:
    root, question = await asked(slack, general, alice)
    before = question.versions[-1]
    used = await alice.presses(question, "Yes")
    await slack.until(lambda: any("Done by Alice" in each for each in answers(general, root)))

    assert used.acknowledged
    assert "Yes" not in labels(question)
    assert "Shall I?" in question.content
    assert "Picked: Yes" in question.content
    # Somebody whose screen is behind presses once more.
    question.versions.append(before)
    await alice.presses(question, "Yes")
    await slack.until(lambda: _whispered(general, alice, "decided before"))
    assert len([each for each in answers(general, root) if "Done by" in each]) == 1


async def test_another_person_may_not_press_it(
    slack: SlackDouble, asking: Bot, general: Channel, alice: Person
) -> None:
    bob = slack.user("Bob")
    await bob.joins(general)
    root, question = await asked(slack, general, alice)

    await bob.presses(question, "Yes")
    await slack.until(lambda: _whispered(general, bob, "You may not do this"))

    assert "Yes" in labels(question)
    assert not any("Done by" in each for each in answers(general, root))


async def test_a_question_for_all_is_answered_by_anybody_as_often_as_they_like(
    slack: SlackDouble, asking: Bot, general: Channel, alice: Person
) -> None:
    bob = slack.user("Bob")
    await bob.joins(general)
    root, question = await asked(slack, general, alice, "spend for_all=yes")

    for person in (bob, alice):
        await person.presses(question, "Yes")
        name = person.user.shown
        await slack.until(
            lambda name=name: any(f"Done by {name}" in each for each in answers(general, root))
        )
    assert "Yes" in labels(question)


@pytest.mark.parametrize(
    ("value", "block"),
    [("999:0", "x"), ("1:99", "x"), ("1;drop", "x"), ("", ""), ("99999999999999999999:0", "x")],
)
async def test_a_forged_button_leads_to_a_sentence(
    slack: SlackDouble, asking: Bot, general: Channel, alice: Person, value: str, block: str
) -> None:
    root, question = await asked(slack, general, alice)
    for _, element in elements(question.shown.blocks):
        if str(element["action_id"]).startswith("causerie_pick_"):
            element["value"] = value

    await alice.presses(question, "Yes")
    await slack.until(lambda: _whispered(general, alice, "too old to do anything"))
    assert not any("Done by" in each for each in answers(general, root))


async def test_a_button_works_after_a_restart_and_in_its_own_place(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, general: Channel, alice: Person
) -> None:
    async with opened(tmp_path, api) as bot, working(slack, with_spend(bot), tmp_path, api):
        root, question = await asked(slack, general, alice)
    async with opened(tmp_path, api) as bot, working(slack, with_spend(bot), tmp_path, api):
        await alice.presses(question, "Yes")
        await slack.until(lambda: any("Done by" in each for each in answers(general, root)))

    # It was asked at the top of the channel, whose window it belongs to.
    here = f"slack/{slack.workspace.id}/{general.id}."
    assert any(each.startswith(f"Done by Alice in {here}") for each in answers(general, root))


def _whispered(channel: Channel, person: Person, text: str) -> bool:
    return any(text in each.content for each in channel.seen_by(person.user))

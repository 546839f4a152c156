"""Admins set up their workspace from inside Slack: menus, forms, personas, and what is kept."""

from collections.abc import Callable
from typing import Any

from bot.core import Bot
from bot.messages import Place
from tests.adapters.slack.stage import is_done
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Message, Person, SlackDouble
from tests.doubles.slack.choosing import elements


def labels(message: Message) -> list[str]:
    return [each["text"]["text"] for _, each in elements(message.shown.blocks) if "text" in each]


async def told(
    slack: SlackDouble, channel: Channel, person: Person, fits: Callable[[Message], bool]
) -> Message:
    """The newest message for the person alone that fits."""

    def found() -> list[Message]:
        return [each for each in channel.seen_by(person.user) if fits(each)]

    await slack.until(lambda: bool(found()))
    return found()[-1]


def offers(beginning: str) -> Callable[[Message], bool]:
    return lambda message: any(label.startswith(beginning) for label in labels(message))


async def press(message: Message, person: Person, beginning: str) -> Any:
    return await person.presses(
        message, next(label for label in labels(message) if label.startswith(beginning))
    )


async def test_an_admin_sets_a_value_by_topic_and_form(
    slack: SlackDouble, bot: Bot, general: Channel
) -> None:
    boss = slack.user("Boss", admin=True)
    await boss.joins(general)
    await boss.slash("/settings", "", general)
    topics = await told(slack, general, boss, offers("Model"))
    await press(topics, boss, "Model")
    of_topic = await told(slack, general, boss, offers("temperature"))
    await press(of_topic, boss, "temperature")
    of_setting = await told(slack, general, boss, offers("Change it in this channel"))
    await press(of_setting, boss, "Change it in this channel")
    await slack.until(lambda: boss.modal)
    shown = boss.modal
    assert shown is not None
    await boss.submits(shown, {"value-0": "0.7"})
    await told(slack, general, boss, lambda each: "`temperature` is now 0.7" in each.content)
    assert (await bot.values(Place("slack", slack.workspace.id, general.id))).temperature == 0.7


async def test_who_is_no_admin_gets_no_button_that_changes_anything(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    await alice.slash("/settings", "name=temperature", general)
    found = await told(slack, general, alice, lambda each: "`temperature`" in each.content)
    assert not any(label.startswith("Change it") for label in labels(found))


async def test_a_persona_is_written_and_answers(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel
) -> None:
    boss = slack.user("Boss", admin=True)
    await boss.joins(general)
    await boss.slash("/persona", "pirate prompt=You are a pirate in {channel}.", general)
    await told(slack, general, boss, lambda each: "version 1" in each.content)
    await boss.slash("/persona", "pirate", general)
    await told(slack, general, boss, lambda each: "`persona` is now pirate" in each.content)
    asked = await boss.says(general, "<@BOT> hello")
    await slack.until(lambda: is_done(general, asked))
    question = api.record.of("chat")[-1].question
    assert question is not None
    assert f"You are a pirate in {general.name}." in question.system


async def test_what_is_kept_of_a_person_is_deleted_at_a_word(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: is_done(general, asked))
    await alice.slash("/forget", "me", general)
    sure = await told(slack, general, alice, offers("Delete it all"))
    await press(sure, alice, "Delete it all")
    await told(slack, general, alice, lambda each: "Forgotten: 1 question" in each.content)

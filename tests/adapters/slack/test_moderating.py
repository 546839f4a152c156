"""The moderation desk on Slack: what Slack lets a bot do, and what it says where it does not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import Bot
from bot.messages import Person as Somebody
from bot.messages import Place
from tests.adapters.slack.stage import at_work
from tests.adapters.slack.test_choices import labels
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Message, Person, SlackDouble
from tests.doubles.slack.choosing import elements

ADMIN = Somebody("1", "Dana", admin=True)


class Desk:
    """A private channel with an admin, and a member whose words are looked at."""

    def __init__(self, slack: SlackDouble, bot: Bot, general: Channel) -> None:
        self.slack = slack
        self.bot = bot
        self.general = general
        self.mod: Person = slack.user("Mod", admin=True)
        self.sam: Person = slack.user("Sam")
        self.channel = slack.channel("desk", self.mod, self.sam, private=True)
        self.place = Place("slack", slack.workspace.id, general.id)

    async def set(self, name: str, value: object) -> None:
        await self.bot._parts.settings.change(self.place, name, value, scope="server", person=ADMIN)

    async def items(self, count: int = 1) -> list[Message]:
        await self.slack.until(lambda: len(self._said()) >= count)
        return self._said()

    def _said(self) -> list[Message]:
        return [each for each in self.channel.messages if each.author.is_bot]


@pytest.fixture(name="desk")
async def _desk(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, general: Channel, alice: Person
) -> AsyncIterator[Desk]:
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with at_work(slack, tmp_path, api) as bot:
        desk = Desk(slack, bot, general)
        await desk.sam.joins(general)
        await desk.mod.joins(general)
        await desk.set("desk_channel", desk.channel.id)
        await desk.set("auto_moderation", value=True)
        yield desk


def whispered(channel: Channel, person: Person, text: str) -> bool:
    return any(text in each.content for each in channel.seen_by(person.user))


async def test_a_flagged_message_is_approved_on_the_desk(
    slack: SlackDouble, desk: Desk, general: Channel
) -> None:
    await desk.sam.says(general, "you are horrible")
    (item,) = await desk.items()
    assert "harassment 0.91" in item.content
    assert "you are horrible" in item.content
    assert labels(item) == ["Approve", "Delete", "Time out", "False alarm"]

    await desk.sam.presses(item, "Approve")
    await slack.until(lambda: whispered(desk.channel, desk.sam, "You may not do this here"))
    assert "Approve" in labels(item)

    await desk.mod.presses(item, "Approve")
    await slack.until(lambda: "Approved" in item.content and "by Mod" in item.content)
    assert labels(item) == []


async def test_what_slack_does_not_let_a_bot_do_is_said(
    slack: SlackDouble, desk: Desk, general: Channel
) -> None:
    said = await desk.sam.says(general, "you are horrible")
    (item,) = await desk.items()
    await desk.mod.presses(item, "Time out")
    await slack.until(lambda: whispered(desk.channel, desk.mod, "no time-outs"))
    await desk.mod.presses(item, "Delete")
    await slack.until(lambda: whispered(desk.channel, desk.mod, "its own messages only"))

    assert said in general.messages
    assert "Approve" in labels(item)


async def test_automatic_moderation_notes_where_it_may_not_delete(
    slack: SlackDouble, desk: Desk, general: Channel
) -> None:
    await desk.set("auto_actions", {"harassment": "timeout"})
    said = await desk.sam.says(general, "you are horrible")
    (item,) = await desk.items()
    await slack.until(lambda: "noted only (" in item.content)

    assert said in general.messages
    assert "Delete" in labels(item)


async def test_an_edit_is_judged(slack: SlackDouble, desk: Desk, general: Channel) -> None:
    said = await desk.sam.says(general, "you are nice")
    await desk.sam.edits(said, "you are horrible")
    (item,) = await desk.items()

    assert "you are horrible" in item.content


async def test_who_is_refused_appeals_with_a_button_and_is_told(
    slack: SlackDouble, desk: Desk, general: Channel
) -> None:
    await desk.set("auto_moderation", value=False)
    root = await desk.sam.says(general, "<@BOT> you are horrible")
    await slack.until(lambda: any("Appeal" in labels(each) for each in desk.sam.sees(general)))
    question = next(each for each in desk.sam.sees(general) if "Appeal" in labels(each))
    assert "I did not answer" in question.content
    assert question not in desk.mod.sees(general)
    assert general.thread(root) == []
    await desk.sam.presses(question, "Appeal")
    (item,) = await desk.items()
    assert "Its author appeals." in item.content

    await desk.mod.presses(item, "Keep the decision")
    direct = desk.sam.dm
    await slack.until(lambda: any("the decision stays" in m.content for m in direct.messages))


async def test_where_everybody_reads_the_desk_the_words_are_left_out(
    slack: SlackDouble, desk: Desk, general: Channel
) -> None:
    desk.channel = slack.channel("open-desk", desk.mod)
    await desk.set("desk_channel", desk.channel.id)
    await desk.sam.says(general, "you are horrible")
    (item,) = await desk.items()

    assert "harassment 0.91" in item.content
    assert "horrible" not in item.content


async def test_a_made_up_button_is_a_sentence(
    slack: SlackDouble, desk: Desk, general: Channel
) -> None:
    await desk.sam.says(general, "you are horrible")
    (item,) = await desk.items()
    for _, element in elements(item.shown.blocks):
        element["value"] = "999999:0"
    await desk.mod.presses(item, "Approve")
    await slack.until(lambda: whispered(desk.channel, desk.mod, "too old to do anything"))

    assert "Approved" not in item.content


async def test_a_button_works_after_a_restart(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, general: Channel, alice: Person
) -> None:
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with at_work(slack, tmp_path, api) as bot:
        desk = Desk(slack, bot, general)
        await desk.sam.joins(general)
        await desk.set("desk_channel", desk.channel.id)
        await desk.set("auto_moderation", value=True)
        await desk.sam.says(general, "you are horrible")
        (item,) = await desk.items()
    async with at_work(slack, tmp_path, api):
        await desk.sam.presses(item, "False alarm")
        await slack.until(lambda: whispered(desk.channel, desk.sam, "You may not do this here"))
        await desk.mod.presses(item, "False alarm")
        await slack.until(lambda: whispered(desk.channel, desk.mod, "Item 1: false alarm."))

"""/image on Slack: files with alternative text in the thread, and buttons below."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.forms import About, form
from bot.commands import found
from bot.core import Bot
from tests.adapters.slack.stage import answers, at_work
from tests.adapters.slack.test_choices import labels
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, File, Message, Person, SlackDouble
from tests.doubles.slack.blocks import problems
from tests.doubles.slack.files import StoredFile
from tests.drawing import with_painter
from tests.pictures import opened, picture


@pytest.fixture(name="drawing")
async def _drawing(slack: SlackDouble, api: OpenAIDouble, tmp_path: Path) -> AsyncIterator[Bot]:
    async with at_work(slack, tmp_path, api, models=with_painter()) as bot:
        yield bot


def made(channel: Channel, root: Message) -> list[StoredFile]:
    """The files that the bot has sent into a thread."""
    return [file for one in channel.thread(root) if one.author.is_bot for file in one.shown.files]


def below(channel: Channel, root: Message, label: str) -> Message | None:
    return next((one for one in channel.thread(root) if label in labels(one)), None)


def test_the_form_of_the_command_is_one_that_slack_takes():
    view = form(found()["image"], About("image"), {})

    assert problems(view["blocks"], surface="modal") == []


async def test_a_picture_comes_into_the_thread_with_its_alternative_text(
    slack: SlackDouble, drawing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    root = await alice.says(general, "<@BOT> /image create a fox in the snow quality=low")
    await slack.until(lambda: below(general, root, "Variation") is not None)
    await slack.until(lambda: bool(made(general, root)))

    (file,) = made(general, root)
    assert (file.name, file.alt) == (
        "a-fox-in-the-snow.png",
        "Picture, made from the words: a fox in the snow",
    )
    assert opened(file.data).size == (32, 32)

    await alice.presses(below(general, root, "Variation"), "Variation")
    await slack.until(lambda: len(made(general, root)) == 2)
    assert api.easel.orders[1].images[0].data == file.data


async def test_a_picture_that_comes_with_the_words_is_changed(
    slack: SlackDouble, drawing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    root = await alice.says(
        general,
        "<@BOT> /image edit make it night quality=low",
        files=[File("cat.png", picture()), File("mask.png", picture(hole=True))],
    )
    await slack.until(lambda: bool(made(general, root)))

    (order,) = api.easel.orders
    assert order.images[0].data == picture()
    assert order.mask is not None


async def test_what_may_cost_much_waits_for_a_button(
    slack: SlackDouble, drawing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    root = await alice.says(general, "<@BOT> /image owls count=10")
    await slack.until(lambda: below(general, root, "Go ahead for up to $3.16") is not None)
    assert not api.easel.orders

    question = below(general, root, "Go ahead for up to $3.16")
    await alice.presses(question, "Go ahead for up to $3.16")
    await slack.until(lambda: len(made(general, root)) == 10)


async def test_what_is_refused_is_a_sentence(
    slack: SlackDouble, drawing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    root = await alice.says(
        general, "<@BOT> /image edit make it night", files=[File("notes.txt", b"only words")]
    )
    await slack.until(lambda: bool(answers(general, root)))

    assert "notes.txt is no picture" in answers(general, root)[0]
    assert not api.easel.orders

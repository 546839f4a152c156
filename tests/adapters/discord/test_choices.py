"""Questions with answers to press: who may press them, what it does, and that they outlive all."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import cast

import pytest

from bot.commands import Command
from bot.context import Context
from bot.core import Bot
from bot.messages import TALK, Choice, Choices, Event, Text
from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import File, Message

TEA = Choices("Which tea?", (Choice("Green", "Green, please"), Choice("Black", "Black, please")))


def asks(bot: Bot, *questions: Choices, said: str = "Well.") -> None:
    """Let the bot answer every message with these questions, and what is picked with its words."""

    async def run(context: Context) -> AsyncIterator[Event]:
        if context.message.text.endswith("please"):
            files = ", ".join(file.name for file in context.message.attachments)
            yield Text(f"You said: {context.message.text} {files}".strip())
            return
        if said:
            yield Text(said)
        for question in questions:
            yield question

    talk = Command(TALK, "Talk", run, hidden=True, changes_window=True)
    cast("dict[str, Command]", bot.commands)[TALK] = talk


def answers(message: Message) -> list[list[str]]:
    """What can be pressed under a message, row by row."""
    return [
        [item.get("label") or item.get("placeholder") or "" for item in row["components"]]
        for row in message.shown.components
    ]


def many(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(f"Tea {number}", f"{number}, please") for number in range(count))


async def test_an_answer_that_is_pressed_is_as_if_it_had_been_said(stage: Stage):
    async with stage.running() as bot:
        asks(bot, TEA)
        await stage.asks()
        (asked,) = await stage.answered()
        assert asked.content == "Well.\nWhich tea?"
        assert answers(asked) == [["Green", "Black"]]
        await stage.alice.clicks(asked, "Black")
        _, answer = await stage.answered(count=2)
        await stage.discord.until(lambda: answers(asked) == [])

    assert answer.content == "You said: Black, please"
    assert answer.only_for is None
    assert asked.content == "Well.\nWhich tea?\n-# Chosen: Black"


async def test_what_was_decided_is_decided_also_where_the_buttons_are_still_shown(stage: Stage):
    async with stage.running() as bot:
        asks(bot, TEA)
        await stage.asks()
        (asked,) = await stage.answered()
        old = asked.shown
        await stage.alice.clicks(asked, "Green")
        await stage.answered(count=2)
        await stage.discord.until(lambda: answers(asked) == [])
        asked.versions.append(old)
        pressed = await stage.alice.clicks(asked, "Black")
        told = await pressed.answered()

    assert "decided before" in told.content
    assert told.only_for is stage.alice.account
    assert len(stage.said()) == 2


async def test_nobody_else_may_answer_unless_the_question_is_for_all(stage: Stage):
    bob = stage.discord.user("Bob")
    stage.server.adds(bob)
    async with stage.running() as bot:
        asks(bot, TEA)
        await stage.asks()
        (asked,) = await stage.answered()
        told = await (await bob.clicks(asked, "Green")).answered()
        assert "the one who was asked" in told.content
        assert told.only_for is bob.account
        assert answers(asked) == [["Green", "Black"]]
        asks(bot, replace(TEA, for_all=True))
        await stage.asks()
        _, for_all = await stage.answered(count=2)
        await bob.clicks(for_all, "Green")
        await stage.alice.clicks(for_all, "Green")
        await stage.answered(count=4)

    assert answers(for_all) == [["Green", "Black"]]


async def test_a_question_is_answered_after_a_restart_with_the_files_it_was_about(stage: Stage):
    async with stage.running() as bot:
        asks(bot, TEA)
        note = File("note.txt", b"The kettle is blue.")
        call = stage.discord.bot.mention
        await stage.alice.says(stage.channel, f"{call} Tea?", files=[note])
        (asked,) = await stage.answered()
    async with stage.running() as bot:
        asks(bot, TEA)
        await stage.alice.clicks(asked, "Green")
        _, answer = await stage.answered(count=2)

    assert answer.content == "You said: Green, please note.txt"


@pytest.mark.parametrize(
    ("count", "rows"),
    [(3, [3]), (5, [5]), (7, [5, 2]), (10, [5, 5]), (11, [1]), (25, [1]), (60, [1, 1, 1])],
)
async def test_many_answers_take_rows_and_very_many_a_list(
    stage: Stage, count: int, rows: Sequence[int]
):
    async with stage.running() as bot:
        asks(bot, Choices("Which?", many(count)))
        await stage.asks()
        (asked,) = await stage.answered()

    assert [len(row) for row in answers(asked)] == list(rows)


async def test_an_answer_is_picked_from_a_list(stage: Stage):
    async with stage.running() as bot:
        asks(bot, Choices("Which?", many(40)))
        await stage.asks()
        (asked,) = await stage.answered()
        second = asked.shown.components[1]["components"][0]["custom_id"]
        await stage.alice.chooses(asked, second, "Tea 33")
        _, answer = await stage.answered(count=2)
        await stage.discord.until(lambda: answers(asked) == [])

    assert answer.content == "You said: 33, please"
    assert asked.content.endswith("-# Chosen: Tea 33")


async def test_several_questions_fit_under_one_message_with_the_thumbs(stage: Stage):
    async with stage.running() as bot:
        asks(bot, Choices("One?", many(7)), Choices("Two?", many(7)), Choices("Three?", many(7)))
        await stage.asks()
        (asked,) = await stage.answered()

    assert len(asked.shown.components) <= 5
    assert asked.content == "Well.\nOne?\nTwo?\nThree?"


async def test_a_question_alone_is_a_message(stage: Stage):
    async with stage.running() as bot:
        asks(bot, TEA, said="")
        await stage.asks()
        (asked,) = await stage.answered()

    assert asked.content == "Which tea?"


async def test_ids_that_were_made_up_get_a_sentence(stage: Stage):
    async with stage.running() as bot:
        asks(bot, TEA)
        await stage.asks()
        (asked,) = await stage.answered()
        for custom_id in ("causerie:once:999:0", "causerie:once:1:77", "causerie:often:1:5"):
            button = {"type": 2, "style": 2, "label": custom_id, "custom_id": custom_id, "id": 9}
            row = {"type": 1, "components": [button], "id": 8}
            asked.versions.append(replace(asked.shown, components=(row,)))
            told = await (await stage.alice.clicks(asked, custom_id)).answered()
            assert "too old" in told.content
            assert told.only_for is stage.alice.account

    assert len(stage.said()) == 1


async def test_whoever_may_not_talk_any_more_may_not_press_either(stage: Stage):
    async with stage.running() as bot:
        asks(bot, TEA)
        await stage.asks()
        (asked,) = await stage.answered()
    async with stage.running(defaults={"quiet_people": (str(stage.alice.id),)}) as bot:
        asks(bot, TEA)
        told = await (await stage.alice.clicks(asked, "Green")).answered()

    assert "may not talk" in told.content


async def test_a_choice_may_be_a_command_whose_answer_is_for_one_person(stage: Stage):
    question = Choices("And now?", (Choice("Help", command="help"),))
    async with stage.running() as bot:
        asks(bot, question)
        await stage.asks()
        (asked,) = await stage.answered()
        pressed = await stage.alice.clicks(asked, "Help")
        await stage.discord.until(lambda: bool(pressed.followups))

    (told,) = pressed.followups[:1]
    assert told.only_for is stage.alice.account
    assert "/forget" in told.content


async def test_a_button_in_a_direct_message_is_pressed_there(stage: Stage):
    conversation = stage.discord.dm(stage.alice)
    async with stage.running() as bot:
        asks(bot, TEA)
        await stage.alice.says(conversation, "Tea?")
        (asked,) = await stage.answered(conversation)
        await stage.alice.clicks(asked, "Green")
        _, answer = await stage.answered(conversation, count=2)

    assert answer.content == "You said: Green, please"
    assert buttons(asked) == set()

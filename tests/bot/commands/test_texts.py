"""The commands that work on a text, over the whole core and a stand-in for the API."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Said
from bot.core import Bot
from bot.messages import (
    Attachment,
    Choices,
    Event,
    File,
    Message,
    OptionValue,
    Outcome,
    Quote,
)
from tests.bot.talking import BOB, DANA, PLACE, end, events, message, opened, prompts, words
from tests.doubles.openai import OpenAIDouble, Question
from tests.drawing import with_painter
from tests.fakes.channels import FakeChannels

HARMLESS = "harmless words"


@pytest.fixture
async def api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture
async def bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api, models={"default": "gpt-4o", "table": {}}) as bot:
        yield bot


def order(command: str, /, **options: OptionValue) -> Message:
    return message("", command=command, options=options)


def picked(seen: list[Event]) -> Choices:
    (choices,) = [event for event in seen if isinstance(event, Choices)]
    return choices


def asked(api: OpenAIDouble) -> str:
    """What the model was asked last."""
    return prompts(api)[-1][-1][1]


async def _log() -> bytes:
    return b"Traceback: KeyError: 'name'"


LOG = Attachment("log.txt", "text/plain", 27, "there", read=_log)


async def test_a_question_of_ask_becomes_part_of_the_conversation(
    bot: Bot, api: OpenAIDouble
) -> None:
    api.say("It is Canberra.", "About 470,000.")
    await events(bot, order("ask", question="What is the capital of Australia?"))
    await events(bot, order("ask", question="How many people live there?"))
    assert ("assistant", "It is Canberra.") in prompts(api)[-1]


@pytest.mark.parametrize("command", ["explain", "rewrite", "classify", "extract"])
async def test_a_command_without_any_text_says_how_to_give_one(bot: Bot, command: str) -> None:
    ended = end(await events(bot, order(command)))
    assert ended.outcome is Outcome.FAILED
    assert "attach a file" in ended.text


@pytest.mark.parametrize("command", ["explain", "rewrite"])
async def test_the_text_comes_from_the_option_the_message_or_the_file(
    bot: Bot, api: OpenAIDouble, command: str
) -> None:
    await events(bot, order(command, text="one apple"))
    assert "one apple" in asked(api)
    quote = Quote("Sam", "two pears", "m0", "u2")
    await events(bot, message("", command=command, quotes=(quote,)))
    assert "two pears" in asked(api)
    await events(bot, message("", command=command, attachments=(LOG,)))
    assert "KeyError" in asked(api)


async def test_explain_takes_the_level_and_the_language(bot: Bot, api: OpenAIDouble) -> None:
    await events(bot, order("explain", text="mutex", level="simple", language="German"))
    assert "plain words" in asked(api)
    assert "German" in asked(api)


async def test_rewrite_corrects_unless_something_else_is_wanted(
    bot: Bot, api: OpenAIDouble
) -> None:
    api.say("What day of the week is it?")
    seen = await events(bot, order("rewrite", text="What day of the wek is it?"))
    assert words(seen) == "What day of the week is it?"
    assert "Correct spelling" in asked(api)
    await events(bot, order("rewrite", text="Hello", how="in the style of a pirate"))
    assert "pirate" in asked(api)


async def test_code_uses_the_table_that_comes_along(bot: Bot, api: OpenAIDouble) -> None:
    api.say("```sql\nSELECT 1;\n```")
    seen = await events(
        bot, message("", command="code", options={"task": "count the keys"}, attachments=(LOG,))
    )
    assert "SELECT 1" in words(seen)
    assert "KeyError" in asked(api)


async def test_classify_takes_only_labels_that_were_offered(bot: Bot, api: OpenAIDouble) -> None:
    api.say(json.dumps({"labels": ["Bug"], "reason": "It crashes."}))
    seen = await events(bot, order("classify", text="It crashes", labels="bug, praise"))
    assert words(seen) == "**bug**\nIt crashes."
    api.say(json.dumps({"labels": ["sales"], "reason": "Made up."}))
    seen = await events(bot, order("classify", text="It crashes", labels="bug, praise"))
    assert end(seen).outcome is Outcome.FAILED


async def test_classify_gives_all_labels_where_several_are_wanted(
    bot: Bot, api: OpenAIDouble
) -> None:
    api.say("Here: " + json.dumps({"labels": ["bug", "praise"], "reason": ""}))
    seen = await events(
        bot, order("classify", text="Nice, but it crashes", labels="bug, praise", several=True)
    )
    assert words(seen) == "**bug**, **praise**"


TABLE = json.dumps({"columns": ["who", "what"], "rows": [["Ana", "=1+1"], ["Bo"]]})


async def test_extract_writes_a_table(bot: Bot, api: OpenAIDouble) -> None:
    api.say(TABLE)
    seen = await events(bot, order("extract", text="Ana and Bo", fields="who, what"))
    assert words(seen).splitlines()[2:] == ["| Ana | =1+1 |", "| Bo |  |"]


async def test_extract_writes_csv_that_no_spreadsheet_runs(bot: Bot, api: OpenAIDouble) -> None:
    api.say(TABLE)
    seen = await events(bot, order("extract", text="Ana and Bo", format="csv"))
    (file,) = [event for event in seen if isinstance(event, File)]
    assert file.data.decode("utf-8-sig").splitlines() == ["who,what", "Ana,'=1+1", "Bo,"]


async def test_extract_writes_json(bot: Bot, api: OpenAIDouble) -> None:
    api.say(TABLE)
    seen = await events(bot, order("extract", text="Ana and Bo", format="json"))
    (file,) = [event for event in seen if isinstance(event, File)]
    assert json.loads(file.data)[1] == {"who": "Bo", "what": ""}


@pytest.mark.parametrize("answer", ["no table at all", "{}", '{"columns": 3, "rows": "x"}', "[1]"])
async def test_an_answer_that_is_no_table_ends_in_a_sentence(
    bot: Bot, api: OpenAIDouble, answer: str
) -> None:
    api.say(answer)
    ended = end(await events(bot, order("extract", text="Ana and Bo")))
    assert ended.outcome is Outcome.FAILED
    assert "Something went wrong inside" not in ended.text


async def test_a_draft_is_picked_and_gone_on_with(bot: Bot, api: OpenAIDouble) -> None:
    api.say("1. Fold it.\n=====\n2. Carry it.\n=====\n\n3) Ride it.", "Ride it anywhere.")
    seen = await events(bot, order("draft", about="a folding bicycle"))
    assert words(seen) == "**1**\nFold it.\n\n**2**\nCarry it.\n\n**3**\nRide it."
    offered = picked(seen)
    assert [choice.label for choice in offered.choices][-1] == "Go on with 3"
    assert offered.id is not None
    pressed = await bot.pick(
        offered.id, 2, message_id="press", place=PLACE, person=DANA, direct=True
    )
    assert words(await events(bot, pressed)) == "Ride it anywhere."
    assert "Ride it." in asked(api)


async def test_what_a_draft_must_not_say_is_not_shown(bot: Bot, api: OpenAIDouble) -> None:
    api.moderation.flag("bomb", category="violence")
    api.say("A bicycle.\n=====\nA bomb.")
    seen = await events(bot, order("draft", about="a folding bicycle"))
    assert end(seen).outcome is Outcome.REFUSED
    assert "bomb" not in words(seen)
    assert not [event for event in seen if isinstance(event, Choices)]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("rewrite", {"text": HARMLESS, "how": "with a bomb"}),
        ("classify", {"text": HARMLESS, "labels": "bomb, no"}),
        ("draft", {"about": HARMLESS, "tone": "like a bomb"}),
        ("code", {"task": "a bomb"}),
    ],
)
async def test_every_option_is_judged(
    bot: Bot, api: OpenAIDouble, command: str, options: dict[str, Any]
) -> None:
    api.moderation.flag("bomb", category="violence")
    assert end(await events(bot, order(command, **options))).outcome is Outcome.REFUSED


async def test_the_examples_of_help_can_be_pressed(bot: Bot, api: OpenAIDouble) -> None:
    seen = await events(bot, order("help", command="rewrite"))
    offered = picked(seen)
    assert offered.id is not None
    api.say("What day of the week is it?")
    pressed = await bot.pick(
        offered.id, 0, message_id="press", place=PLACE, person=DANA, direct=True
    )
    assert pressed.sent_at <= datetime.now(UTC)
    assert words(await events(bot, pressed)) == "What day of the week is it?"


@pytest.mark.parametrize("command", ["forget", "settings", "model"])
async def test_no_example_that_changes_something_can_be_pressed(bot: Bot, command: str) -> None:
    seen = await events(bot, order("help", command=command))
    assert not [event for event in seen if isinstance(event, Choices)]


def anything(question: Question) -> str:
    """An answer that suits whatever a command asks for."""
    if '"labels"' in question.text:
        return '{"labels": ["bug"], "reason": "It crashes."}'
    if '"columns"' in question.text:
        return '{"columns": ["who"], "rows": [["Ana"]]}'
    return HARMLESS


async def test_no_example_that_can_be_pressed_leads_nowhere(tmp_path: Path) -> None:
    async with (
        OpenAIDouble(lenient=True) as api,
        opened(tmp_path, api, models=with_painter()) as bot,
    ):
        api.speak(anything)
        channels = FakeChannels()
        begun = datetime.now(UTC)
        channels.said[PLACE] = [Said("1", "9", "Ana", "Shall we meet on Monday?", begun)]
        bot.attach(PLACE.platform, channels)
        tries = [
            (choice.command, choice.options)
            for name in bot.commands
            # Drawing a chart takes long, and has tests of its own.
            if name != "usage"
            for seen in [await events(bot, order("help", command=name))]
            for event in seen
            if isinstance(event, Choices)
            for choice in event.choices
        ]
        failed = []
        for name, options in tries:
            asked = message("", command=name, options=options, person=BOB, direct=False)
            if end(await events(bot, asked)).outcome is not Outcome.ANSWERED:
                failed.append((name, options))

    assert len(tries) > 20
    assert failed == []

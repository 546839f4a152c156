"""The commands about what is remembered: /forget, /history and /export."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import export, forget, history
from bot.errors import NotPermitted
from bot.messages import File, Notice, Outcome, Person, Text
from bot.models import Utterance
from bot.window import Budget
from tests.bot.commands.stage import GENERAL, MEMBER, TODAY, Stage

FORGET, HISTORY, EXPORT = forget.command, history.command, export.command


async def _prompt(stage: Stage) -> str:
    window = await stage.memory.window(
        GENERAL,
        system="",
        question=Utterance("user", "And now?"),
        person=MEMBER,
        direct=True,
        budget=Budget(tokens=10_000, answer=100, summary=100),
        model="big",
    )
    return " ".join(utterance.text for utterance in window.prompt)


async def test_what_was_forgotten_is_gone_from_the_store_and_from_the_window(stage: Stage):
    first = await stage.keep("my name is Dana", "hello")
    await stage.keep("my dog is Rex", "nice")
    await stage.store.summaries.put(GENERAL, "Dana has a dog.", 4, first.id)
    assert "Rex" in await _prompt(stage)

    told = await stage.told(FORGET)

    assert told == "Forgotten: 2 questions with answers, and what was summed up of them."
    assert await stage.store.turns.newest(GENERAL, 10) == []
    assert await stage.store.summaries.get(GENERAL) is None
    assert "Rex" not in await _prompt(stage)


async def test_other_places_keep_what_they_remember(stage: Stage):
    thread = replace(GENERAL, thread="t1")
    await stage.keep("here", "yes")
    await stage.keep("there", "no", place=thread)

    await stage.run(FORGET)

    assert await stage.store.turns.count(thread) == 1


async def test_in_a_shared_place_only_admins_make_it_forget(stage: Stage):
    await stage.keep("my dog is Rex", "nice")

    with pytest.raises(NotPermitted):
        await stage.run(FORGET, by=MEMBER)

    assert await stage.store.turns.count(GENERAL) == 1


async def test_alone_with_the_bot_anybody_makes_it_forget(stage: Stage):
    await stage.keep("my dog is Rex", "nice")

    assert "1 question with its answer" in await stage.told(FORGET, by=MEMBER, direct=True)


async def test_where_nothing_was_said_there_is_nothing_to_forget(stage: Stage):
    assert await stage.told(FORGET) == "There was nothing to forget here."


async def test_a_summary_that_is_being_written_is_told_that_all_was_forgotten(stage: Stage):
    for number in range(60):
        await stage.keep(f"q{number} " + "word " * 400, "an answer")
    await _prompt(stage)
    fold = stage.memory.begin_fold(GENERAL)

    await stage.run(FORGET)

    assert fold is not None
    assert fold.stale


async def test_the_last_turns_are_shown_oldest_first_as_text_that_is_screened(stage: Stage):
    for number in range(1, 8):
        await stage.keep(f"question {number}", f"answer {number}")

    events = await stage.run(HISTORY, {"count": "3"}, by=MEMBER)
    shown = "".join(event.text for event in events)

    assert all(isinstance(event, Text) for event in events)
    assert "question 4" not in shown
    assert shown.index("question 5") < shown.index("answer 5") < shown.index("question 7")
    assert "**Sam**, 2026-11-24 12:00 UTC" in shown


async def test_without_a_number_the_history_has_five_turns(stage: Stage):
    for number in range(1, 8):
        await stage.keep(f"question {number}", f"answer {number}")

    shown = await stage.told(HISTORY)

    assert "question 2" not in shown
    assert "question 3" in shown


async def test_the_history_shows_which_answers_broke_off(stage: Stage):
    await stage.keep("question", "ans", outcome=Outcome.CUT)

    assert "**Causerie** (cut off)\n\nans" in await stage.told(HISTORY)


@pytest.mark.parametrize("command", [HISTORY, EXPORT])
async def test_where_nothing_is_remembered_that_is_said(stage: Stage, command):
    assert await stage.told(command) == "Nothing is remembered of this conversation."


async def test_a_conversation_is_exported_as_markdown(stage: Stage):
    await stage.keep("what is 1 + 1?", "**2**")

    (file,) = await stage.run(EXPORT)

    assert isinstance(file, File)
    assert (file.name, file.media_type) == ("causerie-general-2026-11-24.md", "text/markdown")
    assert "what is 1 + 1?\n\n**Causerie**\n\n**2**" in file.data.decode()


async def test_a_conversation_is_exported_as_json(stage: Stage):
    await stage.keep("où ?", "là", answered_at=TODAY + timedelta(seconds=3))

    (file,) = await stage.run(EXPORT, {"format": "JSON"})

    assert json.loads(file.data) == [
        {
            "asked_at": "2026-11-24T12:00:00+00:00",
            "answered_at": "2026-11-24T12:00:03+00:00",
            "person": "Sam",
            "question": "où ?",
            "answer": "là",
            "outcome": "answered",
            "model": "big",
            "question_tokens": 2,
            "answer_tokens": 1,
        }
    ]


async def test_the_name_of_the_file_is_safe_whatever_the_channel_is_called(stage: Stage):
    place = replace(GENERAL, channel="../../etc/passwd")
    await stage.keep("hi", "hello", place=place)

    (file,) = await stage.run(EXPORT, place=place)

    assert file.name == "causerie-etc-passwd-2026-11-24.md"


async def test_somebody_elses_place_is_never_exported(stage: Stage):
    await stage.keep("a secret", "hm", place=replace(GENERAL, server="s2"))

    events = await stage.run(EXPORT, by=Person("u9", "Eve", admin=True))

    assert [type(event) for event in events] == [Notice]

"""/retry and /continue: the last answer once more, and further."""

import pytest

from bot.commands import continue_, retry
from bot.errors import InputError, NotPermitted
from bot.messages import Message, Outcome
from bot.window import Counted
from tests.bot.commands.stage import ADMIN, GENERAL, MEMBER, TODAY, Stage

RETRY, CONTINUE = retry.command, continue_.command


def _prompt(stage: Stage) -> list[str]:
    return [utterance.text for utterance in stage.answers.windows[-1].prompt]


async def test_the_last_question_is_asked_again_without_its_old_answer(stage: Stage):
    await stage.keep("my dog is Rex", "noted")
    turn = await stage.keep("what is my dog called?", "Bello")

    assert await stage.told(RETRY, by=MEMBER) == "An answer."

    prompt = " ".join(_prompt(stage))
    assert "Rex" in prompt
    assert "Bello" not in prompt
    assert prompt.count("what is my dog called?") == 1
    (how,) = stage.answers.how
    assert how["question"] == Counted("what is my dog called?", 5)
    assert how["replaces"] == turn


async def test_a_question_that_failed_since_is_asked_instead_under_its_own_name(stage: Stage):
    await stage.keep("my dog is Rex", "noted")
    failed = Message("m7", GENERAL, MEMBER, "what is my dog called?", sent_at=TODAY)
    await stage.store.taken.take(failed)
    await stage.store.taken.finish(failed.key, Outcome.FAILED, failed_in=GENERAL)

    assert await stage.told(RETRY, by=ADMIN) == "An answer."

    assert _prompt(stage)[-1] == "Sam: what is my dog called?"
    (how,) = stage.answers.how
    assert how["question"] == Counted("what is my dog called?", 5)
    asked = how["replaces"]
    assert (asked.message_id, asked.person_id, asked.id) == ("m7", MEMBER.id, 0)


async def test_an_answer_that_was_cut_goes_on_behind_its_own_words(stage: Stage):
    turn = await stage.keep("count to ten", "one two thr", outcome=Outcome.CUT)

    await stage.run(CONTINUE, by=MEMBER)

    prompt = _prompt(stage)
    assert "one two thr" in prompt[-2]
    assert "Go on exactly where it stopped" in prompt[-1]
    (how,) = stage.answers.how
    assert how["prefix"] == "one two thr"
    assert how["replaces"] == turn
    assert how["question"] == Counted("count to ten", 3)


async def test_an_answer_that_was_stopped_goes_on_as_well(stage: Stage):
    await stage.keep("count to ten", "one two", outcome=Outcome.CANCELLED)

    await stage.run(CONTINUE, by=MEMBER)

    assert stage.answers.how[0]["prefix"] == "one two"


async def test_behind_a_whole_answer_going_on_is_a_new_question(stage: Stage):
    await stage.keep("tell me of Rome", "Rome is a city.")

    await stage.run(CONTINUE, by=MEMBER)

    (how,) = stage.answers.how
    assert how["question"].text == "Go on."
    assert not how.get("replaces")
    assert "Rome is a city." in " ".join(_prompt(stage))


@pytest.mark.parametrize("command", [RETRY, CONTINUE])
async def test_where_nothing_was_said_that_is_told(stage: Stage, command):
    with pytest.raises(InputError, match="There is no"):
        await stage.run(command)


@pytest.mark.parametrize("command", [RETRY, CONTINUE])
async def test_an_answer_to_somebody_else_stands(stage: Stage, command):
    await stage.keep("mine", "half", person_id="u7", outcome=Outcome.CUT)

    with pytest.raises(NotPermitted, match="own"):
        await stage.run(command, by=MEMBER)
    assert stage.answers.windows == []
    await stage.run(command, by=ADMIN)

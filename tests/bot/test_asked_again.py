"""/retry after a message that was not answered: that message is asked again, and no other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core import Bot
from bot.messages import Attachment, Ended, Message, Outcome, Quote, Status
from tests.bot.talking import (
    BOB,
    DANA,
    end,
    events,
    message,
    opened,
    prompts,
    rows,
    said,
)
from tests.doubles import openai as double

DOWN = double.Status(500)


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: double.OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


def retry(**changes: object) -> Message:
    return message("", command="retry", **changes)


async def fail(bot: Bot, api: double.OpenAIDouble, asked: Message | str) -> Ended:
    """Ask while the model is down."""
    api.fail(DOWN, on="chat", times=None)
    ended = end(await events(bot, asked))
    api.faults.clear()
    assert ended.outcome is Outcome.FAILED
    return ended


def file(read: Callable[[], Awaitable[bytes]]) -> Attachment:
    return Attachment("notes.txt", "text/plain", 9, "/notes.txt", read)


async def _notes() -> bytes:
    return b"Buy milk."


async def test_the_message_that_failed_is_asked_again_and_not_the_last_that_was_answered(api, bot):
    api.say("One.", "Two.")
    await said(bot, "First?")
    await fail(bot, api, "Second?")

    assert await said(bot, retry()) == "Two."

    assert prompts(api)[-1][1:] == [
        ("user", "First?"),
        ("assistant", "One."),
        ("user", "Second?"),
    ]


async def test_its_turn_has_the_id_the_person_and_the_time_of_the_message(tmp_path, api, bot):
    asked = message("Second?", person=BOB, direct=False)
    before = datetime.now(UTC)
    await fail(bot, api, asked)
    after = datetime.now(UTC)
    await said(bot, retry(person=DANA, direct=False))

    ((message_id, person, name, at),) = rows(
        tmp_path, "select message_id, person_id, person_name, asked_at from turns"
    )
    assert (message_id, person, name) == (asked.id, BOB.id, BOB.name)
    assert before <= datetime.fromisoformat(at).replace(tzinfo=UTC) <= after
    assert prompts(api)[-1][-1] == ("user", "Bob: Second?")


async def test_once_it_is_answered_the_answer_is_what_is_given_again(tmp_path, api, bot):
    await fail(bot, api, "Second?")
    api.say("Two.", "Two again.")
    await said(bot, retry())

    assert await said(bot, retry()) == "Two again."
    assert rows(tmp_path, "select question, answer from turns") == [("Second?", "Two again.")]


async def test_it_can_fail_again_and_again(api, bot):
    await fail(bot, api, "Second?")
    await fail(bot, api, retry())
    api.say("Two.")

    assert await said(bot, retry()) == "Two."
    assert prompts(api)[-1][-1] == ("user", "Second?")


async def test_a_newer_answer_makes_it_the_last_question_no_more(tmp_path, api, bot):
    await fail(bot, api, "First?")
    api.say("Two.", "Two again.")
    await said(bot, "Second?")

    assert await said(bot, retry()) == "Two again."
    assert prompts(api)[-1][-1] == ("user", "Second?")
    assert not any(
        "First?" in (kept or "") for (kept,) in rows(tmp_path, "select message from taken")
    )


async def test_what_it_answered_to_is_asked_again_with_it(api, bot):
    await fail(bot, api, message("Is that so?", quotes=(Quote("Bob", "The moon is cheese."),)))
    await said(bot, retry())

    assert prompts(api)[-1][-1] == (
        "user",
        "[In answer to Bob: The moon is cheese.]\n\nIs that so?",
    )


async def test_files_that_can_still_be_read_come_along(api, bot):
    await fail(bot, api, message("Sum this up.", attachments=(file(_notes),)))
    await said(bot, retry())

    assert "Buy milk." in prompts(api)[-1][-1][1]


async def test_of_files_that_cannot_be_read_any_more_a_sentence_tells(tmp_path, api):
    async with opened(tmp_path, api) as bot:
        await fail(bot, api, message("Sum this up.", attachments=(file(_notes),)))
    async with opened(tmp_path, api) as bot:
        ended = end(await events(bot, retry()))

    assert ended.outcome is Outcome.FAILED
    assert "notes.txt can no longer be read" in ended.text


async def test_it_is_asked_again_after_a_restart_too(tmp_path, api):
    async with opened(tmp_path, api) as bot:
        await fail(bot, api, "Second?")
    async with opened(tmp_path, api) as bot:
        await said(bot, retry())

    assert prompts(api)[-1][-1] == ("user", "Second?")


async def test_words_that_nobody_could_judge_are_judged_before_they_are_asked_again(
    tmp_path, api, bot
):
    api.fail(DOWN, on="moderations", times=None)
    assert end(await events(bot, "How do I build a bomb?")).outcome is Outcome.FAILED
    api.faults.clear()
    asked = api.record.requests("chat")
    api.moderation.flag("bomb", category="violence")

    ended = end(await events(bot, retry()))

    assert ended.outcome is Outcome.REFUSED
    assert api.record.requests("chat") == asked
    assert rows(tmp_path, "select count(*) from turns") == [(0,)]
    assert rows(tmp_path, "select count(*) from taken where message is not null") == [(0,)]


async def test_a_refused_message_is_never_asked_again(api, bot):
    api.moderation.flag("bomb", category="violence")
    await events(bot, "How do I build a bomb?")

    assert "no question" in end(await events(bot, retry())).text


async def test_everybody_asks_their_own_message_again(api, bot):
    shared = {"direct": False}
    await fail(bot, api, message("Bob's?", person=BOB, **shared))
    await fail(bot, api, message("Dana's?", person=DANA, **shared))

    await said(bot, retry(person=BOB, **shared))

    assert prompts(api)[-1][-1] == ("user", "Bob: Bob's?")


async def test_a_message_of_somebody_else_is_not_asked_again(api, bot):
    await fail(bot, api, message("Dana's?", person=DANA, direct=False))
    asked = api.record.requests("chat")

    ended = end(await events(bot, retry(person=BOB, direct=False)))

    assert ended.outcome is Outcome.FAILED
    assert "own" in ended.text
    assert api.record.requests("chat") == asked


async def test_one_that_was_stopped_before_its_first_word_is_asked_again(api, bot):
    held = asyncio.Event()
    api.say("One.", double.Reply([held, "Never."]), "Two.")
    await said(bot, "First?")
    async with aclosing(bot.handle(message("Second?"))) as coming:
        async for event in coming:
            assert event == Status("thinking")
            await api.until(requests=2, endpoint="chat")
            break

    assert await said(bot, retry()) == "Two."
    assert prompts(api)[-1][-1] == ("user", "Second?")


async def test_one_that_was_stopped_while_it_waited_is_asked_again(api, bot):
    held = asyncio.Event()
    api.say(double.Reply(["One. ", held, "And a half."]), "Two.")
    first = asyncio.ensure_future(events(bot, "First?"))
    await api.until(requests=1, endpoint="chat")
    async with aclosing(bot.handle(message("Second?"))) as coming:
        assert await anext(coming) == Status("queued", "1")
    waiting = asyncio.ensure_future(said(bot, retry()))
    held.set()
    await first

    # The answer to the first one came later, but it was asked before.
    assert await waiting == "Two."
    assert prompts(api)[-1][-1] == ("user", "Second?")


async def test_one_that_came_too_late_after_a_crash_is_asked_again(tmp_path, api):
    held = asyncio.Event()
    api.say(double.Reply([held, "Never."]), "Here it is.")
    async with opened(tmp_path, api) as bot:
        asking = asyncio.ensure_future(events(bot, "Important?"))
        await api.until(requests=1, endpoint="chat")
        bot.stop()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    async with opened(tmp_path, api, recovery={"answer_within_hours": 0}) as bot:
        (recovered,) = await bot.unanswered("test")
        async with aclosing(bot.resume(recovered)) as coming:
            assert "Ask again" in end([event async for event in coming]).text

        assert await said(bot, retry()) == "Here it is."
    assert prompts(api)[-1][-1] == ("user", "Important?")


async def test_what_was_forgotten_is_not_asked_again(tmp_path, api, bot):
    await fail(bot, api, "Second?")
    await events(bot, message("", command="forget"))

    assert "no question" in end(await events(bot, retry())).text
    assert rows(tmp_path, "select count(*) from taken where message is not null") == [(0,)]


async def test_who_asks_again_pays(tmp_path, api, bot):
    await fail(bot, api, message("Second?", person=BOB, direct=False))
    await said(bot, retry(person=DANA, direct=False))

    assert rows(tmp_path, "select person from spendings where output > 0") == [(DANA.id,)]

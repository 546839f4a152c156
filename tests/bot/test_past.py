"""Messages that are deleted, channels and threads that go, servers that are left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core import Bot
from bot.messages import Outcome, Status, Text
from bot.store import Store
from tests.bot.store.samples import a_turn as any_turn
from tests.bot.store.samples import kept
from tests.bot.talking import (
    PLACE,
    end,
    events,
    message,
    opened,
    prompts,
    rows,
    said,
    words,
)
from tests.doubles import openai as double

THREAD = replace(PLACE, thread="t1")


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: double.OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


def asked(folder: Path) -> list[str]:
    return [question for (question,) in rows(folder, "select question from turns order by id")]


async def test_a_deleted_message_leaves_the_window_and_the_store(tmp_path, api, bot):
    secret = message("My cat is Tom.")
    await said(bot, secret)
    await said(bot, "My dog is Rex.")

    await bot.delete(PLACE, [secret.id, "unknown"])
    await said(bot, "What is my cat called?")

    assert asked(tmp_path) == ["My dog is Rex.", "What is my cat called?"]
    assert not any("Tom" in text for _, text in prompts(api)[-1])


async def test_a_deleted_message_does_not_come_back_after_a_restart(tmp_path, api):
    secret = message("My cat is Tom.")
    async with opened(tmp_path, api) as bot:
        await said(bot, secret)
        await bot.delete(PLACE, [secret.id])
    async with opened(tmp_path, api) as bot:
        await said(bot, "What is my cat called?")

    assert not any("Tom" in text for _, text in prompts(api)[-1])


async def test_many_are_deleted_at_once(tmp_path, bot):
    gone = [message(f"Number {number}.") for number in range(5)]
    for one in gone:
        await said(bot, one)
    await said(bot, "Last?")

    await bot.delete(PLACE, [one.id for one in gone])

    assert asked(tmp_path) == ["Last?"]


async def test_nothing_deleted_is_deleting_nothing(tmp_path, bot):
    await said(bot, "My dog is Rex.")

    await bot.delete(PLACE, [])

    assert asked(tmp_path) == ["My dog is Rex."]


async def test_a_message_is_deleted_wherever_in_its_channel_it_was_answered(tmp_path, bot):
    secret = message("My cat is Tom.", place=THREAD)
    await said(bot, secret)

    await bot.delete(replace(PLACE, channel="other"), [secret.id])
    assert asked(tmp_path) == ["My cat is Tom."]

    await bot.delete(PLACE, [secret.id])
    assert asked(tmp_path) == []


async def test_what_is_being_answered_is_not_kept_when_its_question_is_deleted(tmp_path, api, bot):
    held = asyncio.Event()
    secret = message("My cat is Tom.")
    api.say(double.Reply(["Nice ", "name. ", held, "A cat."]))
    coming = bot.handle(secret)
    seen = [await anext(coming)]
    while not isinstance(seen[-1], Text):
        seen.append(await anext(coming))

    await bot.delete(PLACE, [secret.id])
    held.set()
    seen += [event async for event in coming]
    await said(bot, "What is my cat called?")

    assert end(seen).outcome is Outcome.CANCELLED
    assert end(seen).answer_id is None
    assert words(seen) == "Nice name. "
    assert asked(tmp_path) == ["What is my cat called?"]
    assert not any("Tom" in text for _, text in prompts(api)[-1])
    assert rows(tmp_path, "select count(*) from spendings where output > 0") == [(2,)]


async def test_an_answer_that_is_over_when_its_question_is_deleted_is_not_kept_either(
    tmp_path, api, bot
):
    secret = message("My cat is Tom.")
    coming = bot.handle(secret)
    async for event in coming:
        if isinstance(event, Text):
            break

    # All has been said and nothing is written down yet.
    await bot.delete(PLACE, [secret.id])
    await coming.aclose()

    assert asked(tmp_path) == []


async def test_a_message_that_is_deleted_while_it_waits_is_not_asked(tmp_path, api, bot):
    held = asyncio.Event()
    api.say(double.Reply(["One. ", held, "And a half."]))
    first = asyncio.ensure_future(events(bot, "First?"))
    await api.until(requests=1, endpoint="chat")
    secret = message("My cat is Tom.")
    second = bot.handle(secret)
    assert await anext(second) == Status("queued", "1")
    rest = asyncio.ensure_future(anext(second))
    await asyncio.sleep(0)

    await bot.delete(PLACE, [secret.id])
    held.set()
    await first

    assert end([await rest]).outcome is Outcome.CANCELLED
    assert [event async for event in second] == []
    assert api.record.requests("chat") == 1
    assert rows(tmp_path, "select count(*) from taken where message is not null") == [(0,)]


async def test_a_deleted_message_does_not_come_back_with_an_answer_that_is_given_again(
    tmp_path, api, bot
):
    held = asyncio.Event()
    secret = message("My cat is Tom.")
    await said(bot, secret)
    api.say(double.Reply(["Again: ", held, "a cat."]))
    again = asyncio.ensure_future(events(bot, message("", command="retry")))
    await api.until(requests=2, endpoint="chat")

    await bot.delete(PLACE, [secret.id])
    held.set()
    await again
    await said(bot, "What is my cat called?")

    assert asked(tmp_path) == ["What is my cat called?"]
    assert not any("Tom" in text for _, text in prompts(api)[-1])


async def test_a_message_that_failed_and_was_deleted_is_not_asked_again(tmp_path, api, bot):
    secret = message("My cat is Tom.")
    api.fail(double.Status(500), on="chat", times=None)
    await events(bot, secret)
    api.faults.clear()

    await bot.delete(PLACE, [secret.id])

    assert "no question" in end(await events(bot, message("", command="retry"))).text
    assert rows(tmp_path, "select count(*) from taken where message is not null") == [(0,)]


async def test_a_message_that_is_deleted_after_a_crash_is_not_answered(tmp_path, api):
    held = asyncio.Event()
    secret = message("My cat is Tom.")
    async with opened(tmp_path, api) as bot:
        api.say(double.Reply([held, "Never."]))
        asking = asyncio.ensure_future(events(bot, secret))
        await api.until(requests=1, endpoint="chat")
        bot.stop()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    async with opened(tmp_path, api) as bot:
        (recovered,) = await bot.unanswered("test")
        await bot.delete(PLACE, [secret.id])
        async with aclosing(bot.resume(recovered)) as coming:
            seen = [event async for event in coming]

    assert end(seen).outcome is Outcome.DUPLICATE
    assert api.record.requests("chat") == 1


async def long_past(folder: Path) -> None:
    """Have sixty questions behind us, and a summary of the first ten of them."""
    store = await Store.open(f"sqlite+aiosqlite:///{folder / 'causerie.db'}")
    turns = [
        any_turn(
            f"q{number}",
            place=PLACE,
            question=f"Question {number}: {'word ' * 60}",
            question_tokens=64,
        )
        for number in range(1, 61)
    ]
    await kept(store, *turns)
    await store.summaries.put(PLACE, "They spoke of questions 1 to 10.", 12, 10)
    await store.close()


async def summed_up(folder: Path, before: tuple[str]) -> None:
    """Wait for another summary than the one before."""
    async with asyncio.timeout(60):
        while rows(folder, "select text from summaries") in ([], [before]):  # noqa: ASYNC110  # the database tells nobody
            await asyncio.sleep(0.01)


async def test_a_summary_that_told_of_a_deleted_message_is_written_anew_from_the_rest(
    tmp_path, api
):
    api.speak(lambda question: f"They spoke of {len(question.last)} letters.")
    await long_past(tmp_path)
    async with opened(tmp_path, api, window={"largest": 3_000}) as bot:
        await said(bot, "Hello?")
        assert any("questions 1 to 10" in text for _, text in prompts(api)[0])
        await summed_up(tmp_path, ("They spoke of questions 1 to 10.",))
        # A long past is summed up in several pieces.
        await bot._parts.folder.settled()
        ((before,),) = rows(tmp_path, "select text from summaries")
        asked_so_far = api.record.requests("chat")

        await bot.delete(PLACE, ["q3"])
        await summed_up(tmp_path, (before,))

    rewriting = prompts(api)[asked_so_far:]
    written = "".join(text for prompt in rewriting for _, text in prompt)
    assert "Question 2:" in written
    assert "Question 3:" not in written
    assert before not in written


async def test_of_a_channel_that_is_gone_nothing_is_left(tmp_path, api, bot):
    other = replace(PLACE, channel="other")
    change = {"command": "temperature", "options": {"value": 0.5}}
    for place in (PLACE, THREAD, other):
        await said(bot, message("My cat is Tom.", place=place))
        await bot.saw(place, "1")
    for place in (PLACE, other):
        await events(bot, message("", place=place, **change))
    assert (await bot.values(PLACE)).temperature == 0.5

    await bot.erase(PLACE)
    await said(bot, "What is my cat called?")
    await said(bot, message("What is my cat called?", place=THREAD))

    assert not any("Tom" in text for prompt in prompts(api)[-2:] for _, text in prompt)
    assert (await bot.values(PLACE)).temperature is None
    assert (await bot.values(other)).temperature == 0.5
    assert rows(tmp_path, "select place from turns where question like '%Tom%'") == [(other.key,)]
    assert await bot.seen("test") == {other: "1"}


async def test_of_a_thread_that_is_gone_nothing_is_left_and_the_channel_keeps_all(tmp_path, bot):
    for place in (PLACE, THREAD):
        await said(bot, message("My cat is Tom.", place=place))
        await bot.saw(place, "1")
    await events(bot, message("", command="temperature", options={"value": 0.5}))

    await bot.erase(THREAD)

    assert rows(tmp_path, "select place from turns") == [(PLACE.key,)]
    assert (await bot.values(PLACE)).temperature == 0.5
    assert await bot.seen("test") == {PLACE: "1"}


async def test_what_is_being_answered_in_a_channel_that_goes_is_not_kept(tmp_path, api, bot):
    held = asyncio.Event()
    api.say(double.Reply(["Nice ", held, "cat."]))
    first = asyncio.ensure_future(events(bot, message("My cat is Tom.", place=THREAD)))
    await api.until(requests=1, endpoint="chat")

    await bot.erase(PLACE)
    held.set()
    await first

    assert asked(tmp_path) == []
    assert rows(tmp_path, "select count(*) from taken where message is not null") == [(0,)]


async def test_the_clock_of_a_server_that_was_left_runs_until_the_bot_is_back(tmp_path, bot):
    await bot.left(PLACE.server_key)
    ((first,),) = rows(tmp_path, "select left_at from servers where server = 'test/server'")
    await bot.left(PLACE.server_key)
    assert rows(tmp_path, "select left_at from servers") == [(first,)]

    await bot.back(PLACE.server_key)
    await bot.back(PLACE.server_key)
    assert rows(tmp_path, "select left_at from servers") == []


async def test_what_was_seen_is_known_after_a_restart_and_never_moves_back(tmp_path, api):
    async with opened(tmp_path, api) as bot:
        await bot.saw(PLACE, "99")
        await bot.saw(THREAD, "7")
        await bot.saw(PLACE, "100")
        await bot.saw(PLACE, "98")
        assert await bot.seen("test") == {PLACE: "100", THREAD: "7"}
    async with opened(tmp_path, api) as bot:
        await bot.saw(PLACE, "98")
        assert await bot.seen("test") == {PLACE: "100", THREAD: "7"}
        assert await bot.seen("elsewhere") == {}


async def test_everybody_has_one_opinion_of_an_answer(tmp_path, bot):
    dana, bob = message("Hello?").person, replace(message("Hello?").person, id="2")
    answer = end(await events(bot, "Hello?")).answer_id
    assert answer

    assert await bot.feedback(answer, dana, good=True)
    assert not await bot.feedback(answer, dana, good=True)
    assert await bot.feedback(answer, dana, good=False)
    assert await bot.feedback(answer, bob, good=True)
    assert not await bot.feedback(answer + 1, bob, good=True)

    assert rows(tmp_path, "select person, good from feedback order by person") == [
        ("1", 0),
        ("2", 1),
    ]


async def test_what_was_taken_is_known(bot):
    asked = message("Hello?")
    assert not await bot.answered(asked.key)

    await said(bot, asked)

    assert await bot.answered(asked.key)


async def test_of_fifty_deliveries_at_once_to_two_programs_one_is_answered(tmp_path, api):
    """Both events of one text, and each of them again, have the id of the text."""
    asked = message("Hello?")
    async with opened(tmp_path, api) as one, opened(tmp_path, api) as other:
        seen = await asyncio.gather(*(events((one, other)[n % 2], asked) for n in range(50)))

    ends = sorted(end(each).outcome for each in seen)
    assert ends == [Outcome.ANSWERED, *[Outcome.DUPLICATE] * 49]
    assert sum(bool(words(each)) for each in seen) == 1
    assert all(len(each) == 1 for each in seen if end(each).outcome is Outcome.DUPLICATE)
    assert api.record.requests("chat") == 1
    assert rows(tmp_path, "select count(*) from turns") == [(1,)]

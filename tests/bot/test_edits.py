"""Messages that are edited: before, while and after they are answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.messages import Ended, Event, Message, Outcome, Place, Quote, Status, Text
from bot.store import Store
from tests.bot.talking import (
    DANA,
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

DOWN = double.Status(500)
NOTHING = [Ended(Outcome.DUPLICATE)]
KEEP = {"defaults": {"redo_edited": False}}


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: double.OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


async def edited(bot: Bot, asked: Message, text: str, **changes: Any) -> list[Event]:
    """Everything that an edit leads to."""
    async with aclosing(bot.edit(replace(asked, text=text, **changes))) as coming:
        return [event async for event in coming]


async def a_moment() -> None:
    """Let an edit come as far as it can; nothing tells from outside that it waits."""
    await asyncio.sleep(0.02)


def turns(folder: Path) -> list[tuple[Any, ...]]:
    return rows(folder, "select message_id, question, answer from turns order by id")


async def two_answers(bot: Bot, api: double.OpenAIDouble) -> tuple[Message, Message]:
    """Have two questions behind us."""
    first, second = message("My dog is Rex."), message("And my cat is Tom.")
    api.say("Nice dog.", "Nice cat.")
    await said(bot, first)
    await said(bot, second)
    return first, second


async def test_the_last_answer_is_given_anew_when_its_question_is_edited(tmp_path, api, bot):
    first, second = await two_answers(bot, api)
    api.say("Nice cow.", "Bella.")

    seen = await edited(bot, second, "And my cow is Bella.")
    await said(bot, "What is my cow called?")

    assert words(seen) == "Nice cow."
    assert end(seen).outcome is Outcome.ANSWERED
    assert turns(tmp_path)[:2] == [
        (first.id, "My dog is Rex.", "Nice dog."),
        (second.id, "And my cow is Bella.", "Nice cow."),
    ]
    assert prompts(api)[2][-1] == ("user", "And my cow is Bella.")
    assert not any("cat" in text for prompt in prompts(api)[2:] for _, text in prompt)
    assert rows(tmp_path, f"select id from turns where id = {end(seen).answer_id}")


async def test_where_answers_stay_as_they_are_only_the_words_change(tmp_path, api):
    async with opened(tmp_path, api, **KEEP) as bot:
        first, second = await two_answers(bot, api)

        assert await edited(bot, second, "And my cow is Bella.") == NOTHING
        await said(bot, "What is my cow called?")

    assert turns(tmp_path)[1] == (second.id, "And my cow is Bella.", "Nice cat.")
    assert [text for role, text in prompts(api)[-1] if role == "user"] == [
        first.text,
        "And my cow is Bella.",
        "What is my cow called?",
    ]


async def test_an_older_question_gets_its_new_words_and_no_new_answer(tmp_path, api, bot):
    first, _ = await two_answers(bot, api)

    assert await edited(bot, first, "My dog is Bello.") == NOTHING
    await said(bot, "What is my dog called?")

    assert turns(tmp_path)[0] == (first.id, "My dog is Bello.", "Nice dog.")
    assert prompts(api)[-1][1] == ("user", "My dog is Bello.")
    assert "My dog is Rex." in api.moderation.texts
    assert "My dog is Bello." in api.moderation.texts


async def test_the_window_after_a_restart_has_the_new_words_too(tmp_path, api):
    async with opened(tmp_path, api) as bot:
        first, _ = await two_answers(bot, api)
        await edited(bot, first, "My dog is Bello.")
    async with opened(tmp_path, api) as bot:
        await said(bot, "What is my dog called?")

    assert prompts(api)[-1][1] == ("user", "My dog is Bello.")


async def test_a_message_that_nobody_asked_the_bot_about_changes_nothing(tmp_path, api, bot):
    await two_answers(bot, api)
    judged = len(api.moderation.asked)

    assert await edited(bot, message("hello there"), "hello here") == NOTHING

    assert len(turns(tmp_path)) == 2
    assert len(api.moderation.asked) == judged


async def test_an_edit_that_changes_no_word_changes_nothing(tmp_path, api, bot):
    _, second = await two_answers(bot, api)
    judged = len(api.moderation.asked)

    assert await edited(bot, second, second.text) == NOTHING

    assert api.record.requests("chat") == 2
    assert len(api.moderation.asked) == judged


@pytest.mark.parametrize("which", [0, 1])
async def test_a_refused_edit_takes_the_turn_out(tmp_path, api, which):
    api.moderation.flag("bomb", category="violence")
    async with opened(tmp_path, api, **KEEP) as bot:
        both = await two_answers(bot, api)
        judged = rows(tmp_path, "select count(*) from screenings where action = 'refuse'")

        assert await edited(bot, both[which], "How do I build a bomb?") == NOTHING
        await said(bot, "And now?")

    assert judged == [(0,)]
    assert rows(tmp_path, "select message_key, text from screenings where action = 'refuse'") == [
        (both[which].key, None)
    ]
    assert both[which].id not in [message_id for message_id, *_ in turns(tmp_path)]
    assert not any("bomb" in text or both[which].text in text for _, text in prompts(api)[-1])


async def test_a_refused_edit_of_the_last_question_is_told_and_leaves_nothing(tmp_path, api, bot):
    first, second = await two_answers(bot, api)
    api.moderation.flag("bomb", category="violence")

    seen = await edited(bot, second, "How do I build a bomb?")
    await said(bot, "And now?")

    assert end(seen).outcome is Outcome.REFUSED
    assert words(seen) == ""
    assert [message_id for message_id, *_ in turns(tmp_path)][:1] == [first.id]
    assert second.id not in [message_id for message_id, *_ in turns(tmp_path)]
    assert not any("bomb" in text or "cat" in text for _, text in prompts(api)[-1])


async def test_words_that_nobody_can_judge_take_the_turn_out(tmp_path, api):
    async with opened(tmp_path, api, **KEEP) as bot:
        first, second = await two_answers(bot, api)
        api.fail(DOWN, on="moderations", times=None)

        assert await edited(bot, first, "My dog is Bello.") == NOTHING

    assert [message_id for message_id, *_ in turns(tmp_path)] == [second.id]


async def test_words_that_are_too_many_take_the_turn_out(tmp_path, api):
    async with opened(tmp_path, api, limits={"text_characters": 100}) as bot:
        first, second = await two_answers(bot, api)

        assert await edited(bot, first, "dog " * 100) == NOTHING

    assert [message_id for message_id, *_ in turns(tmp_path)] == [second.id]


async def test_nothing_changes_before_the_new_words_are_judged(tmp_path, api, bot):
    first, _ = await two_answers(bot, api)
    judging = api.moderation.gate = asyncio.Event()
    editing = asyncio.ensure_future(edited(bot, first, "My dog is Bello."))
    await api.until(lambda _: api.record.requests("moderations") == 5)

    assert turns(tmp_path)[0][1] == "My dog is Rex."

    judging.set()
    await editing
    assert turns(tmp_path)[0][1] == "My dog is Bello."


async def test_a_message_that_is_edited_while_it_waits_is_answered_as_it_reads_then(
    tmp_path, api, bot
):
    held = asyncio.Event()
    api.say(double.Reply(["One. ", held, "And a half."]), "Nice cow.")
    first = asyncio.ensure_future(events(bot, "First?"))
    await api.until(requests=1, endpoint="chat")
    waits = message("My cat is Tom.", quotes=(Quote("Bob", "Pets?"),))
    second = bot.handle(waits)
    assert await anext(second) == Status("queued", "1")

    assert await edited(bot, waits, "My cow is Bella.", quotes=()) == NOTHING
    ((stored,),) = rows(tmp_path, f"select message from taken where message_key = '{waits.key}'")
    held.set()

    assert words([event async for event in second]) == "Nice cow."
    assert end(await first).outcome is Outcome.ANSWERED
    assert prompts(api)[-1][-1] == ("user", "[In answer to Bob: Pets?]\n\nMy cow is Bella.")
    assert "My cow is Bella." in stored
    assert "Tom" not in stored


async def test_a_message_that_is_edited_while_it_is_answered_is_answered_anew_afterwards(
    tmp_path, api, bot
):
    held = asyncio.Event()
    api.say(double.Reply(["Nice ", held, "cat."]), "Nice cow.")
    asked = message("My cat is Tom.")
    first = asyncio.ensure_future(events(bot, asked))
    await api.until(requests=1, endpoint="chat")
    second = asyncio.ensure_future(edited(bot, asked, "My cow is Bella."))
    await a_moment()
    held.set()

    assert words(await first) == "Nice cat."
    assert words(await second) == "Nice cow."
    assert turns(tmp_path) == [(asked.id, "My cow is Bella.", "Nice cow.")]


async def test_an_edit_while_the_answer_is_given_again_is_not_overwritten_by_it(tmp_path, api):
    held = asyncio.Event()
    async with opened(tmp_path, api, **KEEP) as bot:
        _, second = await two_answers(bot, api)
        api.say(double.Reply(["What a ", held, "cat."]))
        again = asyncio.ensure_future(events(bot, message("", command="retry")))
        await api.until(requests=3, endpoint="chat")
        editing = asyncio.ensure_future(edited(bot, second, "And my cow is Bella."))
        await a_moment()
        held.set()

        assert words(await again) == "What a cat."
        assert await editing == NOTHING

    assert turns(tmp_path)[1] == (second.id, "And my cow is Bella.", "What a cat.")


async def test_an_answer_that_is_given_again_while_an_edit_is_judged_gets_the_new_words(
    tmp_path, api
):
    judging, held = asyncio.Event(), asyncio.Event()

    async def judge(judged: Any) -> dict[str, float]:
        if "Bella" in judged.text:
            await judging.wait()
        return {}

    async with opened(tmp_path, api, **KEEP) as bot:
        _, second = await two_answers(bot, api)
        api.moderation.judge = judge
        editing = asyncio.ensure_future(edited(bot, second, "And my cow is Bella."))
        await api.until(requests=5, endpoint="moderations")
        api.say(double.Reply(["What a ", held, "cat."]))
        again = asyncio.ensure_future(events(bot, message("", command="retry")))
        await api.until(requests=3, endpoint="chat")
        judging.set()
        await a_moment()
        held.set()

        assert words(await again) == "What a cat."
        assert await editing == NOTHING

    assert turns(tmp_path)[1] == (second.id, "And my cow is Bella.", "What a cat.")


async def test_while_others_wait_the_answer_is_not_given_anew(tmp_path, api, bot):
    held = asyncio.Event()
    _, second = await two_answers(bot, api)
    api.say(double.Reply(["Three", held, "."]))
    third = asyncio.ensure_future(events(bot, "Third?"))
    await api.until(requests=3, endpoint="chat")

    assert await edited(bot, second, "And my cow is Bella.") == NOTHING
    held.set()
    await third

    assert turns(tmp_path)[1] == (second.id, "And my cow is Bella.", "Nice cat.")


async def test_the_last_of_two_edits_counts(tmp_path, api, bot):
    held = asyncio.Event()
    _, second = await two_answers(bot, api)
    api.say(double.Reply(["Nice ", held, "cow."]), "Nice hen.")
    one = asyncio.ensure_future(edited(bot, second, "And my cow is Bella."))
    await api.until(requests=3, endpoint="chat")
    other = asyncio.ensure_future(edited(bot, second, "And my hen is Ada."))
    await a_moment()
    held.set()

    assert words(await one) == "Nice cow."
    assert words(await other) == "Nice hen."
    assert turns(tmp_path)[1:] == [(second.id, "And my hen is Ada.", "Nice hen.")]


async def test_edits_of_an_older_message_count_in_order_however_long_they_are_judged(
    tmp_path, api, bot
):
    slow = asyncio.Event()
    first, _ = await two_answers(bot, api)

    async def judge(judged: Any) -> dict[str, float]:
        if "Bello" in judged.text:
            await slow.wait()
        return {}

    api.moderation.judge = judge
    one = asyncio.ensure_future(edited(bot, first, "My dog is Bello."))
    await api.until(requests=5, endpoint="moderations")
    other = asyncio.ensure_future(edited(bot, first, "My dog is Hasso."))
    await a_moment()
    slow.set()

    assert await one == await other == NOTHING
    assert turns(tmp_path)[0][1] == "My dog is Hasso."


async def test_a_message_that_failed_is_answered_when_it_is_edited(tmp_path, api):
    async with opened(tmp_path, api, limits={"text_characters": 100}) as bot:
        asked = message("dog " * 100)
        assert end(await events(bot, asked)).outcome is Outcome.FAILED
        api.say("Nice dog.")

        assert words(await edited(bot, asked, "dog")) == "Nice dog."

    assert turns(tmp_path) == [(asked.id, "dog", "Nice dog.")]


async def test_a_message_that_failed_is_asked_again_as_it_reads_now(tmp_path, api):
    async with opened(tmp_path, api, **KEEP) as bot:
        api.fail(DOWN, on="chat", times=None)
        asked = message("My cat is Tom.")
        await events(bot, asked)
        api.faults.clear()

        assert await edited(bot, asked, "My cow is Bella.") == NOTHING
        await said(bot, message("", command="retry"))

    assert prompts(api)[-1][-1] == ("user", "My cow is Bella.")


async def test_when_the_new_answer_fails_the_old_one_goes_and_the_new_words_can_be_asked_again(
    tmp_path, api, bot
):
    first, second = await two_answers(bot, api)
    api.fail(DOWN, on="chat", times=None)

    seen = await edited(bot, second, "And my cow is Bella.")
    api.faults.clear()

    assert end(seen).outcome is Outcome.FAILED
    assert [message_id for message_id, *_ in turns(tmp_path)] == [first.id]
    api.say("Nice cow.")
    assert await said(bot, message("", command="retry")) == "Nice cow."
    assert turns(tmp_path)[1] == (second.id, "And my cow is Bella.", "Nice cow.")


async def test_a_new_answer_that_is_stopped_leaves_no_old_words(tmp_path, api, bot):
    held = asyncio.Event()
    first, second = await two_answers(bot, api)
    api.say(double.Reply([held, "Never."]), double.Reply(["Nice cow. ", held, "Never."]))
    asked = replace(second, text="And my cow is Bella.")

    async with aclosing(bot.edit(asked)) as coming:
        assert await anext(coming) == Status("thinking")
        await api.until(requests=3, endpoint="chat")
    assert [message_id for message_id, *_ in turns(tmp_path)] == [first.id]

    async with aclosing(bot.edit(asked)) as coming:
        async for event in coming:
            if isinstance(event, Text):
                break
    assert turns(tmp_path)[1] == (second.id, "And my cow is Bella.", "Nice cow. ")


async def test_a_new_answer_that_the_end_of_the_program_cut_off_is_given_after_the_restart(
    tmp_path, api
):
    held = asyncio.Event()
    async with opened(tmp_path, api) as bot:
        first, second = await two_answers(bot, api)
        api.say(double.Reply([held, "Never."]))
        editing = asyncio.ensure_future(edited(bot, second, "And my cow is Bella."))
        await api.until(requests=3, endpoint="chat")
        bot.stop()
        editing.cancel()
        await asyncio.gather(editing, return_exceptions=True)
    api.say("Nice cow.")
    async with opened(tmp_path, api) as bot:
        (recovered,) = await bot.unanswered("test")
        async with aclosing(bot.resume(recovered)) as coming:
            assert words([event async for event in coming]) == "Nice cow."

    assert turns(tmp_path) == [
        (first.id, "My dog is Rex.", "Nice dog."),
        (second.id, "And my cow is Bella.", "Nice cow."),
    ]


async def test_a_question_of_a_channel_that_is_answered_in_a_thread_is_found_there(
    tmp_path, api, bot
):
    thread = replace(PLACE, thread="t1")
    asked = message("My cat is Tom.", place=thread)
    api.say("Nice cat.", "Nice cow.")
    await said(bot, asked)

    seen = await edited(bot, asked, "My cow is Bella.", place=PLACE)

    assert words(seen) == "Nice cow."
    assert rows(tmp_path, "select place, question from turns") == [(thread.key, "My cow is Bella.")]


async def test_the_same_id_in_another_channel_or_on_another_platform_is_another_message(
    tmp_path, api, bot
):
    asked = message("My cat is Tom.")
    await said(bot, asked)

    for place in (Place("test", "server", "other"), Place("other", "server", "channel")):
        assert await edited(bot, asked, "My cow is Bella.", place=place) == NOTHING
    assert turns(tmp_path)[0][1] == "My cat is Tom."


async def test_a_summary_that_tells_the_old_words_goes(tmp_path, api):
    async with opened(tmp_path, api) as bot:
        first, _ = await two_answers(bot, api)
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'causerie.db'}")
    await store.summaries.put(PLACE, "Dana has a dog called Rex.", 7, 1)
    await store.close()

    async with opened(tmp_path, api) as bot:
        await said(bot, "Hello?")
        assert any("called Rex" in text for _, text in prompts(api)[-1])
        await edited(bot, first, "My dog is Bello.")
        await said(bot, "And now?")

    assert not any("Rex" in text for _, text in prompts(api)[-1])
    assert not any("Rex" in text for (text,) in rows(tmp_path, "select text from summaries"))


async def test_in_a_shared_place_the_new_words_stand_under_the_old_name(tmp_path, api, bot):
    asked = message("My cat is Tom.", direct=False)
    api.say("Nice cat.", "Nice dog.")
    await said(bot, asked)
    await said(bot, message("My dog is Rex.", direct=False))

    await edited(bot, asked, "My cow is Bella.")
    await said(bot, message("And now?", direct=False))

    assert prompts(api)[-1][1] == ("user", f"{DANA.name}: My cow is Bella.")

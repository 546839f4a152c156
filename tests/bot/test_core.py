"""One message on its way through the whole core, over real HTTP and a real database."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.bootstrap import bootstrap
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from bot.core import Bot
from bot.errors import ConfigError
from bot.messages import Event, File, Notice, Outcome, Place, Status, Text
from tests.bot.talking import (
    BOB,
    PLACE,
    configured,
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


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: double.OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


async def collect(coming: AsyncGenerator[Event, None], seen: list[Event]) -> None:
    """Keep each event at the moment when it comes."""
    async with aclosing(coming):
        async for event in coming:
            seen += [event]


async def test_a_question_is_answered_and_the_last_event_says_what_it_took(api, bot):
    api.say(double.Reply("Canberra.", usage=double.Usage(20, 3)))

    seen = await events(bot, "What is the capital of Australia?")

    assert words(seen) == "Canberra."
    assert end(seen).outcome is Outcome.ANSWERED
    assert end(seen).answer_id == 1
    assert (end(seen).usage.input, end(seen).usage.output) == (20, 3)


async def test_the_second_question_leans_on_the_first(api, bot):
    api.say("Nice to meet you, Dana.", "Rex.")
    await said(bot, "My name is Dana and my dog is Rex.")
    assert await said(bot, "What is my dog called?") == "Rex."

    assert prompts(api)[1][1:] == [
        ("user", "My name is Dana and my dog is Rex."),
        ("assistant", "Nice to meet you, Dana."),
        ("user", "What is my dog called?"),
    ]


async def test_a_conversation_survives_a_restart(tmp_path, api):
    api.say("Nice dog.", "Rex.")
    async with opened(tmp_path, api) as bot:
        await said(bot, "My dog is Rex.")
    async with opened(tmp_path, api) as bot:
        await said(bot, "What is my dog called?")

    assert ("user", "My dog is Rex.") in prompts(api)[1]


async def test_places_do_not_hear_each_other(api, bot):
    await said(bot, "The secret is 42.")
    await said(bot, message("What is the secret?", place=Place("test", "server", "elsewhere")))
    await said(bot, message("What is the secret?", place=replace(PLACE, thread="t1")))

    assert all("42" not in text for prompt in prompts(api)[1:] for _, text in prompt)


async def test_people_of_one_channel_are_told_apart(api, bot):
    await said(bot, message("I like tea.", direct=False))
    await said(bot, message("I like coffee.", person=BOB, direct=False))

    asked = prompts(api)[-1]
    assert asked[1][1].startswith("Dana:")
    assert asked[-1][1].startswith("Bob:")


async def test_the_same_message_delivered_twice_is_answered_once(api, bot):
    asked = message("Hello?")
    first, second = await asyncio.gather(events(bot, asked), events(bot, asked))

    assert sorted([end(first).outcome, end(second).outcome]) == ["answered", "duplicate"]
    assert api.record.requests("chat") == 1


async def test_five_messages_at_once_are_answered_in_order(api, bot):
    api.speak(lambda question: f"Answer to {question.last}.")
    asked = [message(f"number {n}") for n in range(5)]
    order: list[str] = []

    async def follow(n: int) -> None:
        seen = await events(bot, asked[n])
        order.append(words(seen))
        if n:
            assert Status("queued", str(n)) in seen

    await asyncio.gather(*(follow(n) for n in range(5)))

    assert order == [f"Answer to number {n}." for n in range(5)]
    assert [text for role, text in prompts(api)[-1] if role == "user"] == [m.text for m in asked]


async def test_a_full_queue_says_so_and_takes_nothing(tmp_path, api):
    gate = asyncio.Event()
    api.say(double.Reply([gate, "Done."]))
    async with opened(tmp_path, api, lanes={"queue": 1}) as bot:
        first = asyncio.ensure_future(events(bot, "one"))
        await api.until(requests=1, endpoint="chat")
        refused = end(await events(bot, "two"))
        gate.set()
        await first

    assert refused.outcome is Outcome.FAILED
    assert "waiting" in refused.text
    assert rows(tmp_path, "select count(*) from turns") == [(1,)]


async def test_the_model_works_while_the_input_is_judged_and_nothing_shows_before_the_verdict(
    api, bot
):
    judging = api.moderation.gate = asyncio.Event()
    api.say("Quick answer.")
    seen: list[Event] = []
    following = asyncio.ensure_future(collect(bot.handle(message("Hello?")), seen))
    await api.until(lambda record: any(e.outcome == "answered" for e in record.of("chat")))
    assert not [event for event in seen if isinstance(event, Text)]
    judging.set()
    await following
    assert words(seen) == "Quick answer."


async def test_refused_input_is_not_answered_and_stops_the_model(tmp_path, api, bot):
    gate = asyncio.Event()
    api.say(double.Reply(["An ", gate, "answer"]))
    api.moderation.flag("bomb", category="violence")
    judging = api.moderation.gate = asyncio.Event()

    asking = asyncio.ensure_future(events(bot, "How do I build a bomb?"))
    await api.until(requests=1, endpoint="chat")
    judging.set()
    seen = await asking

    assert end(seen).outcome is Outcome.REFUSED
    assert "bomb" not in end(seen).text
    assert words(seen) == ""
    await api.until(left=1)
    assert rows(tmp_path, "select count(*) from turns") == [(0,)]


async def test_a_refused_answer_is_withdrawn_and_never_comes_back_in_a_prompt(tmp_path, api, bot):
    api.moderation.flag("poison", category="violence")
    api.say("Take flour. Then take poison and stir.", "Fine.")

    seen = await events(bot, "A recipe, please.")
    await said(bot, "And now?")

    assert end(seen).outcome is Outcome.REFUSED
    assert end(seen).withdraw
    assert all("poison" not in e.text for e in seen if isinstance(e, Text))
    assert not any("poison" in text or "recipe" in text for _, text in prompts(api)[-1])
    assert "poison" not in (tmp_path / "causerie.db").read_bytes().decode("latin-1")


async def test_the_servers_own_words_are_refused_in_both_directions(tmp_path, api):
    defaults = {"blocked_words": ["zebra"]}
    async with opened(tmp_path, api, defaults=defaults) as bot:
        api.speak(lambda _: double.Reply(["Look, a ze", "bra", "! Nice."]))
        answer = await events(bot, "What is striped?")
        question = await events(bot, "Tell me of the z e b r a")

    assert end(answer).outcome is end(question).outcome is Outcome.REFUSED
    assert not any("ze" in event.text for event in answer if isinstance(event, Text))


async def test_when_the_moderation_is_down_nothing_is_shown_unless_the_server_says_so(
    tmp_path, api
):
    api.fail(double.Status(500), on="moderations", times=None)
    async with opened(tmp_path, api) as bot:
        closed = await events(bot, "Hello?")
    async with opened(tmp_path, api, defaults={"moderation_when_down": "open"}) as bot:
        stays_open = await events(bot, "Hello?")

    assert end(closed).outcome is Outcome.FAILED
    assert words(closed) == ""
    assert "moderation" in end(closed).text
    assert end(stays_open).outcome is Outcome.ANSWERED


async def test_the_moderation_may_live_at_an_address_of_its_own(tmp_path, api):
    async with double.OpenAIDouble(lenient=True) as elsewhere:
        elsewhere.moderation.flag("bomb", category="violence")
        screening = {"moderation": {"base_url": elsewhere.base_url}}
        async with opened(tmp_path, api, screening=screening) as bot:
            assert end(await events(bot, "A bomb?")).outcome is Outcome.REFUSED

    assert api.record.requests("moderations") == 0
    assert elsewhere.record.requests("moderations") == 1
    assert elsewhere.record.requests("chat") == 0


async def test_who_speaks_of_self_harm_is_answered_with_care(api, bot):
    api.moderation.flag("end it all", category="self-harm/intent")
    ended = end(await events(bot, "I want to end it all"))
    assert ended.outcome is Outcome.REFUSED
    assert "988" in ended.text or "findahelpline" in ended.text


async def test_a_stream_that_breaks_is_continued_once_from_what_was_shown(api, bot):
    api.say("The first half. And the", " And the second half.")
    api.fail(double.Cut(after=6), on="chat")

    seen = await events(bot, "Tell me.")

    assert Status("continuing") in seen
    assert api.record.requests("chat") == 2
    role, shown = prompts(api)[1][-2]
    assert role == "assistant"
    assert words(seen).startswith(shown)
    assert end(seen).outcome is Outcome.ANSWERED


async def test_an_answer_that_keeps_breaking_is_said_to_be_cut_and_what_was_shown_is_kept(
    tmp_path, api, bot
):
    api.fail(double.Cut(after=6), on="chat", times=None)
    api.speak(lambda _: "One two three four five six seven eight.")

    seen = await events(bot, "Tell me.")

    assert end(seen).outcome is Outcome.CUT
    assert "/continue" in end(seen).text
    assert rows(tmp_path, "select answer, outcome from turns") == [(words(seen), "cut")]


async def test_an_answer_that_reached_its_length_offers_to_go_on(api, bot):
    api.say(double.Reply("It was a dark and", finish="length"), "stormy night.")
    seen = await events(bot, "Tell me.")
    assert end(seen).outcome is Outcome.CUT
    assert "/continue" in end(seen).text

    more = await events(bot, message("", command="continue"))
    assert words(more) == "stormy night."
    assert await said(bot, "And?")
    assert ("assistant", "It was a dark and stormy night.") in prompts(api)[-1]


async def test_what_an_answer_goes_on_with_is_judged_together_with_what_was_shown(
    tmp_path, api, bot
):
    api.moderation.flag("forbidden", category="violence")
    api.say(double.Reply(["It was ", "forbid"], finish="length"), "den to all. The end.")
    await events(bot, "Tell me.")

    more = await events(bot, message("", command="continue"))

    assert end(more).outcome is Outcome.REFUSED
    assert not any(isinstance(event, Text) for event in more)
    assert rows(tmp_path, "select answer from turns") == [("It was forbid",)]


async def test_an_answer_that_broke_off_before_anything_was_shown_has_failed(tmp_path, api, bot):
    api.say("Once", "Once")
    api.fail(double.Cut(after=1), on="chat", times=2)

    ended = end(await events(bot, "Tell me."))

    assert ended.outcome is Outcome.FAILED
    assert "/continue" not in ended.text
    api.say("Here it is.")
    assert await said(bot, message("", command="retry")) == "Here it is."


async def test_an_answer_that_the_endpoint_filtered_whole_is_refused(api, bot):
    api.say(double.Reply([], finish="content_filter"))

    ended = end(await events(bot, "Tell me."))

    assert ended.outcome is Outcome.REFUSED
    assert "filter" in ended.text


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (double.Status(429, retry_after=0), "busy"),
        (double.Status(500), "fault"),
        (double.no_quota(), "credit"),
        (double.Status(401), "key"),
        (double.Status(404), "no model"),
        (double.Page(), "OpenAI-compatible"),
        (double.Reset(), "reached"),
    ],
    ids=repr,
)
async def test_every_failure_is_a_sentence_and_loses_nothing(tmp_path, api, bot, fault, told):
    api.fail(fault, on="chat", times=None)

    ended = end(await events(bot, "Hello?"))
    api.faults.clear()

    assert ended.outcome is Outcome.FAILED
    assert told in ended.text
    assert api.key not in ended.text
    assert rows(tmp_path, "select count(*) from turns") == [(0,)]
    assert await said(bot, "Again?")


async def test_stopping_keeps_what_was_shown_and_hangs_up(tmp_path, api, bot):
    gate = asyncio.Event()
    api.say(double.Reply(["One two. ", gate, "Three."]), "Next.")
    async with aclosing(bot.handle(message("Count."))) as coming:
        async for event in coming:
            if isinstance(event, Text):
                break
    await api.until(left=1)

    assert rows(tmp_path, "select answer, outcome from turns") == [("One two. ", "cancelled")]
    await said(bot, "Go on.")
    assert ("assistant", "One two. ") in prompts(api)[-1]


async def test_what_was_stopped_is_in_the_ledger(tmp_path, api, bot):
    gate = asyncio.Event()
    api.say(double.Reply(["One two. ", gate, "Three."]))
    async with aclosing(bot.handle(message("Count."))) as coming:
        async for event in coming:
            if isinstance(event, Text):
                break
    ((tokens_in, tokens_out),) = rows(tmp_path, "select input, output from spendings")
    assert tokens_in > 0
    assert tokens_out > 0


async def test_a_question_that_the_end_of_the_program_cut_off_is_answered_after_the_restart(
    tmp_path, api
):
    gate = asyncio.Event()
    api.say(double.Reply([gate, "Never."]), "Here it is.")
    async with opened(tmp_path, api) as bot:
        asking = asyncio.ensure_future(events(bot, "Important?"))
        await api.until(requests=1, endpoint="chat")
        bot.stop()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    async with opened(tmp_path, api) as bot:
        (recovered,) = await bot.unanswered("test")
        assert recovered.message.text == "Important?"
        async with aclosing(bot.resume(recovered)) as coming:
            assert words([event async for event in coming]) == "Here it is."
        assert await bot.unanswered("test") == []
    async with opened(tmp_path, api) as bot:
        assert await bot.unanswered("test") == []


async def test_a_question_that_is_too_old_is_apologised_for_and_not_answered(tmp_path, api):
    gate = asyncio.Event()
    api.say(double.Reply([gate, "Never."]))
    async with opened(tmp_path, api) as bot:
        asking = asyncio.ensure_future(events(bot, "Important?"))
        await api.until(requests=1, endpoint="chat")
        bot.stop()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    async with opened(tmp_path, api, recovery={"answer_within_hours": 0}) as bot:
        (recovered,) = await bot.unanswered("test")
        async with aclosing(bot.resume(recovered)) as coming:
            seen = [event async for event in coming]
    assert end(seen).outcome is Outcome.FAILED
    assert "Ask again" in end(seen).text
    assert api.record.requests("chat") == 1


async def test_an_unknown_command_is_answered_with_the_nearest_name(bot):
    ended = end(await events(bot, message("", command="hlep")))
    assert ended.outcome is Outcome.FAILED
    assert "help" in ended.text


async def test_who_is_no_admin_cannot_change_the_bots_instructions(api, bot):
    asked = message("", command="system", options={"text": "Obey Bob."}, person=BOB)
    ended = end(await events(bot, asked))
    await said(bot, "Hello?")

    assert ended.outcome is Outcome.FAILED
    assert "admin" in ended.text
    assert "Obey" not in prompts(api)[-1][0][1]


async def test_option_values_are_screened_like_words(api, bot):
    api.moderation.flag("bomb", category="violence")
    asked = message("", command="system", options={"text": "Praise the bomb."})
    assert end(await events(bot, asked)).outcome is Outcome.REFUSED


async def test_a_setting_is_screened_unless_it_lists_what_screening_looks_for(api, bot):
    api.moderation.flag("bomb", category="violence")

    async def settle(name: str, value: str) -> Outcome:
        options = {"name": name, "value": value}
        seen = await events(bot, message("", command="settings", options=options))
        assert ("bomb" not in repr(seen)) or name == "blocked_words"
        return end(seen).outcome

    assert await settle("system", "Praise the bomb.") is Outcome.REFUSED
    assert await settle("language", "bomb") is Outcome.REFUSED
    assert await settle("no_such_setting", "bomb") is Outcome.REFUSED
    assert await settle("blocked_words", "bomb") is Outcome.ANSWERED


async def test_the_log_of_decisions_holds_scores_and_no_text(tmp_path, api, bot):
    api.moderation.flag("bomb", category="violence")
    await events(bot, "How do I build a bomb?")

    assert rows(tmp_path, "select direction, action, text from screenings") == [
        ("in", "refuse", None)
    ]


async def test_screening_that_must_be_on_keeps_the_program_from_starting_without_it(tmp_path):
    config = configured(tmp_path, None, screening={"moderation": {"service": "on"}})
    with pytest.raises(ConfigError, match=r"moderation\.service"):
        async with bootstrap(Loaded(config, Secrets(), None), model="small"):
            pass


async def test_an_export_leaves_out_what_todays_rules_would_refuse(tmp_path, api):
    api.say("Zebras are striped.", "Cats purr.")
    async with opened(tmp_path, api) as bot:
        await said(bot, "Tell me of animals.")
        await said(bot, "And of others.")
    async with opened(tmp_path, api, defaults={"blocked_words": ["zebras"]}) as bot:
        seen = await events(bot, message("", command="export"))

    (file,) = [event for event in seen if isinstance(event, File)]
    assert b"Cats purr." in file.data
    assert b"Zebras" not in file.data
    assert any(isinstance(event, Notice) and "1" in event.text for event in seen)

"""Budgets, rates and announcements over the whole core, real HTTP and a real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commands import Command
from bot.config import ModelCard
from bot.core import Bot
from bot.errors import NotPermitted, PlatformError, RightMissing
from bot.messages import Choices, Notice, Outcome, Person, Place
from tests.bot.talking import BOB, DANA, PLACE, end, events, message, opened, rows, said, words
from tests.doubles import openai as double
from tests.fakes.channels import FakeChannels

ADMINS = replace(PLACE, channel="admins")


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: double.OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


@pytest.fixture(name="channels")
async def _channels(bot: Bot) -> FakeChannels:
    return attached(bot)


def attached(bot: Bot) -> FakeChannels:
    channels = FakeChannels()
    channels.names[ADMINS] = "admins"
    bot.attach("test", channels)
    return channels


async def set_to(bot: Bot, name: str, value: str, by: Person = DANA) -> str:
    """What is said when somebody changes a setting."""
    options = {"name": name, "value": value}
    seen = await events(bot, message("", command="settings", options=options, person=by))
    told = [event.text for event in seen if isinstance(event, Notice)]
    return "\n".join([*told, end(seen).text])


async def told(bot: Bot, channels: FakeChannels) -> list[str]:
    """What admins have been told."""
    await bot._parts.announcer.settled()
    return [post.text for post in channels.posts.get(ADMINS, {}).values()]


def notices(seen: list[Any]) -> list[str]:
    return [event.text for event in seen if isinstance(event, Notice)]


async def test_who_has_used_up_a_budget_is_told_until_when_and_others_go_on(api, bot):
    await set_to(bot, "budget", "1,000 tokens a day for each person")
    api.say(double.Reply("Canberra.", usage=double.Usage(900, 100)))
    assert await said(bot, "What is the capital of Australia?") == "Canberra."

    refused = end(await events(bot, "And of Austria?"))

    assert refused.outcome is Outcome.FAILED
    assert refused.text == (
        "You have used your 1,000 tokens of today; from 00:00 UTC you can go on."
    )
    assert await said(bot, message("Hello", person=BOB)) != ""
    assert len(api.record.of("chat")) == 2


async def test_a_question_over_the_budget_is_answered_when_there_is_more(api, bot):
    await set_to(bot, "budget", "0 tokens a day for each person")
    refused = end(await events(bot, "What is the capital of Australia?"))
    assert refused.outcome is Outcome.FAILED

    await set_to(bot, "budget", "50k tokens a day for each person")
    api.say("Canberra.")

    assert words(await events(bot, message("", command="retry"))) == "Canberra."


async def test_who_may_not_change_settings_gives_nobody_a_budget(api, bot):
    assert "needs the right" in await set_to(bot, "budget", "1m tokens a day for person 2", BOB)
    assert "needs the right" in await set_to(bot, "admin_channel", "admins", BOB)


async def test_what_was_used_counts_after_a_restart(tmp_path, api):
    api.say(double.Reply("Canberra.", usage=double.Usage(900, 100)))
    async with opened(tmp_path, api) as bot:
        await set_to(bot, "budget", "1000 tokens a month for the server")
        await said(bot, "What is the capital of Australia?")
    async with opened(tmp_path, api) as bot:
        seen = await events(bot, message("And of Austria?", person=BOB))

    assert end(seen).text.startswith("This server has used its 1,000 tokens of this month; from 1 ")


async def test_an_answer_is_no_longer_than_the_budget_and_says_so(api, bot):
    await set_to(bot, "budget", "6000 tokens a day for each person")
    api.say(double.Reply("On and on. " * 4_000))

    seen = await events(bot, "Tell me everything.")

    (asked,) = api.record.of("chat")
    assert 256 <= asked.question.body["max_tokens"] <= 2_000
    assert end(seen).outcome is Outcome.CUT
    assert end(seen).text.startswith(
        "The answer stops here: what is left of your 6,000 tokens of today has no room for more"
    )


async def test_people_are_warned_when_most_is_used(api, bot):
    await set_to(bot, "budget", "1000 tokens a day for each person")
    api.say(double.Reply("Yes.", usage=double.Usage(700, 100)))

    assert notices(await events(bot, "Is it so?")) == [
        "You have used 80 % of your 1,000 tokens of today; the budget begins anew at 00:00 UTC."
    ]


async def test_two_hundred_questions_side_by_side_stay_within_the_servers_budget(tmp_path, api):
    api.script.speaker = lambda _: double.Reply("Yes.", usage=double.Usage(100, 50))
    async with opened(tmp_path, api, defaults={"answer_tokens": 400}) as bot:
        await set_to(bot, "budget", "20000 tokens a day for the server")

        async def ask(number: int) -> Outcome:
            place = Place("test", "server", f"channel{number}")
            asked = message("Is it so?", place=place, person=Person(f"p{number}", "P"))
            return end(await events(bot, asked)).outcome

        outcomes = await asyncio.gather(*(ask(number) for number in range(200)))

    ((spent,),) = rows(tmp_path, "SELECT sum(input + output) FROM spendings")
    assert spent == 150 * outcomes.count(Outcome.ANSWERED)
    assert 17_000 < spent <= 20_000


async def test_who_asks_too_often_is_told_when_to_go_on_and_nothing_is_lost(api, bot):
    await set_to(bot, "rate_per_minute", "2")
    assert await said(bot, "One?")
    assert await said(bot, "Two?")

    seen = await events(bot, "Three?")

    assert end(seen).outcome is Outcome.FAILED
    assert end(seen).text.startswith("You may ask 2 times a minute here. In ")
    assert await said(bot, message("Mine?", person=BOB))
    await set_to(bot, "rate_per_minute", "none")
    api.say("Three.")
    assert words(await events(bot, message("", command="retry"))) == "Three."


async def test_commands_that_cost_nothing_have_no_rate(bot):
    await set_to(bot, "rate_per_minute", "1")

    for _ in range(3):
        assert end(await events(bot, message("", command="help"))).outcome is Outcome.ANSWERED


async def test_admins_hear_once_that_most_of_the_servers_budget_is_used(api, bot, channels):
    await set_to(bot, "admin_channel", "admins")
    await set_to(bot, "budget", "2000 tokens a day for the server")
    api.script.speaker = lambda _: double.Reply("Yes.", usage=double.Usage(400, 50))

    for _ in range(4):
        await events(bot, "Is it so?")

    (text,) = await told(bot, channels)
    assert text.startswith("This server has used 90 % of its 2,000 tokens of today; the budget")


async def test_admins_hear_once_that_many_answers_failed(api, bot, channels):
    await set_to(bot, "admin_channel", "admins")
    await set_to(bot, "error_alarm", "3")
    api.fail(double.Status(500), on="chat", times=100)

    for _ in range(5):
        assert end(await events(bot, "Is it so?")).outcome is Outcome.FAILED

    (text,) = await told(bot, channels)
    assert text.startswith("3 answers failed here within an hour. The latest: ")


async def test_what_a_person_did_wrong_is_no_failure_of_the_bot(bot, channels):
    await set_to(bot, "admin_channel", "admins")
    await set_to(bot, "error_alarm", "1")

    await events(bot, message("", command="nonsense"))
    await events(bot, message("", command="system", options={"text": "x"}, person=BOB))

    assert await told(bot, channels) == []


async def test_admins_hear_once_for_each_stage_that_a_model_will_be_gone(tmp_path, api):
    def ending(days: int) -> dict[str, Any]:
        return {"table": {"chatty": ModelCard(shutdown=date.today() + timedelta(days=days))}}  # noqa: DTZ011  # near enough

    texts = []
    for days in (90, 30, 29, 5):
        async with opened(tmp_path, api, models=ending(days)) as bot:
            channels = attached(bot)
            await set_to(bot, "admin_channel", "admins")
            for _ in range(2):
                await said(bot, "Hello")
            texts += await told(bot, channels)

    soon, very_soon = texts
    assert soon.startswith("The model chatty, which answers here, will be shut down on ")
    assert soon.endswith("in 30 days. Choose another one with /model, or ask the operator to.")
    assert "in 5 days" in very_soon


async def test_a_missing_permission_is_told_once_also_after_a_restart(tmp_path, api):
    texts = []
    for _ in range(2):
        async with opened(tmp_path, api) as bot:
            channels = attached(bot)
            await set_to(bot, "admin_channel", "admins")
            for _ in range(2):
                about = "permission/embed_links"
                await bot.announce(PLACE.server_key, about, "I may not embed links.")
            texts += await told(bot, channels)

    assert texts == ["I may not embed links."]


async def test_what_nobody_could_be_told_is_told_when_there_is_a_channel(tmp_path, api):
    async with opened(tmp_path, api) as bot:
        await bot.announce(PLACE.server_key, "tokens", "The token was revoked.")
        await bot._parts.announcer.settled()
    async with opened(tmp_path, api) as bot:
        channels = attached(bot)
        await set_to(bot, "admin_channel", "admins")
        await bot.announce(PLACE.server_key, "tokens", "The token was revoked.")

        assert await told(bot, channels) == ["The token was revoked."]


async def test_a_platform_that_cannot_post_does_no_harm(bot, channels):
    async def post(*_: Any) -> str:
        raise PlatformError("I may not post there.")

    channels.post = post
    await set_to(bot, "admin_channel", "admins")

    await bot.announce(PLACE.server_key, "tokens", "The token was revoked.")

    assert await told(bot, channels) == []
    assert await said(bot, "Hello")


async def test_a_home_says_what_was_used_and_what_is_left(api, bot):
    await set_to(bot, "budget", "1000 tokens a day for each person, $5 a month for the server")
    api.say(double.Reply("Yes.", usage=double.Usage(200, 50)))
    await said(bot, "Is it so?")

    lines = (await bot.usage(PLACE, DANA)).splitlines()

    assert lines[0] == "This month: 1 request, 250 tokens, cost not known."
    assert lines[2:] == [
        "Budget:",
        "- You, today: 250 of 1,000 tokens used, 750 left until 00:00 UTC",
        lines[-1],
    ]
    assert lines[-1].startswith("- This server, this month: $0.00 of $5.00 used, $5.00 left until ")


async def test_a_right_that_a_command_lacks_is_told_to_admins_once(bot, channels):
    async def run(_: Any) -> AsyncIterator[Any]:
        raise RightMissing("I cannot post in #news: I lack the permission Send Messages there.")
        yield

    bot.commands["post"] = Command("post", "Posts", run)
    await set_to(bot, "admin_channel", "admins")

    for _ in range(2):
        assert "I lack the permission" in end(await events(bot, message("", command="post"))).text

    assert await told(bot, channels) == [
        "I cannot post in #news: I lack the permission Send Messages there."
    ]


async def test_what_was_shown_before_the_budget_ran_out_is_kept(api, bot):
    await set_to(bot, "budget", "1000 tokens a day for each person")
    first = "It begins here. " + "And it goes on. " * 70
    api.say(double.Reply(first), double.Reply("Never asked for."))
    api.fail(double.Cut(after=300), on="chat", times=1)

    seen = await events(bot, "Tell me a story.")

    assert words(seen).startswith("It begins here. And it goes on. ")
    assert end(seen).outcome is Outcome.CUT
    assert end(seen).text.startswith("The answer stops here. You have only ")
    assert end(seen).answer_id is not None


async def test_a_model_that_only_thinks_until_the_budget_ends_is_not_blamed(api, bot):
    await set_to(bot, "budget", "1000 tokens a day for each person")
    api.say(double.Reply([], finish="length", usage=double.Usage(200, 500, reasoning=500)))

    ended = end(await events(bot, "Think."))

    assert ended.outcome is Outcome.FAILED
    assert ended.text == (
        "What is left of your 1,000 tokens of today does not reach for all of this; "
        "from 00:00 UTC you can go on."
    )


async def test_a_button_does_not_outlive_the_right_of_who_may_press_it(api, bot):
    await said(bot, message("Mine?", person=BOB))
    seen = await events(bot, message("", command="usage", options={"server": True}))
    (choices,) = [event for event in seen if isinstance(event, Choices)]

    async def pressed(person: Person) -> list[Any]:
        picked = await bot.pick(
            choices.id, 1, message_id="press", place=PLACE, person=person, direct=True
        )
        return await events(bot, replace(picked, id=f"press-{person.name}"))

    with pytest.raises(NotPermitted):
        await pressed(BOB)
    refused = end(await pressed(replace(DANA, admin=False)))
    assert refused.outcome is Outcome.FAILED
    assert "needs the right" in refused.text

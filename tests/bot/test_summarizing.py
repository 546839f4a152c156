"""What falls out of a window comes back as a summary: written, screened, billed, and sent along."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import Bot
from tests.bot.talking import message, opened, said
from tests.doubles import openai as double

# A window in which about ten of these short turns fit.
SMALL = {"largest": 400, "summary_tokens": 60}
TASK = "You keep the memory of a conversation."


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble(lenient=True) as api:
        yield api


def is_summary(question: double.Question) -> bool:
    return question.turns[0].text.startswith(TASK)


def speak(api: double.OpenAIDouble, summary: str) -> None:
    """Let the model sum up in these words, and chat about nothing."""
    api.speak(lambda question: summary if is_summary(question) else "Indeed, that is so.")


async def talk(bot: Bot, api: double.OpenAIDouble, turns: int) -> None:
    for number in range(turns):
        await said(bot, message(f"Fact number {number}: the sky over hill {number} is blue today."))


def rows(folder: Path, query: str) -> list[tuple]:
    with sqlite3.connect(folder / "causerie.db") as database:
        return database.execute(query).fetchall()


async def test_what_fell_out_is_summed_up_and_sent_along(tmp_path, api):
    speak(api, "They spoke of the blue sky.")
    async with opened(tmp_path, api, window=SMALL) as bot:
        await talk(bot, api, 30)

    asked = [exchange.question for exchange in api.record.of("chat") if exchange.question]
    last = [turn.text for turn in asked[-1].turns] if not is_summary(asked[-1]) else []
    last = last or [turn.text for turn in asked[-2].turns]
    assert any("They spoke of the blue sky." in text for text in last)
    assert not any("Fact number 0:" in text for text in last)


async def test_a_summary_is_billed_as_such(tmp_path, api):
    speak(api, "They spoke of the blue sky.")
    async with opened(tmp_path, api, window=SMALL) as bot:
        await talk(bot, api, 20)
    kinds = dict(rows(tmp_path, "select kind, count(*) from spendings group by kind"))
    assert kinds["chat"] == 20
    assert kinds["summary"] >= 1


async def test_a_summary_that_must_not_be_shown_is_not_used_either(tmp_path, api):
    api.moderation.flag("poison", category="violence")
    speak(api, "They spoke of poison.")
    async with opened(tmp_path, api, window=SMALL) as bot:
        await talk(bot, api, 30)

    asked = [exchange.question for exchange in api.record.of("chat") if exchange.question]
    assert any(is_summary(question) for question in asked)
    assert not any("poison" in turn.text for question in asked for turn in question.turns)
    assert not any("poison" in text for (text,) in rows(tmp_path, "select text from summaries"))


async def test_a_summary_counts_for_the_server_and_keeps_to_its_budget(tmp_path, api):
    speak(api, "They spoke of the blue sky.")
    budget = {"budget": ["1 dollars a day for each person", "9000 tokens a day for the server"]}
    async with opened(tmp_path, api, window=SMALL, defaults=budget) as bot:
        await talk(bot, api, 40)

    ((spent,),) = rows(tmp_path, "select sum(input + output) from spendings")
    ((summed,),) = rows(tmp_path, "select count(*) from spendings where kind = 'summary'")
    assert 8_000 < spent <= 9_000
    assert summed >= 1

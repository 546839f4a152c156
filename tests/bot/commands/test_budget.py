"""Budgets as a setting: typed in a row, completed, and told back."""

import pytest

from bot.commands import settings
from bot.errors import InputError
from bot.store import Store
from tests.bot.commands.stage import GENERAL, Stage

SETTINGS = settings.command


async def _offered(stage: Stage, typed: str) -> list[str]:
    option = SETTINGS.option("value")
    assert option is not None
    assert option.complete is not None
    return list(await option.complete(await stage.context({"name": "budget"}), typed))


async def test_examples_are_offered_for_the_last_line_that_is_typed(stage: Stage):
    assert "50000 tokens a day for each person" in await _offered(stage, "")
    assert await _offered(stage, "50000 tokens a day for each person, 20 d") == [
        "50000 tokens a day for each person, 20 dollars a month for the server"
    ]
    assert all(len(one) <= 100 for one in await _offered(stage, ""))


async def test_a_budget_is_kept_in_its_first_form_and_told_line_by_line(stage: Stage):
    await stage.told(SETTINGS, {"name": "budget", "value": "$20 month server, 5k tokens hour user"})

    told = await stage.told(SETTINGS, {"name": "budget"})
    assert "- `20 dollars a month for the server`" in told
    assert "- `5000 tokens an hour for each person`" in told
    assert await _stored(stage.store) == [
        "20 dollars a month for the server",
        "5000 tokens an hour for each person",
    ]


async def test_a_line_that_is_not_understood_changes_nothing(stage: Stage):
    with pytest.raises(InputError, match="budget: 'apples' is not understood"):
        await stage.told(SETTINGS, {"name": "budget", "value": "5 apples a day for each person"})

    assert await _stored(stage.store) is None


async def _stored(store: Store) -> object:
    return (await store.overrides.load(GENERAL.server_key)).get("budget")

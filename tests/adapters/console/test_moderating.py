"""Moderation in the terminal, the whole program over pipes."""

import csv
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.console.test_spending import talked
from tests.doubles.openai import OpenAIDouble


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        api.moderation.flag("horrible", category="harassment", score=0.91)
        api.moderation.flag("meh", category="harassment", score=0.35)
        yield api


async def test_a_text_is_tried_out_a_policy_simulated_and_the_log_saved(
    tmp_path: Path, api: OpenAIDouble
):
    api.say("Hello.")

    shown = await talked(
        tmp_path,
        api,
        "/settings blocked_words apple, +pear",
        "/moderation test one a p p l e, horrible",
        "you are horrible",
        "the +pear",
        "meh",
        "/moderation simulate preset=strict",
        "/moderation log",
        "/moderation log category=harassment csv",
        "/moderation log csv",
    )

    assert "Said to the bot: it is refused, because of the server's rule `apple`." in shown
    assert "harassment 0.91" in shown
    assert "1 would be stricter, 0 milder." in shown
    first, second = re.findall(r"Saved as (\S+\.csv)", shown)
    with (tmp_path / first).open(encoding="utf-8-sig", newline="") as file:
        assert [line["categories"] for line in csv.DictReader(file)] == ["harassment"]
    with (tmp_path / second).open(encoding="utf-8-sig", newline="") as file:
        assert [line["rule"] for line in csv.DictReader(file)] == ["'+pear", ""]


async def test_the_preset_of_the_settings_counts(tmp_path: Path, api: OpenAIDouble):
    api.say("Hello.")

    shown = await talked(tmp_path, api, "meh", "/settings moderation_preset strict", "meh again")

    assert "Hello." in shown
    assert "I did not answer: your message contains what looks like harassment." in shown


async def test_what_the_terminal_has_not_is_said(tmp_path: Path, api: OpenAIDouble):
    shown = await talked(tmp_path, api, "/moderation", "/moderation automod", "/appeal 7")

    assert "There is no desk" in shown
    assert "no moderation of its own" in shown
    assert "Nothing with that number was decided about you" in shown

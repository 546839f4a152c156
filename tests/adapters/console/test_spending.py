"""Budgets and usage in the terminal, the whole program over pipes."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from tests.adapters.console.terminal import SECONDS, environment
from tests.doubles.openai import OpenAIDouble, Reply, Usage


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


async def talked(home: Path, api: OpenAIDouble, *lines: str) -> str:
    """All that is printed when these lines are said one after the other."""
    endpoint = {"OPENAI_API_KEY": api.key, "OPENAI_BASE_URL": api.base_url}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "chat", "--lines"),
        cwd=home,
        env=environment(home, **endpoint),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate("\n".join(lines).encode()), SECONDS * 2)
    return out.decode()


async def test_a_budget_is_set_used_up_and_known_after_a_restart(tmp_path: Path, api: OpenAIDouble):
    api.say(Reply("Yes.", usage=Usage(8_900, 100)))

    first = await talked(
        tmp_path, api, "/settings budget 9,000 tokens a day for each person", "Is it so?"
    )
    second = await talked(tmp_path, api, "And now?", "/usage")

    assert "`budget` is now 1 entry for the whole server" in first
    assert "Yes." in first
    assert "You have used your 9,000 tokens of today; from 00:00 UTC you can go on." in second
    assert "You, today: 9,000 of 9,000 tokens used, 0 left until 00:00 UTC" in second


async def test_a_chart_and_a_table_of_usage_are_saved_as_files(tmp_path: Path, api: OpenAIDouble):
    shown = await talked(tmp_path, api, "Is it so?", "/usage chart", "/usage csv")

    picture = re.search(r"Saved as (\S+\.png): Bar chart\. Your cost by model", shown)
    table = re.search(r"Saved as (\S+\.csv)", shown)
    assert picture
    assert table
    with Image.open(tmp_path / picture[1]) as drawn:
        assert drawn.size == (1280, 720)
    assert "gpt-6-luna" in (tmp_path / table[1]).read_text(encoding="utf-8-sig")

"""The benchmark of Discord: both loops answer, and every answer is counted."""

import pytest

from benchmarks.chats import FLAGS
from benchmarks.discord import LOOPS, measured, serving
from tests.doubles.discord import process
from tests.doubles.openai import process as model


@pytest.mark.parametrize("loop", LOOPS)
async def test_a_loop_answers_every_question_and_its_cost_is_told(loop: str):
    async with (
        model.running(*FLAGS) as base_url,
        process.running("--channels", "2") as remote,
        serving(loop, remote, base_url) as pid,
    ):
        figures, cost = await measured(remote, pid, 4, 2, judged=loop == "ours")
        record = await remote.record()

    assert "beyond the model: first words" in figures
    assert ("beyond the verdict" in figures) == (loop == "ours")
    assert "processor" in cost
    assert record["requests"]["POST /channels/{channel}/messages"] == 6

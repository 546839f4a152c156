"""The benchmark of Slack: every answer is counted."""

from benchmarks.chats import FLAGS
from benchmarks.slack import measured, serving
from tests.doubles.openai import process as model
from tests.doubles.slack import process


async def test_every_question_is_answered_and_what_that_cost_is_told():
    async with (
        model.running(*FLAGS) as base_url,
        process.running("--channels", "2") as remote,
        serving("ours", remote, base_url) as pid,
    ):
        figures, cost = await measured(remote, pid, 4, 2, judged=True)
        record = await remote.record()

    assert "beyond the model: first words" in figures
    assert "processor" in cost
    assert record["requests"]["chat.startStream"] == 9

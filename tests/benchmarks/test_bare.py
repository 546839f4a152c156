"""The bare loop measures what it says."""

import pytest

from benchmarks.bare import Answer, Run, quantile, run
from tests.doubles.openai import OpenAIDouble, Reply


async def test_the_bare_loop_collects_texts_and_times() -> None:
    async with OpenAIDouble() as api:
        api.script.default = Reply(["one", " two"], first_delay=0.02, delay=0.01)

        done = await run(api.base_url, answers=3, at_once=3)

    assert [(answer.text, answer.chunks) for answer in done.answers] == [("one two", 2)] * 3
    assert all(0.02 <= answer.first < answer.end for answer in done.answers)
    assert done.processor_ms > 0
    assert api.record.requests() == 4
    assert api.record.most_open == 3


def test_times_are_given_in_milliseconds() -> None:
    done = Run((Answer("", 0, 0.1, 0.2), Answer("", 0, 0.3, 0.4)), wall=1, processor=0.5)

    assert done.first_ms() == pytest.approx(200)
    assert done.end_ms() == pytest.approx(300)
    assert done.processor_ms == 250


def test_a_quantile_of_one_value_is_that_value() -> None:
    assert quantile([7], 0.95) == 7

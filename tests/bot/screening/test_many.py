"""Many texts are judged in few requests, and each gets the verdict that it deserves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ScreeningUnavailable
from bot.screening import Action, Verdict
from bot.screening.many import verdicts_on

TEXTS = st.lists(st.sampled_from(["fine", "also fine " * 90, "bad", "x" * 5_000]), max_size=60)


class Judge:
    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, texts: tuple[str, ...]) -> Verdict:
        self.asked += 1
        return Verdict(Action.REFUSE if "bad" in texts else Action.ALLOW)


@given(TEXTS)
@settings(max_examples=60)
async def test_just_the_bad_ones_are_refused(texts: list[str]) -> None:
    verdicts = await verdicts_on(texts, Judge())
    assert [verdict.refused for verdict in verdicts] == [text == "bad" for text in texts]


async def test_a_long_channel_takes_few_requests() -> None:
    judge = Judge()
    await verdicts_on(["Shall we meet at noon? " * 3] * 5_000, judge)
    assert judge.asked < 200


async def test_when_nobody_can_judge_that_is_said() -> None:
    async def away(_: tuple[str, ...]) -> Verdict:
        raise ScreeningUnavailable("down")

    with pytest.raises(ScreeningUnavailable):
        await verdicts_on(["one"] * 500, away)

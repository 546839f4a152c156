"""Questions that come at the same moment: few requests, and nobody is hit by somebody else's."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.errors import ModelBusy, ModelError, ModelFailing, RequestRejected
from bot.models.together import Together


class Judge:
    """Says of each text how long it is, once it may; fails for what it is told to."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.free = asyncio.Event()
        self.bad: dict[str, ModelError] = {}

    async def __call__(self, texts: Sequence[str]) -> list[int]:
        self.asked.append(list(texts))
        await self.free.wait()
        for text in texts:
            if text in self.bad:
                raise self.bad[text]
        return [len(text) for text in texts]


@pytest.fixture(name="judge")
def _judge() -> Judge:
    return Judge()


@pytest.fixture(name="together")
async def _together(judge: Judge) -> AsyncIterator[Together[int]]:
    together: Together[int] = Together(judge)
    yield together
    await together.close()


def ask(together: Together[int], *questions: Sequence[str]) -> "list[asyncio.Task[list[int]]]":
    return [asyncio.create_task(together.results(texts)) for texts in questions]


async def test_a_lone_question_goes_out_at_once(judge: Judge, together: Together[int]):
    judge.free.set()

    assert await together.results(["one", "three"]) == [3, 5]
    assert judge.asked == [["one", "three"]]


async def test_a_crowd_costs_few_requests_and_each_gets_its_own(
    judge: Judge, together: Together[int]
):
    asked = ask(together, *(["x" * number] for number in range(1, 41)))
    await asyncio.sleep(0.02)
    judge.free.set()

    assert await asyncio.gather(*asked) == [[number] for number in range(1, 41)]
    assert len(judge.asked) <= 6
    assert max(map(len, judge.asked)) <= 32


async def test_several_texts_of_one_stay_in_one_request(judge: Judge, together: Together[int]):
    judge.free.set()
    crowd = ask(together, ["a"], ["b"], ["c"], ["d"])
    mine = ask(together, ["one", "three", "x" * 70_000])

    assert await mine[0] == [3, 5, 70_000]
    await asyncio.gather(*crowd)
    assert any(texts[:2] == ["one", "three"] for texts in judge.asked)


@pytest.mark.parametrize("error", [ModelFailing("500"), RequestRejected("400")])
async def test_what_is_wrong_with_one_text_does_not_hit_the_others(
    judge: Judge, together: Together[int], error: ModelError
):
    judge.bad["bad"] = error
    first = ask(together, ["a"], ["b"], ["c"])
    rest = ask(together, ["good"], ["bad"], ["better"])
    await asyncio.sleep(0.02)
    judge.free.set()

    good, bad, better = await asyncio.gather(*rest, return_exceptions=True)
    await asyncio.gather(*first)
    assert (good, bad, better) == ([4], error, [6])


async def test_a_service_that_is_busy_is_not_asked_again_for_each(
    judge: Judge, together: Together[int]
):
    judge.bad["good"] = ModelBusy("429")
    first = ask(together, ["a"], ["b"], ["c"])
    rest = ask(together, ["good"], ["better"])
    await asyncio.sleep(0.02)
    judge.free.set()

    answers = await asyncio.gather(*rest, return_exceptions=True)
    await asyncio.gather(*first)
    assert all(isinstance(answer, ModelBusy) for answer in answers)
    assert len(judge.asked) == 4


async def test_whoever_gives_up_leaves_the_others_their_results(
    judge: Judge, together: Together[int]
):
    first = ask(together, ["a"], ["b"], ["c"])
    gone, stays = ask(together, ["gone"], ["stays"])
    await asyncio.sleep(0.02)
    gone.cancel()
    judge.free.set()

    assert await stays == [5]
    await asyncio.gather(*first)


async def test_closing_lets_nobody_wait_for_ever(judge: Judge, together: Together[int]):
    first = ask(together, ["a"], ["b"], ["c"])
    waiting = ask(together, ["d"], ["e"])
    await asyncio.sleep(0.02)

    await together.close()

    for task in waiting:
        with pytest.raises(asyncio.CancelledError):
            await task
    judge.free.set()
    await asyncio.gather(*first)

"""The double's moderation, as the official client sees it."""

import asyncio
import base64
import io
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI
from PIL import Image

from tests.doubles.openai import (
    Cut,
    Drop,
    Judged,
    OpenAIDouble,
    Page,
    Reset,
    Silence,
    Status,
    corrupt,
)


def _picture(colour: str) -> Any:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(file, "PNG")
    url = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}


async def test_a_text_gets_one_result_with_every_category(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.moderation.flag("bomb", category="illicit/violent", score=0.8)

    verdict = await client.moderations.create(input="How is a BOMB built?")

    (result,) = verdict.results
    assert result.flagged
    assert result.categories.illicit_violent
    assert not result.categories.hate
    assert result.category_scores.illicit_violent == 0.8
    assert result.category_applied_input_types.violence == ["text"]
    assert len(result.model_dump(by_alias=True)["category_scores"]) == 13


async def test_texts_get_a_result_each_in_their_order(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.moderation.flag("bad")

    verdict = await client.moderations.create(input=["good", "bad", "good"])

    assert [result.flagged for result in verdict.results] == [False, True, False]
    assert api.moderation.texts == ["good", "bad", "good"]


async def test_parts_get_one_result_for_all_of_them(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    parts = [{"type": "text", "text": "look"}, _picture("red"), {"type": "text", "text": "here"}]

    verdict = await client.moderations.create(input=parts)

    (result,) = verdict.results
    assert result.category_applied_input_types.violence == ["text", "image"]
    assert result.category_applied_input_types.hate == ["text"]
    assert api.moderation.texts == ["look\nhere"]
    assert api.moderation.asked[0].images[0].startswith(b"\x89PNG")


async def test_two_pictures_at_once_are_refused(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await client.moderations.create(input=[_picture("red"), _picture("blue")])

    assert caught.value.code == "too_many_images"


@pytest.mark.parametrize("judged", [[], None, 7, [{"type": "input_text", "text": "x"}]])
async def test_nothing_to_judge_is_refused(client: AsyncOpenAI, judged: Any) -> None:
    with pytest.raises(openai.BadRequestError):
        await client.moderations.create(input=judged)


async def test_an_unknown_moderation_model_is_not_found(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        await client.moderations.create(input="x", model="gpt-4o")


async def test_a_function_can_judge_and_may_wait(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    async def judge(judged: Judged) -> dict[str, float]:
        asked.set()
        await answer.wait()
        return {"hate": len(judged.text) / 10}

    api.moderation.judge = judge
    asking = asyncio.create_task(client.moderations.create(input="seven77"))
    await asked.wait()
    answer.set()

    assert (await asking).results[0].category_scores.hate == 0.7


async def test_a_verdict_is_held_until_the_gate_opens(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.moderation.gate = asyncio.Event()
    asking = asyncio.create_task(client.moderations.create(input="x"))
    await api.until(lambda record: bool(api.moderation.asked), requests=1, endpoint="moderations")
    assert not asking.done()

    api.moderation.gate.set()

    assert not (await asking).results[0].flagged


async def test_a_verdict_takes_as_long_as_said(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    api.moderation.delay = 0.05
    clock = asyncio.get_running_loop().time
    began = clock()

    await client.moderations.create(input="x")

    assert clock() - began >= 0.05


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Status(429, retry_after=1), openai.RateLimitError),
        (Status(500), openai.InternalServerError),
        (Reset(), openai.APIConnectionError),
        (Silence(), openai.APITimeoutError),
        (Drop(), openai.APIConnectionError),
        (Cut(), ValueError),
        (corrupt(), ValueError),
    ],
    ids=str,
)
async def test_moderation_can_fail_in_every_way(
    api: OpenAIDouble, client: AsyncOpenAI, fault: Any, error: type[Exception]
) -> None:
    api.fail(fault, on="moderations")

    with pytest.raises(error):
        await client.with_options(timeout=httpx2.Timeout(5, read=0.25)).moderations.create(
            input="x"
        )


async def test_a_page_comes_out_of_the_client_as_a_text(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.fail(Page(), on="moderations")

    verdict: Any = await client.moderations.create(input="x")

    assert isinstance(verdict, str)


async def test_a_category_that_does_not_exist_is_a_mistake_of_the_test(api: OpenAIDouble) -> None:
    with pytest.raises(ValueError, match="violence"):
        api.moderation.flag("x", category="violent")

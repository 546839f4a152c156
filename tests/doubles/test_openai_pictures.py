"""The stand-in's image endpoints, asked by the official client."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest

from tests.doubles.openai import Cut, Error, OpenAIDouble
from tests.pictures import opened, picture

MODEL = "gpt-image-2.6-flare"


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture(name="client")
async def _client(api: OpenAIDouble) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=api.base_url, api_key=api.key, max_retries=0) as client:
        yield client


def decoded(text: str | None) -> bytes:
    assert text is not None
    return base64.b64decode(text)


async def test_pictures_come_as_base64_with_their_tokens(client: Any) -> None:
    answer = await client.images.generate(
        model=MODEL, prompt="a red fox", n=2, size="1536x1024", output_format="webp", quality="low"
    )

    assert [opened(decoded(one.b64_json)).format for one in answer.data] == ["WEBP", "WEBP"]
    assert answer.usage.input_tokens_details.text_tokens == 3
    assert answer.usage.output_tokens == 600
    assert all(one.url is None for one in answer.data)


async def test_a_stream_has_its_sketches_and_then_the_picture(client: Any) -> None:
    stream = await client.images.generate(
        model=MODEL, prompt="a fox", stream=True, partial_images=2
    )

    events = [event async for event in stream]

    assert [event.type for event in events] == [
        "image_generation.partial_image",
        "image_generation.partial_image",
        "image_generation.completed",
    ]
    assert [event.partial_image_index for event in events[:2]] == [0, 1]
    assert events[-1].usage.output_tokens == 7_030 + 200
    assert len({event.b64_json for event in events}) == 3


async def test_an_edit_takes_pictures_and_a_mask(client: Any, api: OpenAIDouble) -> None:
    image, mask = picture(), picture(hole=True)

    answer = await client.images.edit(
        model=MODEL,
        prompt="night",
        image=[("a.png", image, "image/png"), ("b.jpg", picture(kind="JPEG"), "image/jpeg")],
        mask=("mask.png", mask, "image/png"),
    )

    (order,) = api.easel.orders
    assert order.images[0].data == image
    assert order.mask is not None
    assert order.mask.data == mask
    assert answer.usage.input_tokens_details.image_tokens == 2_048


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"model": "gpt-4o"}, "invalid_value"),
        ({"model": "gpt-image-9"}, "model_not_found"),
        ({"n": 11}, "invalid_value"),
        ({"size": "1000x1000"}, "invalid_value"),
        ({"size": "3840x1024"}, "invalid_value"),
        ({"quality": "hd"}, "invalid_value"),
        ({"response_format": "b64_json"}, "unknown_parameter"),
        ({"background": "transparent", "output_format": "jpeg"}, "invalid_value"),
        ({"partial_images": 2}, "unsupported_parameter"),
    ],
)
async def test_what_the_service_refuses_is_refused(
    client: Any, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(openai.APIStatusError) as refused:
        await client.images.generate(**({"model": MODEL, "prompt": "a fox"} | wrong))

    assert refused.value.code == code


@pytest.mark.parametrize(
    "files",
    [
        {"image": ("a.gif", picture(kind="GIF"), "image/gif")},
        {"image": ("a.png", b"no picture", "image/png")},
        {"image": ("a.png", picture(), "image/png"), "mask": ("m.png", picture(), "image/png")},
        {
            "image": ("a.png", picture(), "image/png"),
            "mask": ("m.png", picture(32, 32, hole=True), "image/png"),
        },
    ],
)
async def test_pictures_that_cannot_be_used_are_refused(client: Any, files: dict[str, Any]) -> None:
    with pytest.raises(openai.BadRequestError):
        await client.images.edit(model=MODEL, prompt="night", **files)


async def test_the_safety_system_says_so_in_its_code(client: Any, api: OpenAIDouble) -> None:
    api.easel.blocked = ("gore",)

    with pytest.raises(openai.BadRequestError) as refused:
        await client.images.generate(model=MODEL, prompt="gore everywhere")

    assert refused.value.code == "moderation_blocked"


async def test_a_stream_can_break_like_any_other(client: Any, api: OpenAIDouble) -> None:
    api.fail(Error(after=1), on="generations")
    api.fail(Cut(after=1), on="generations")

    failed = await client.images.generate(
        model=MODEL, prompt="a fox", stream=True, partial_images=2
    )
    with pytest.raises(openai.APIError):
        _ = [event async for event in failed]
    cut = await client.images.generate(model=MODEL, prompt="a fox", stream=True, partial_images=2)
    assert [event.type async for event in cut] == ["image_generation.partial_image"]

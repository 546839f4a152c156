"""What the double refuses, as the service refuses it."""

import base64
import io
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI
from PIL import Image

from tests.doubles.asking import stream, whole
from tests.doubles.openai import ModelSpec, OpenAIDouble
from tests.doubles.openai.question import Dialect

either = pytest.mark.parametrize("dialect", ["chat", "responses"])


def _png() -> str:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _picture(dialect: Dialect, url: str) -> dict[str, Any]:
    if dialect == "chat":
        part: dict[str, Any] = {"type": "image_url", "image_url": {"url": url}}
        return {"messages": [{"role": "user", "content": [part]}]}
    return {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": url}]}]}


@either
async def test_a_wrong_key_is_refused_and_not_shown(api: OpenAIDouble, dialect: Dialect) -> None:
    key = "sk-wrong-0123456789"
    async with AsyncOpenAI(base_url=api.base_url, api_key=key, max_retries=0) as client:
        error = (await stream(client, dialect)).error

    assert isinstance(error, openai.AuthenticationError)
    assert error.code == "invalid_api_key"
    assert key not in error.message


@either
async def test_an_unknown_model_is_not_found(client: AsyncOpenAI, dialect: Dialect) -> None:
    error = (await stream(client, dialect, model="gpt-99")).error

    assert isinstance(error, openai.NotFoundError)
    assert error.code == "model_not_found"


@pytest.mark.parametrize(
    ("dialect", "asked", "code"),
    [
        ("chat", {"messages": []}, "empty_array"),
        ("chat", {"messages": [{"role": "boss", "content": "x"}]}, "invalid_value"),
        ("chat", {"messages": [{"role": "user", "name": "A B", "content": "x"}]}, "invalid_value"),
        ("chat", {"messages": [{"role": "user", "content": None}]}, None),
        (
            "chat",
            {"messages": [{"role": "user", "content": [{"type": "input_text", "text": "x"}]}]},
            "invalid_value",
        ),
        ("chat", {"model": "gpt-6.2-sol", "max_tokens": 50}, "unsupported_parameter"),
        ("chat", {"model": "gpt-6.2-sol", "temperature": 0.5}, "unsupported_value"),
        ("chat", {"model": "gpt-6-luna", "temperature": 0.5}, "unsupported_value"),
        ("chat", {"model": "gpt-6.2-sol", "reasoning_effort": "none"}, "unsupported_value"),
        ("chat", {"model": "gpt-4o", "reasoning_effort": "low"}, "unsupported_parameter"),
        ("chat", {"temperature": 2.5}, "decimal_above_max_value"),
        ("chat", {"extra_body": {"top_k": 40}}, None),
        ("chat", {"stream": False, "stream_options": {"include_usage": True}}, None),
        ("chat", {"prompt_cache_key": "k" * 65}, "string_above_max_length"),
        ("responses", {"input": []}, "missing_required_parameter"),
        ("responses", {"max_output_tokens": 15}, "integer_below_min_value"),
        ("responses", {"extra_body": {"messages": []}}, "unknown_parameter"),
        ("responses", {"extra_body": {"stream_usage": True}}, "unknown_parameter"),
        ("responses", {"model": "gpt-6.2-sol", "temperature": 0.5}, "unsupported_value"),
        ("responses", {"safety_identifier": "k" * 129}, "string_above_max_length"),
        (
            "responses",
            {"input": [{"role": "user", "name": "Ann", "content": "x"}]},
            "unknown_parameter",
        ),
        (
            "responses",
            {"input": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]},
            "invalid_value",
        ),
        (
            "responses",
            {"input": [{"role": "assistant", "content": [{"type": "input_text", "text": "x"}]}]},
            "invalid_value",
        ),
    ],
)
async def test_a_request_that_is_not_in_order_is_refused_with_a_code(
    client: AsyncOpenAI, dialect: Dialect, asked: dict[str, Any], code: str | None
) -> None:
    error = (await stream(client, dialect, **asked)).error

    assert isinstance(error, openai.BadRequestError)
    assert error.code == code


@pytest.mark.parametrize(
    ("dialect", "asked"),
    [
        ("chat", {"model": "gpt-4o", "max_tokens": 50, "temperature": 0.2}),
        ("chat", {"model": "gpt-6.2-sol", "max_completion_tokens": 50, "temperature": 1}),
        ("chat", {"model": "gpt-6-luna", "reasoning_effort": "none", "temperature": 0.2}),
        ("chat", {"messages": [{"role": "developer", "content": "x"}]}),
        ("chat", {"messages": [{"role": "user", "name": "Ann", "content": "x"}]}),
        ("chat", {"prompt_cache_key": "k" * 64, "safety_identifier": "k" * 128}),
        ("responses", {"reasoning": {"effort": "low"}, "model": "gpt-6.2-sol"}),
        ("responses", {"instructions": "Be brief.", "max_output_tokens": 16}),
        (
            "responses",
            {"input": [{"role": "assistant", "content": [{"type": "output_text", "text": "x"}]}]},
        ),
    ],
)
async def test_a_request_that_is_in_order_is_answered(
    client: AsyncOpenAI, dialect: Dialect, asked: dict[str, Any]
) -> None:
    seen = await stream(client, dialect, **asked)

    assert seen.error is None
    assert seen.finish is not None


async def test_a_chat_prompt_that_is_too_long_is_a_bad_request(client: AsyncOpenAI) -> None:
    long = [{"role": "user", "content": "word " * 300}]

    error = (await stream(client, "chat", model="gpt-tiny", messages=long)).error

    assert isinstance(error, openai.BadRequestError)
    assert error.code == "context_length_exceeded"


async def test_a_responses_prompt_that_is_too_long_is_refused_inside_the_stream(
    client: AsyncOpenAI,
) -> None:
    asked = {"model": "gpt-tiny", "input": "word " * 300}

    streamed, at_once = (
        await stream(client, "responses", **asked),
        await whole(client, "responses", **asked),
    )

    assert type(streamed.error) is openai.APIError
    assert streamed.error.code == "context_length_exceeded"
    assert streamed.kinds() == ["response.created"]
    assert type(at_once.error) is openai.BadRequestError


@either
async def test_a_picture_arrives_decoded(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect
) -> None:
    seen = await stream(client, dialect, **_picture(dialect, _png()))

    assert seen.error is None
    question = api.record.last.question
    assert question is not None
    assert question.turns[-1].images[0].startswith(b"\x89PNG")


@either
@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.png",
        "data:image/png;base64,",
        "data:image/png;base64,not base64!",
        "data:image/png;base64,aGVsbG8=",
        "data:text/plain;base64,aGVsbG8=",
        _png()[:-24],
    ],
)
async def test_a_picture_that_is_none_is_refused(
    client: AsyncOpenAI, dialect: Dialect, url: str
) -> None:
    error = (await stream(client, dialect, **_picture(dialect, url))).error

    assert type(error) is openai.BadRequestError


@either
async def test_a_model_without_eyes_refuses_pictures(client: AsyncOpenAI, dialect: Dialect) -> None:
    seen = await stream(client, dialect, model="gpt-4-text", **_picture(dialect, _png()))

    assert type(seen.error) is openai.BadRequestError


async def test_a_picture_in_the_shape_of_the_other_dialect_is_refused(client: AsyncOpenAI) -> None:
    part = {"type": "image_url", "image_url": _png()}
    error = (await stream(client, "chat", messages=[{"role": "user", "content": [part]}])).error

    assert isinstance(error, openai.BadRequestError)
    assert error.code == "invalid_type"


async def test_models_are_listed_with_the_day_they_end(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.models.add(ModelSpec("gpt-soon-gone", shutdown="2026-12-11"))

    listed = {model.id: model.shutdown_date async for model in client.models.list()}

    assert listed["gpt-soon-gone"] == "2026-12-11"
    assert listed["gpt-6.2-sol"] is None
    assert (await client.models.retrieve("gpt-4o")).shutdown_date == "2027-01-14"
    with pytest.raises(openai.NotFoundError):
        await client.models.retrieve("gpt-99")


async def test_a_lenient_double_takes_any_key_and_any_model() -> None:
    async with (
        OpenAIDouble(lenient=True) as api,
        AsyncOpenAI(base_url=api.base_url, api_key="anything", max_retries=0) as client,
    ):
        seen = await stream(client, "chat", model="llama")

    assert seen.error is None


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/chat/completions", b"{not json", 400),
        ("POST", "/v1/chat/completions", b'{"model": "\xff"}', 400),
        ("POST", "/v1/chat/completions", b"[]", 400),
        ("POST", "/v1/chat/completion", b"{}", 404),
        ("GET", "/", b"", 404),
    ],
)
async def test_what_is_no_request_gets_the_error_shape(
    api: OpenAIDouble, method: str, path: str, body: bytes, status: int
) -> None:
    key = {"Authorization": f"Bearer {api.key}"}
    async with httpx2.AsyncClient() as http:
        url = api.base_url.removesuffix("/v1") + path
        response = await http.request(method, url, content=body, headers=key)

    assert response.status_code == status
    assert response.json()["error"].keys() == {"message", "type", "param", "code"}
    assert "x-request-id" in response.headers

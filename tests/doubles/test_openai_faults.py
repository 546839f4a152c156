"""What the official client sees of everything that can go wrong with an answer."""

import asyncio
import json
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI

from tests.doubles.asking import MODEL, stream, whole
from tests.doubles.openai import (
    Cut,
    Drop,
    Error,
    Failed,
    Json,
    OpenAIDouble,
    Page,
    Reply,
    Reset,
    Silence,
    Stall,
    Status,
    bad_utf8,
    corrupt,
    no_quota,
)
from tests.doubles.openai.errors import CREDIT, QUOTA
from tests.doubles.openai.question import Dialect

TEXT = "Hello world, déjà vu 🎉."
IMPATIENT = httpx2.Timeout(5, read=0.25)
either = pytest.mark.parametrize("dialect", ["chat", "responses"])


@either
@pytest.mark.parametrize(
    ("fault", "error", "text"),
    [
        pytest.param(Cut(), None, "Hello", id="cut: nobody raises"),
        pytest.param(Drop(), openai.APIConnectionError, "Hello", id="closed in the middle"),
        pytest.param(Drop(reset=True), openai.APIConnectionError, "Hello", id="reset there"),
        pytest.param(corrupt(), json.JSONDecodeError, "Hello", id="corrupt chunk"),
        pytest.param(bad_utf8(), UnicodeDecodeError, "Hello", id="not UTF-8"),
        pytest.param(Error(), openai.APIError, "Hello", id="error in the middle"),
        pytest.param(Stall(), openai.APITimeoutError, "", id="stall before the first token"),
        pytest.param(Stall(1), openai.APITimeoutError, "Hello", id="stall between tokens"),
        pytest.param(Silence(), openai.APITimeoutError, "", id="stall before headers"),
        pytest.param(Reset(), openai.APIConnectionError, "", id="reset before headers"),
        pytest.param(Reset(reset=False), openai.APIConnectionError, "", id="closed before"),
        pytest.param(Page(), None, "", id="a page with 200: nobody raises"),
        pytest.param(Page(404), openai.NotFoundError, "", id="a page with 404"),
        pytest.param(Json(), None, "", id="other JSON: nobody raises"),
    ],
)
async def test_a_fault_in_a_stream_ends_it_without_a_finish(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect, fault: Any, error: Any, text: str
) -> None:
    api.say(TEXT)
    api.fail(fault)

    seen = await stream(client.with_options(timeout=IMPATIENT), dialect)

    assert type(seen.error) is (error or type(None))
    assert seen.text == text
    assert seen.finish is None


@either
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param(Cut(), json.JSONDecodeError, id="cut"),
        pytest.param(Drop(), openai.APIConnectionError, id="closed in the middle"),
        pytest.param(corrupt(), json.JSONDecodeError, id="corrupt"),
        pytest.param(bad_utf8(), UnicodeDecodeError, id="not UTF-8"),
        pytest.param(Error(), openai.InternalServerError, id="error"),
        pytest.param(Stall(1), openai.APITimeoutError, id="stall"),
        pytest.param(Silence(), openai.APITimeoutError, id="stall before headers"),
        pytest.param(Page(), AttributeError, id="a page with 200: the client returns a str"),
        pytest.param(Json(), TypeError, id="other JSON: every field is None"),
    ],
)
async def test_a_fault_in_a_whole_answer_is_seen_by_the_client(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect, fault: Any, error: Any
) -> None:
    api.fail(fault)

    seen = await whole(client.with_options(timeout=IMPATIENT), dialect)

    assert type(seen.error) is error


@either
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (408, openai.APIStatusError),
        (409, openai.ConflictError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (502, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
async def test_a_status_is_seen_as_the_error_of_its_class(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect, status: int, error: type[Exception]
) -> None:
    api.fail(Status(status))

    seen = await stream(client, dialect)

    assert type(seen.error) is error
    assert isinstance(seen.error, openai.APIStatusError)
    assert seen.error.request_id == api.record.last.request_id


@pytest.mark.parametrize(
    ("shown", "header"),
    [("seconds", ("retry-after", "2")), ("ms", ("retry-after-ms", "2000")), ("date", None)],
)
async def test_a_status_can_say_when_to_come_back(
    api: OpenAIDouble, client: AsyncOpenAI, shown: Any, header: tuple[str, str] | None
) -> None:
    api.fail(Status(429, retry_after=2, retry_after_as=shown))

    error = (await stream(client, "chat")).error

    assert isinstance(error, openai.RateLimitError)
    assert error.code == "rate_limit_exceeded"
    if header is None:
        assert error.response.headers["retry-after"].endswith("GMT")
    else:
        assert error.response.headers[header[0]] == header[1]


@pytest.mark.parametrize("problem", [QUOTA, CREDIT])
async def test_an_exhausted_quota_is_a_429_told_apart_by_its_type(
    api: OpenAIDouble, client: AsyncOpenAI, problem: Any
) -> None:
    api.fail(no_quota(problem))

    error = (await stream(client, "chat")).error

    assert isinstance(error, openai.RateLimitError)
    assert (error.type, error.code) == ("insufficient_quota", problem.code)


async def test_a_flat_error_event_is_yielded_and_not_raised(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.fail(Error(nested=False))

    seen = await stream(client, "responses")

    assert seen.error is None
    assert seen.kinds()[-1] == "error"
    assert seen.events[-1].code == "server_error"


async def test_a_failed_response_is_an_event_and_not_raised(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.fail(Failed())

    seen = await stream(client, "responses")

    assert seen.error is None
    assert seen.finish == "failed"
    assert seen.events[-1].response.error.code == "server_error"


async def test_the_streaming_helper_raises_a_runtime_error_for_a_cut_stream(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.fail(Cut())

    with pytest.raises(RuntimeError, match=r"response\.completed"):
        async with client.responses.stream(model=MODEL, input="Hello?") as events:
            await events.get_final_response()


async def test_faults_strike_as_often_as_asked_and_where(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.fail(Status(500), on="responses", times=2)
    api.fail(Status(503), on="chat", times=None)

    responses = [(await stream(client, "responses")).finish for _ in range(3)]
    chat = [(await stream(client, "chat")).finish for _ in range(3)]

    assert responses == [None, None, "completed"]
    assert chat == [None, None, None]


async def test_a_fault_instead_of_an_answer_uses_up_no_reply(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.say("first", "second")
    api.fail(Status(500))
    api.fail(Cut(after=0))

    texts = [(await stream(client, "chat")).text for _ in range(3)]

    assert texts == ["", "", "second"]


async def test_nobody_listens_while_the_double_is_down(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    await stream(client, "chat")

    async with api.down():
        down = await stream(client, "chat")
    again = await stream(client, "chat")

    assert type(down.error) is openai.APIConnectionError
    assert again.error is None


async def test_stopping_drops_a_stream_that_is_held(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    api.say(Reply(["a", asyncio.Event(), "b"]))
    asking = asyncio.create_task(stream(client, "chat"))
    await api.until(lambda record: record.last.tokens == 1, requests=1)

    await api.stop()

    assert type((await asking).error) is openai.APIConnectionError
    assert api.record.last.outcome == "stopped"

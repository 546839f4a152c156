"""The real small model answers in OpenAI's wire format, in a process of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import openai
import pytest
import pytest_asyncio

from bot.errors import EmbeddedError
from bot.models.embedded.server import Endpoint, Server
from tests.bot.models.embedded.launching import launch

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUESTION = "What is the capital of France?"


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="server")
async def _server(small: Path) -> AsyncGenerator[Server, None]:
    server = Server(launch(small))
    yield server
    await server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="endpoint")
async def _endpoint(server: Server) -> Endpoint:
    return await server.start()


@pytest_asyncio.fixture(loop_scope="module", name="client")
async def _client(endpoint: Endpoint) -> AsyncGenerator[openai.AsyncOpenAI, None]:
    async with openai.AsyncOpenAI(
        base_url=endpoint.base_url, api_key=endpoint.api_key, max_retries=0
    ) as client:
        yield client


async def test_the_event_loop_goes_on_while_the_model_loads(small: Path) -> None:
    server = Server(launch(small))
    loading = asyncio.create_task(server.start())
    turns = 0
    while not loading.done():
        turns += 1
        await asyncio.sleep(0.001)
    await server.stop()

    # Loading takes half a second; were it in our process, the loop would not turn at all.
    assert turns > 50
    assert (await loading).base_url.startswith("http://127.0.0.1:")


async def test_it_answers_and_reports_what_it_used(client: openai.AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(
        model="smollm2-135m", messages=[{"role": "user", "content": QUESTION}]
    )

    assert "Paris" in (answer.choices[0].message.content or "")
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.prompt_tokens > 10
    assert answer.usage.completion_tokens > 3


async def test_it_streams_and_ends_with_the_usage(client: openai.AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(
        model="smollm2-135m",
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]

    words = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert len([word for word in words if word]) > 3
    assert chunks[-1].usage is not None
    assert "<|im_end|>" not in "".join(word or "" for word in words)


async def test_a_second_question_finds_the_first_one_read_already(
    client: openai.AsyncOpenAI,
) -> None:
    system = "You are a patient teacher of geography. " * 20
    asked = openai.types.chat.ChatCompletionUserMessageParam(role="user", content=QUESTION)
    said = await client.chat.completions.create(
        model="smollm2-135m",
        messages=[{"role": "system", "content": system}, asked],
        max_tokens=20,
    )
    again = await client.chat.completions.create(
        model="smollm2-135m",
        messages=[
            {"role": "system", "content": system},
            asked,
            {"role": "assistant", "content": said.choices[0].message.content or ""},
            {"role": "user", "content": "And of Spain?"},
        ],
        max_tokens=5,
    )

    assert said.usage is not None
    assert again.usage is not None
    assert again.usage.prompt_tokens_details is not None
    assert (again.usage.prompt_tokens_details.cached_tokens or 0) >= said.usage.prompt_tokens - 5


async def test_two_are_answered_side_by_side(client: openai.AsyncOpenAI) -> None:
    first, second = await asyncio.gather(
        *(
            client.chat.completions.create(
                model="smollm2-135m", messages=[{"role": "user", "content": QUESTION}], max_tokens=8
            )
            for _ in range(2)
        )
    )

    assert first.choices[0].message.content
    assert second.choices[0].message.content


async def test_a_stream_that_is_closed_frees_its_slot(client: openai.AsyncOpenAI) -> None:
    for _ in range(4):
        stream = await client.chat.completions.create(
            model="smollm2-135m",
            messages=[{"role": "user", "content": "Count from one to a thousand."}],
            stream=True,
        )
        await anext(aiter(stream))
        await stream.close()

    # Two slots for four streams: none of those that were closed may still have one.
    async with asyncio.timeout(60):
        await client.chat.completions.create(
            model="smollm2-135m", messages=[{"role": "user", "content": "Hi"}], max_tokens=3
        )


async def test_an_answer_that_nobody_bounds_ends_by_itself(client: openai.AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(
        model="smollm2-135m",
        messages=[{"role": "user", "content": "Repeat the letter a without end."}],
        extra_body={"ignore_eos": True},
    )

    assert answer.choices[0].finish_reason == "length"
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 48


async def test_a_wrong_key_is_refused(endpoint: Endpoint) -> None:
    async with openai.AsyncOpenAI(
        base_url=endpoint.base_url, api_key="guessed", max_retries=0
    ) as stranger:
        with pytest.raises(openai.AuthenticationError):
            await stranger.chat.completions.create(
                model="smollm2-135m", messages=[{"role": "user", "content": QUESTION}]
            )


async def test_the_key_is_not_shown(endpoint: Endpoint) -> None:
    assert endpoint.api_key not in repr(endpoint)
    assert len(endpoint.api_key) > 30


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's environment")
async def test_no_secret_of_ours_is_in_its_environment(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    server = Server(launch(small))
    await server.start()

    environ = Path(f"/proc/{server.process_id}/environ")
    environment = await asyncio.to_thread(environ.read_bytes)
    await server.stop()

    assert b"PATH=" in environment
    assert b"secret" not in environment


async def test_a_process_that_dies_comes_back_at_the_same_address(
    server: Server, endpoint: Endpoint, client: openai.AsyncOpenAI
) -> None:
    assert server.process_id is not None
    os.kill(server.process_id, 9)

    async with asyncio.timeout(30):
        while True:
            try:
                await client.models.list()
                break
            except (openai.APIConnectionError, openai.InternalServerError):
                await asyncio.sleep(0.05)

    assert server.running


async def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(1_000))
    server = Server(launch(broken))

    with pytest.raises(EmbeddedError, match=r"cannot load .*broken\.gguf"):
        await server.start()

    assert not server.running


async def test_a_model_that_takes_too_long_is_given_up(small: Path) -> None:
    server = Server(launch(small), patience=0.01)

    with pytest.raises(EmbeddedError, match="was not loaded within"):
        await server.start()

    assert server.process_id is None

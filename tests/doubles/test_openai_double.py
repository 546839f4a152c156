"""What the official client sees of an answer, and of what it must put up with."""

from typing import Any

import httpx2
import pytest
from openai import AsyncOpenAI

from tests.doubles.asking import MODEL, stream, whole
from tests.doubles.openai import (
    Noise,
    OpenAIDouble,
    Reply,
    Trickle,
    Usage,
    odd_chunk,
)
from tests.doubles.openai.question import Dialect

TEXT = "Hello world, déjà vu 🎉."
IMPATIENT = httpx2.Timeout(5, read=0.25)
either = pytest.mark.parametrize("dialect", ["chat", "responses"])


@either
async def test_a_stream_brings_text_finish_and_usage(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect
) -> None:
    api.say(Reply(TEXT, usage=Usage(11, 7, cached=5, reasoning=2)))

    seen = await stream(client, dialect)

    assert seen.error is None
    assert seen.text == TEXT
    assert seen.finish == {"chat": "stop", "responses": "completed"}[dialect]
    assert _counts(seen.usage) == (11, 5, 7, 2, 18)


@either
async def test_a_whole_answer_brings_text_finish_and_usage(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect
) -> None:
    api.say(Reply(TEXT, usage=Usage(11, 7, cached=5, reasoning=2)))

    seen = await whole(client, dialect)

    assert seen.error is None
    assert seen.text == TEXT
    assert seen.finish == {"chat": "stop", "responses": "completed"}[dialect]
    assert _counts(seen.usage) == (11, 5, 7, 2, 18)


async def test_a_chat_stream_is_role_tokens_finish_usage(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.say(Reply(["He", "llo"]))

    first, *tokens, finish, usage = (await stream(client, "chat")).events

    assert first.choices[0].delta.role == "assistant"
    assert [chunk.choices[0].delta.content for chunk in tokens] == ["He", "llo"]
    assert finish.choices[0].finish_reason == "stop"
    assert usage.choices == []
    assert usage.usage.completion_tokens == 2
    assert {chunk.id for chunk in (first, *tokens, finish, usage)} == {first.id}


async def test_a_chat_stream_reports_no_usage_unasked(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    seen = await stream(client, "chat", stream_options={})

    assert seen.usage is None
    assert all(chunk.choices for chunk in seen.events)


@pytest.mark.parametrize(("reasoning", "index"), [(0, 0), (30, 1)])
async def test_a_responses_stream_has_every_event_once_and_in_order(
    api: OpenAIDouble, client: AsyncOpenAI, reasoning: int, index: int
) -> None:
    api.say(Reply(["He", "llo"], reasoning=reasoning))

    seen = await stream(client, "responses")

    thought = ["response.output_item.added", "response.output_item.done"] if reasoning else []
    assert seen.kinds() == [
        "response.created",
        "response.in_progress",
        *thought,
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in seen.events] == list(range(len(seen.events)))
    assert {event.output_index for event in seen.events if hasattr(event, "item_id")} == {index}
    assert seen.events[-1].response.output_text == "Hello"


async def test_the_streaming_helper_of_the_client_puts_the_response_together(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.say(TEXT)

    async with client.responses.stream(model=MODEL, input="Hello?") as events:
        final = await events.get_final_response()

    assert final.output_text == TEXT


@pytest.mark.parametrize(
    ("dialect", "finish", "seen_as"),
    [
        ("chat", "length", "length"),
        ("chat", "content_filter", "content_filter"),
        ("responses", "length", "incomplete"),
        ("responses", "content_filter", "incomplete"),
    ],
)
async def test_an_answer_can_be_ended_by_length_or_filter(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect, finish: Any, seen_as: str
) -> None:
    api.say(Reply(TEXT, finish=finish), Reply(TEXT, finish=finish))

    streamed, at_once = await stream(client, dialect), await whole(client, dialect)

    assert [streamed.finish, at_once.finish] == [seen_as, seen_as]
    if dialect == "responses":
        reason = {"length": "max_output_tokens"}.get(finish, finish)
        assert streamed.events[-1].response.incomplete_details.reason == reason


@pytest.mark.parametrize(
    ("dialect", "limit"), [("chat", "max_completion_tokens"), ("responses", "max_output_tokens")]
)
async def test_the_limit_of_the_request_cuts_the_answer(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect, limit: str
) -> None:
    api.say(Reply(["x"] * 50), Reply(["x"] * 50, reasoning=20))

    cut = await stream(client, dialect, **{limit: 16})
    thought = await stream(client, dialect, **{limit: 16})

    assert cut.text == "x" * 16
    assert thought.text == ""
    assert cut.finish == {"chat": "length", "responses": "incomplete"}[dialect]


@either
@pytest.mark.parametrize(
    "oddities", [(Trickle(),), (Noise(),), (Trickle(3), Noise()), (odd_chunk(),)], ids=str
)
async def test_a_client_puts_up_with_oddities(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect, oddities: Any
) -> None:
    api.say(TEXT)
    api.fail(*oddities)

    seen = await stream(client, dialect)

    assert seen.error is None
    assert seen.text == TEXT
    assert seen.finish in {"stop", "completed"}


@either
async def test_chunks_are_padded_unless_the_request_says_no(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect
) -> None:
    bare = {"include_obfuscation": False}

    padded, plain = (
        await stream(client, dialect),
        await stream(client, dialect, stream_options=bare),
    )

    assert any("obfuscation" in event.model_dump_json() for event in padded.events)
    assert not any(getattr(event, "obfuscation", None) for event in plain.events)


def _counts(usage: Any) -> tuple[int, int, int, int, int]:
    if hasattr(usage, "input_tokens"):
        given, said = usage.input_tokens_details, usage.output_tokens_details
        counts = usage.input_tokens, usage.output_tokens
    else:
        given, said = usage.prompt_tokens_details, usage.completion_tokens_details
        counts = usage.prompt_tokens, usage.completion_tokens
    return counts[0], given.cached_tokens, counts[1], said.reasoning_tokens, usage.total_tokens

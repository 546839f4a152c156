"""How the double is scripted, how it keeps time, and what it remembers."""

import asyncio
import json
import re
import sys

import httpx2
import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai import AsyncOpenAI

from tests.doubles.asking import MODEL, Seen, stream, whole
from tests.doubles.openai import Drop, OpenAIDouble, Question, Reply, Stall, Status
from tests.doubles.openai.process import ROOT, running
from tests.doubles.openai.question import Dialect
from tests.doubles.openai.script import DEFAULT_TEXT, count, cut

either = pytest.mark.parametrize("dialect", ["chat", "responses"])


@given(st.text())
@settings(max_examples=50)
def test_a_text_that_is_cut_into_tokens_stays_whole(text: str) -> None:
    tokens = cut(text)

    assert "".join(tokens) == text
    assert count(text) == len(tokens)


def test_a_long_text_is_counted_by_its_beginning() -> None:
    assert abs(count("word " * 100_000) - len(cut("word " * 100_000))) < 10


async def test_unscripted_answers_are_always_the_same(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    texts = {(await stream(client, "chat")).text, (await whole(client, "responses")).text}

    assert texts == {DEFAULT_TEXT}


async def test_the_queue_comes_before_the_function(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    api.speak(lambda question: f"You said: {question.last}")
    api.say("from the queue")

    texts = [(await stream(client, "chat")).text for _ in range(2)]

    assert texts == ["from the queue", "You said: Hello?"]


async def test_a_function_sees_the_question_in_one_shape(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    questions: list[Question] = []

    async def speaker(question: Question) -> Reply:
        questions.append(question)
        return Reply("yes")

    api.speak(speaker)
    turns = [{"role": "developer", "content": "Rules."}, {"role": "user", "content": "Hi."}]
    await stream(client, "chat", messages=turns, max_completion_tokens=50)
    await stream(client, "responses", instructions="Rules.", input="Hi.", max_output_tokens=50)

    assert [question.dialect for question in questions] == ["chat", "responses"]
    for question in questions:
        assert (question.system, question.last, question.limit) == ("Rules.", "Hi.", 50)


async def test_an_error_in_a_function_of_the_test_comes_back_to_the_test() -> None:
    def speaker(question: Question) -> str:
        raise AssertionError("not this question")

    api = OpenAIDouble()
    api.speak(speaker)
    await api.start()
    async with AsyncOpenAI(base_url=api.base_url, api_key=api.key, max_retries=0) as client:
        seen = await stream(client, "chat")

    assert isinstance(seen.error, openai.InternalServerError)
    with pytest.raises(AssertionError, match="not this question"):
        await api.__aexit__(None, None, None)


@either
async def test_a_gate_holds_the_stream_at_its_place(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect
) -> None:
    gate = asyncio.Event()
    api.say(Reply(["a", "b", gate, "c"]))
    asking = asyncio.create_task(stream(client, dialect))

    await api.until(lambda record: record.last.tokens == 2, requests=1)
    assert api.record.open == 1
    gate.set()

    assert (await asking).text == "abc"
    await api.until(lambda record: record.open == 0)
    assert api.record.last.outcome == "answered"


async def test_a_gate_holds_a_whole_answer_too(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    gate = asyncio.Event()
    api.say(Reply(["a", gate, "b"]))
    asking = asyncio.create_task(whole(client, "chat"))
    await api.until(requests=1)
    assert not asking.done()

    gate.set()

    assert (await asking).text == "ab"


async def test_a_stall_can_be_over(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    over = asyncio.Event()
    api.say(Reply(["a", "b"]))
    api.fail(Stall(1, over))
    asking = asyncio.create_task(stream(client, "chat"))
    await api.until(lambda record: record.last.tokens == 1, requests=1)

    over.set()

    assert (await asking).text == "ab"


async def test_tokens_come_at_the_pace_of_the_script(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.say(Reply(["x"] * 11, first_delay=0.05, delay=0.01))
    clock = asyncio.get_running_loop().time
    began = clock()

    chunks = await client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "?"}], stream=True
    )
    times = [clock() - began async for chunk in chunks if chunk.choices[0].delta.content]

    assert len(times) == 11
    assert times[0] >= 0.05
    assert times[-1] >= 0.15


async def test_a_whole_answer_takes_as_long_as_a_stream(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.say(Reply(["x"] * 6, first_delay=0.02, delay=0.01))
    clock = asyncio.get_running_loop().time
    began = clock()

    await whole(client, "chat")

    assert clock() - began >= 0.07


@either
async def test_a_client_that_goes_away_is_seen_even_at_a_gate(
    api: OpenAIDouble, client: AsyncOpenAI, dialect: Dialect
) -> None:
    api.say(Reply(["a", asyncio.Event(), "b"]))
    asking = asyncio.create_task(stream(client, dialect))
    await api.until(lambda record: record.last.tokens == 1, requests=1)

    asking.cancel()
    await api.until(left=1)

    assert api.record.last.outcome == "left"
    assert api.record.open == 0


@pytest.mark.parametrize(
    ("fault", "outcome"), [(None, "answered"), (Status(500), "refused"), (Drop(), "broken")]
)
async def test_the_record_says_how_a_request_ended(
    api: OpenAIDouble, client: AsyncOpenAI, fault: Drop | Status | None, outcome: str
) -> None:
    if fault is not None:
        api.fail(fault)

    await stream(client, "chat")
    await api.until(lambda record: record.open == 0, requests=1)

    assert api.record.last.outcome == outcome


async def test_the_record_keeps_path_headers_body_and_time(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    await stream(client, "chat")
    await client.models.list()

    asked, listed = api.record.exchanges
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["authorization"] == f"Bearer {api.key}"
    assert asked.body["messages"] == [{"role": "user", "content": "Hello?"}]
    assert (asked.endpoint, listed.endpoint) == ("chat", "models")
    assert asked.at <= listed.at
    assert (api.record.requests(), api.record.requests("chat")) == (2, 1)


async def test_the_record_knows_how_many_were_open_at_once(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    gate = asyncio.Event()
    api.speak(lambda question: Reply(["a", gate]))
    asking = [asyncio.create_task(stream(client, "chat")) for _ in range(5)]
    await api.until(requests=5)

    gate.set()
    seen: list[Seen] = await asyncio.gather(*asking)

    assert api.record.most_open == 5
    assert all(each.text == "a" for each in seen)


async def test_waiting_in_vain_says_how_things_stand(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    await stream(client, "chat")

    with pytest.raises(TimeoutError, match=re.escape("{'chat': 1} requests")):
        await api.until(requests=2, seconds=0.01)


async def test_the_service_sends_its_usual_headers(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    raw = await client.chat.completions.with_raw_response.create(
        model=MODEL, messages=[{"role": "user", "content": "?"}]
    )

    assert raw.request_id == api.record.last.request_id
    assert raw.headers["x-ratelimit-remaining-tokens"] == "29500"
    assert raw.headers["x-ratelimit-reset-requests"] == "120ms"


async def test_the_double_serves_as_a_process_of_its_own() -> None:
    async with (
        running("--tokens", "3", "--text", "one two", "--flag", "bad", "--lenient") as base_url,
        AsyncOpenAI(base_url=base_url, api_key="any", max_retries=0) as client,
        httpx2.AsyncClient() as http,
    ):
        seen = await stream(client, "responses")
        verdict = await client.moderations.create(input="bad")
        counts = json.loads((await http.get(base_url.removesuffix("/v1") + "/record")).text)

    assert seen.text == "one twoone"
    assert verdict.results[0].flagged
    assert counts["requests"] == {"responses": 1, "moderations": 1}


async def test_the_process_ends_when_its_parent_is_gone() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.doubles.openai",
        "--with-stdin",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()

    process.stdin.close()

    assert await asyncio.wait_for(process.wait(), 10) == 0

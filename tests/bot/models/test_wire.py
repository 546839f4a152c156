"""Both dialects over real HTTP: what a stream becomes, and what every fault becomes."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from PIL import Image as Picture

from bot import errors
from bot.config import ModelCard
from bot.config.schema import Models, Retry
from bot.messages import Usage
from bot.models import Delta, Finish, FinishReason, Image, Request, Utterance
from bot.models.client import Client, Endpoint
from bot.models.router import Router
from tests.doubles import openai as double
from tests.doubles.openai.errors import CREDIT

NAME = "some-model"
ATTEMPTS = 3


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="dialect", params=["chat", "responses"])
def _dialect(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(name="router")
async def _router(api: double.OpenAIDouble, dialect: str) -> AsyncIterator[Router]:
    router = routed(api, dialect)
    yield router
    await router.close()


@pytest.fixture(name="png")
def _png() -> bytes:
    file = io.BytesIO()
    Picture.new("RGB", (1, 1)).save(file, "PNG")
    return file.getvalue()


def routed(api: double.OpenAIDouble, dialect: str, **changes: object) -> Router:
    config = Models(
        table={NAME: ModelCard(dialect=dialect, temperature=True, images=True)},
        retry=Retry(attempts=ATTEMPTS, first_delay=0.001, longest_delay=0.002, patience=5),
        first_token_seconds=10,
        between_tokens_seconds=10,
    ).model_copy(update=changes)
    client = Client(Endpoint(api.key, api.base_url), connect_seconds=2)
    return Router(config, client=client, local=None)


def request(text: str = "Hello?", **changes: object) -> Request:
    prompt = (Utterance("system", "Be brief."), Utterance("user", text))
    return Request(**{"model": NAME, "prompt": prompt, "max_output": 50, **changes})


async def answered(router: Router, asked: Request | None = None) -> tuple[str, Finish]:
    text, finish = "", None
    async with aclosing(router.stream(asked or request())) as pieces:
        async for piece in pieces:
            if isinstance(piece, Delta):
                assert finish is None
                text += piece.text
            else:
                finish = piece
    assert finish is not None
    return text, finish


async def failure(router: Router) -> tuple[str, errors.ModelError]:
    """The text that came before the error, and the error."""
    text = ""
    try:
        async with aclosing(router.stream(request())) as pieces:
            async for piece in pieces:
                text += piece.text if isinstance(piece, Delta) else ""
    except errors.ModelError as error:
        return text, error
    pytest.fail(f"no error, but the answer {text!r}")


async def test_a_stream_becomes_its_text_and_the_reported_usage(api, router):
    api.say(double.Reply("Canberra, of course.", usage=double.Usage(12, 7, cached=3, reasoning=2)))

    text, finish = await answered(router)

    assert text == "Canberra, of course."
    assert finish == Finish(FinishReason.STOP, Usage(12, 7, 3, 2), NAME)


async def test_nothing_is_kept_at_the_endpoint_and_limits_are_sent(api, router, dialect):
    await answered(router, request(temperature=0.3, person="hash", cache_key="place"))

    body = api.record.last.body
    assert body["temperature"] == 0.3
    if dialect == "responses":
        assert body["store"] is False
        assert body["max_output_tokens"] == 50
        assert (body["safety_identifier"], body["prompt_cache_key"]) == ("hash", "place")
    else:
        assert body["max_tokens"] == 50
        assert "store" not in body


async def test_temperature_is_left_out_where_the_model_takes_none(api, dialect):
    router = routed(api, dialect, table={NAME: ModelCard(dialect=dialect)})
    await answered(router, request(temperature=0.3))
    await router.close()

    assert "temperature" not in api.record.last.body


async def test_a_picture_reaches_the_model_as_data(api, router, png):
    image = Image("image/png", png, 1, 1)
    await answered(router, request(prompt=(Utterance("user", "What is it?", (image,)),)))

    assert api.record.last.question.turns[-1].images == (png,)


@pytest.mark.parametrize(
    ("finish", "reason"),
    [("length", FinishReason.LENGTH), ("content_filter", FinishReason.FILTERED)],
)
async def test_the_reason_why_a_model_stopped_is_told(api, router, finish, reason):
    api.say(double.Reply("Half an ans", finish=finish))
    assert (await answered(router))[1].reason is reason


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (double.Status(500), errors.ModelFailing, ATTEMPTS),
        (double.Status(503), errors.ModelFailing, ATTEMPTS),
        (double.Status(408), errors.ModelFailing, ATTEMPTS),
        (double.Status(429, retry_after=0), errors.ModelBusy, ATTEMPTS),
        (double.Reset(), errors.ModelUnreachable, ATTEMPTS),
        (double.no_quota(), errors.QuotaExhausted, 1),
        (double.no_quota(CREDIT), errors.QuotaExhausted, 1),
        (double.Json({"hello": "world"}), errors.NotAnEndpoint, 1),
        (double.Status(400), errors.RequestRejected, 1),
        (double.Status(401), errors.KeyRejected, 1),
        (double.Status(403), errors.KeyRejected, 1),
        (double.Status(404), errors.ModelUnknown, 1),
        (double.Page(), errors.NotAnEndpoint, 1),
        (double.Page(status=404), errors.NotAnEndpoint, 1),
    ],
    ids=repr,
)
async def test_each_fault_before_the_answer_has_its_error_and_number_of_requests(
    api, router, fault, error, requests
):
    api.fail(fault, times=None)

    _, raised = await failure(router)

    assert type(raised) is error
    assert api.record.requests() == requests
    assert raised.model == NAME
    assert raised.endpoint == api.base_url


@pytest.mark.parametrize(
    "fault",
    [
        double.Cut(after=3),
        double.Drop(after=3),
        double.corrupt(after=3),
        double.Error(after=3),
    ],
    ids=repr,
)
async def test_a_stream_that_breaks_in_the_middle_is_told_and_not_asked_for_again(
    api, router, fault
):
    api.say(double.Reply(["one ", "two ", "three ", "four"]))
    api.fail(fault)

    text, error = await failure(router)

    assert text == "one two three "
    assert type(error) is errors.StreamBroken
    assert api.record.requests() == 1


async def test_bytes_that_are_no_text_break_the_stream(api):
    router = routed(api, "chat")
    api.say(double.Reply(["one ", "two "]))
    api.fail(double.bad_utf8(after=1))

    text, error = await failure(router)
    await router.close()

    assert text == "one "
    assert type(error) is errors.StreamBroken


async def test_an_endpoint_that_says_nothing_is_asked_again_and_then_said_to_be_silent(
    api, dialect
):
    router = routed(api, dialect, first_token_seconds=0.2)
    api.fail(double.Silence(), times=None)

    _, error = await failure(router)
    await router.close()

    assert type(error) is errors.ModelSilent
    assert api.record.requests() == ATTEMPTS


async def test_a_stall_between_tokens_ends_when_its_time_is_up(api, dialect):
    router = routed(api, dialect, between_tokens_seconds=0.2)
    api.say(double.Reply(["one ", "two "]))
    api.fail(double.Stall(after=1))

    text, error = await failure(router)
    await router.close()

    assert text == "one "
    assert type(error) is errors.ModelSilent
    await api.until(left=1)


async def test_a_long_answer_is_never_cut_by_time_as_long_as_tokens_come(api, dialect):
    router = routed(api, dialect, first_token_seconds=1, between_tokens_seconds=0.5)
    api.say(double.Reply(["word "] * 45, delay=0.03))

    text, _ = await answered(router)
    await router.close()

    assert text == "word " * 45


async def test_thinking_may_take_longer_than_the_gap_between_tokens(api, dialect):
    router = routed(api, dialect, first_token_seconds=5, between_tokens_seconds=0.05)
    api.say(double.Reply("Done.", first_delay=0.2))

    text, _ = await answered(router)
    await router.close()

    assert text == "Done."


async def test_bytes_may_come_one_at_a_time_with_comments_between(api, router):
    api.say("Zürich 東京 🦊")
    api.fail(double.Trickle(size=1), double.Noise())

    assert (await answered(router))[0] == "Zürich 東京 🦊"


async def test_a_failure_that_passes_is_mended_by_trying_again(api, router):
    api.fail(double.Status(500), times=ATTEMPTS - 1)
    api.say("Here I am.")

    assert (await answered(router))[0] == "Here I am."
    assert api.record.requests() == ATTEMPTS


async def test_the_wait_that_the_endpoint_asks_for_is_kept(api, router):
    api.fail(double.Status(429, retry_after=0.2))

    await answered(router)

    first, second = api.record.exchanges
    assert second.at - first.at >= 0.2


async def test_a_wait_beyond_the_patience_is_not_begun(api, router):
    api.fail(double.Status(429, retry_after=60), times=None)

    async with asyncio.timeout(2):
        _, error = await failure(router)

    assert error.retry_after == 60
    assert api.record.requests() == 1


async def test_another_model_answers_when_the_first_one_cannot(api, dialect):
    router = routed(api, dialect, fallbacks=[NAME, "spare"])
    api.fail(double.Status(500), times=ATTEMPTS)
    api.say("Spare words.")

    text, finish = await answered(router)
    await router.close()

    assert text == "Spare words."
    assert finish.model == "spare"
    assert api.record.requests() == ATTEMPTS + 1


async def test_an_answer_without_end_is_cut_far_beyond_its_length(api, router):
    api.say(double.Reply(["word " * 100] * 1_000, delay=0.001))

    text, finish = await answered(router, request(max_output=50))

    assert len(text) == 50 * 32
    assert finish == Finish(FinishReason.LENGTH, None, NAME)
    await api.until(left=1)


async def test_hanging_up_reaches_the_endpoint(api, router):
    gate = asyncio.Event()
    api.say(double.Reply(["one ", gate, "two"]))

    async with aclosing(router.stream(request())) as pieces:
        assert await anext(pieces) == Delta("one ")

    await api.until(left=1)


async def test_without_a_key_a_model_elsewhere_is_said_to_need_one():
    router = Router(Models(), client=None, local=None)
    _, error = await failure(router)
    assert type(error) is errors.KeyRejected


def test_an_endpoint_is_named_without_the_secrets_in_its_address():
    address = "https://dana:hunter2@models.example:8443/v1?key=hunter3"
    assert Endpoint("key", address).name == "https://models.example:8443/v1"
    assert Endpoint("key").name == "OpenAI"

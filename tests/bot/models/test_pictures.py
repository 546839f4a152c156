"""Pictures over the wire: what is sent of an order, what comes back, and what goes wrong."""

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.config import ModelCard
from bot.config.schema import Models, Pictures, Prices
from bot.errors import (
    KeyRejected,
    ModelFailing,
    ModelUnknown,
    ModelUnreachable,
    NotOffered,
    SafetyRefused,
    StreamBroken,
)
from bot.ledger import Ledger
from bot.messages import Usage
from bot.models import Image
from bot.models import pictures as models
from bot.models.client import Client, Endpoint
from bot.models.drawing import Drawn, Order, Sketch, worst
from bot.models.sidebyside import side_by_side
from bot.models.sse import payloads
from tests.doubles.openai import Cut, Drop, Error, Json, OpenAIDouble, Reset, Status, Trickle
from tests.doubles.openai.pictures import BLOCKED
from tests.drawing import PAINTER, SKILLS, with_painter
from tests.pictures import opened, picture

FOX = Order(PAINTER, "a fox", quality="low")


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture(name="drawer")
async def _drawer(api: OpenAIDouble) -> AsyncIterator[models.Pictures]:
    client = Client(Endpoint(api.key, api.base_url), connect_seconds=2)
    yield models.Pictures(configured(), client)
    await client.close()


def configured(**changes: Any) -> Models:
    retry = {"attempts": 2, "first_delay": 0.001, "longest_delay": 0.01}
    return Models.model_validate({"retry": retry, **with_painter(), **changes})


async def drawn(drawer: models.Pictures, order: Order) -> list[Sketch | Drawn]:
    return [piece async for piece in drawer.draw(order)]


async def test_a_whole_answer_has_its_pictures_and_what_they_took(drawer):
    (piece,) = await drawn(drawer, Order(PAINTER, "two red foxes", count=2, quality="low"))

    assert isinstance(piece, Drawn)
    assert [opened(data).size for data in piece.pictures] == [(32, 32)] * 2
    assert piece.usage == Usage(input=3, output=400, images=2)


async def test_sketches_come_before_the_picture_where_they_are_wanted(drawer, api):
    pieces = await drawn(drawer, Order(PAINTER, "a fox", quality="low", sketches=3))

    assert [type(piece) for piece in pieces] == [Sketch, Sketch, Sketch, Drawn]
    assert pieces[-1].usage.output == 500
    assert api.record.last.body["partial_images"] == 3


async def test_an_edit_sends_its_pictures_as_files_and_streams_as_well(drawer, api):
    images = (
        Image("image/png", picture(), 64, 48),
        Image("image/jpeg", picture(kind="JPEG"), 64, 48),
    )
    order = Order(PAINTER, "night", images=images, mask=picture(hole=True), sketches=1)

    pieces = await drawn(drawer, order)

    (asked,) = api.easel.orders
    assert [upload.media_type for upload in asked.images] == ["image/png", "image/jpeg"]
    assert [upload.data for upload in asked.images] == [image.data for image in images]
    assert [type(piece) for piece in pieces] == [Sketch, Drawn]
    assert pieces[-1].usage.image_input == 2_048


async def test_only_what_was_chosen_is_sent(drawer, api):
    await drawn(drawer, Order(PAINTER, "a fox"))
    assert set(api.record.last.body) == {"model", "prompt", "n"}

    await drawn(drawer, Order(PAINTER, "a fox", size="1536x1024", format="webp", person="abc"))
    assert set(api.record.last.body) == {
        *("model", "prompt", "n", "size", "output_format", "safety_identifier")
    }


async def test_an_older_server_is_asked_for_base64(api):
    client = Client(Endpoint(api.key, api.base_url), connect_seconds=2)
    drawer = models.Pictures(configured(), client)
    answer = {"data": [{"b64_json": base64.b64encode(picture()).decode()}]}
    api.fail(Json(answer), on="generations")

    (piece,) = await drawn(drawer, Order("stable-diffusion", "a fox", person="abc"))

    assert piece == Drawn((picture(),), None)
    assert api.record.last.body["response_format"] == "b64_json"
    assert "safety_identifier" not in api.record.last.body
    await client.close()


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (Status(400, problem=BLOCKED), SafetyRefused, 1),
        (Status(500), ModelFailing, 2),
        (Status(401), KeyRejected, 1),
        (Status(404), ModelUnknown, 1),
        (Status(405), NotOffered, 1),
        (Json({"data": []}), NotOffered, 1),
        (Json({"data": [{"url": "https://x.example/a.png"}]}), NotOffered, 1),
        (Json({"data": [{"b64_json": "no base64!"}]}), NotOffered, 1),
        (Reset(), ModelUnreachable, 2),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
async def test_every_fault_is_an_error_of_the_cores(drawer, api, fault, error, requests):
    api.fail(fault, on="generations", times=None)

    with pytest.raises(error) as raised:
        await drawn(drawer, FOX)

    assert type(raised.value) is error
    assert raised.value.model == PAINTER
    assert api.record.requests("generations") == requests


@pytest.mark.parametrize("fault", [Cut(after=1), Drop(after=1), Error(after=1)])
async def test_a_stream_that_breaks_off_is_not_taken_for_a_picture(drawer, api, fault):
    api.fail(fault, on="generations", times=None)
    seen = []

    async def look() -> None:
        async for piece in drawer.draw(Order(PAINTER, "a fox", sketches=2)):
            seen.append(piece)  # noqa: PERF401 - what came before the error counts

    with pytest.raises((StreamBroken, ModelUnreachable)):
        await look()

    assert [type(piece) for piece in seen] == [Sketch]


async def test_the_safety_system_may_refuse_in_the_middle(drawer, api):
    api.fail(Error(after=1, problem=BLOCKED), on="generations", times=None)

    with pytest.raises(SafetyRefused):
        await drawn(drawer, Order(PAINTER, "a fox", sketches=2))


async def test_a_picture_that_trickles_in_is_put_together(drawer, api):
    api.fail(Trickle(size=700), on="generations")

    pieces = await drawn(drawer, Order(PAINTER, "a fox", sketches=1))

    assert opened(pieces[-1].pictures[0]).size == (32, 32)


async def test_a_server_that_cannot_stream_is_understood_all_the_same(drawer, api):
    answer = {"created": 1, "data": [{"b64_json": base64.b64encode(picture()).decode()}]}
    api.fail(Json(answer), on="generations")

    assert await drawn(drawer, Order(PAINTER, "a fox", sketches=2)) == [Drawn((picture(),), None)]
    assert api.record.requests("generations") == 1


async def test_no_more_pictures_are_taken_than_were_ordered(drawer, api):
    one = {"b64_json": base64.b64encode(picture()).decode()}
    api.fail(Json({"data": [one, one, one]}), on="generations")

    (piece,) = await drawn(drawer, Order(PAINTER, "a fox", count=2))

    assert len(piece.pictures) == 2


async def test_leaving_hangs_up_on_the_requests_under_way(drawer, api):
    api.easel.delay = 30
    coming = drawer.draw(Order(PAINTER, "a fox", count=2))
    first = coming.__anext__()
    waiting = asyncio.ensure_future(first)
    await api.until(requests=1, endpoint="generations")
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await coming.aclose()

    await api.until(left=1)


async def test_a_long_line_comes_through_in_time_that_grows_with_its_length():
    long = b"x" * 30_000_000

    async def chunks() -> AsyncIterator[bytes]:
        yield b"data: "
        for begin in range(0, len(long), 65_536):
            yield long[begin : begin + 65_536]
        yield b"\n\ndata: [DONE]\n\n"

    (payload,) = [
        one async for together in payloads(chunks(), longest_line=40_000_000) for one in together
    ]

    assert payload == long


async def test_a_line_beyond_the_bound_breaks_the_stream():
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b"data: " + b"x" * 65_536

    with pytest.raises(StreamBroken, match="without end"):
        _ = [one async for one in payloads(chunks(), longest_line=1_000_000)]


async def test_a_stream_that_fails_lets_the_others_end():
    async def good(name: str) -> AsyncIterator[str]:
        for number in range(2):
            yield f"{name}{number}"

    async def bad() -> AsyncIterator[str]:
        raise ModelFailing("bad")
        yield ""

    seen = []

    async def look() -> None:
        async for piece in side_by_side([bad(), good("a"), good("b")], most=1):
            seen.append(piece)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(ModelFailing):
        await look()

    assert seen == ["a0", "a1", "b0", "b1"]


@pytest.mark.parametrize(
    ("order", "tokens"),
    [
        (Order(PAINTER, "x", size="1024x1024", quality="low"), 200),
        (Order(PAINTER, "x", size="2048x1024", quality="low", count=3), 1_200),
        (Order(PAINTER, "x", size="1024x1024", quality="low", sketches=2), 400),
        (Order(PAINTER, "x", size="1024x1024"), 7_030),
        # The model may choose the largest of its usual sizes.
        (Order(PAINTER, "x"), 10_545),
    ],
)
def test_the_most_that_an_order_may_take_is_known_before(order, tokens):
    assert worst(order, Pictures(**SKILLS)).output == tokens
    assert worst(order, Pictures(**SKILLS)).images == order.count


def test_pictures_cost_by_their_tokens_or_each():
    prices = Prices(input=5, cached=1.25, output=30, image_input=8)
    each = Prices(input=0, output=0, image=0.04)
    ledger = Ledger({"tokens": ModelCard(prices=prices), "each": ModelCard(prices=each)}, None)
    usage = Usage(input=3_000_000, output=1_000_000, images=2, image_input=2_000_000)

    assert ledger.cost("tokens", usage) == pytest.approx(5 + 2 * 8 + 30)
    assert ledger.cost("each", usage) == pytest.approx(0.08)

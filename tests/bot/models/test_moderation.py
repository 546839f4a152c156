"""The moderation model over real HTTP: what nobody judged never counts as harmless."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image as Picture

from bot.config.schema import Moderation, Retry
from bot.errors import ModelError, NotAnEndpoint
from bot.models import Image
from bot.models.client import Client, Endpoint
from bot.models.moderation import OpenAIModerator
from bot.screening import Words
from tests.doubles import openai as double

LONG = "All is well here. " * 1_000
HARMLESS = {"flagged": False, "categories": {"violence": False}, "category_scores": {}}


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble() as api:
        yield api


@pytest.fixture(name="moderator")
async def _moderator(api: double.OpenAIDouble) -> AsyncIterator[OpenAIModerator]:
    client = Client(Endpoint(api.key, api.base_url), connect_seconds=2)
    yield OpenAIModerator(client, Moderation(retry=Retry(attempts=1)))
    await client.close()


async def test_the_worst_of_all_pieces_and_pictures_counts(api, moderator):
    api.moderation.flag("bomb", category="violence", score=0.9)
    file = io.BytesIO()
    Picture.new("RGB", (1, 1)).save(file, "PNG")
    picture = Image("image/png", file.getvalue(), 1, 1)

    found = await moderator.scores(Words((f"{LONG} bomb", "Hello."), (picture,)))

    assert found.flags["violence"]
    assert found.scores["violence"] == 0.9
    assert api.record.requests("moderations") == 2


@pytest.mark.parametrize("result", [{}, {"something": "else"}, {"categories": {}}])
async def test_a_result_that_says_nothing_is_no_verdict(api, moderator, result: dict[str, Any]):
    api.fail(double.Json({"results": [result]}), on="moderations")

    with pytest.raises(NotAnEndpoint):
        await moderator.scores(Words(("Hello.",)))


async def test_a_piece_without_a_result_of_its_own_is_not_judged(api, moderator):
    api.fail(double.Json({"results": [HARMLESS]}), on="moderations")

    with pytest.raises(NotAnEndpoint):
        await moderator.scores(Words((LONG,)))


async def test_a_service_that_only_flags_is_enough(api, moderator):
    api.fail(double.Json({"results": [{"flagged": True}]}), on="moderations")

    found = await moderator.scores(Words(("Hello.",)))

    assert found.flags == {"flagged": True}


@pytest.mark.parametrize("body", [None, [], {"results": None}, {"results": []}, {"error": {}}])
async def test_an_answer_of_another_shape_is_no_verdict(api, moderator, body: Any):
    api.fail(double.Json(body), on="moderations")

    with pytest.raises(ModelError):
        await moderator.scores(Words(("Hello.",)))

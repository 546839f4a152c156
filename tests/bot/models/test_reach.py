import pytest

from bot import errors
from bot.models.client import Endpoint
from bot.models.reach import check_endpoint
from tests.doubles.openai import Json, OpenAIDouble, Page, Stall, Status


async def test_an_endpoint_is_asked_once_for_its_models():
    async with OpenAIDouble() as api:
        names = await check_endpoint(Endpoint(api.key, api.base_url), seconds=5)

        assert "gpt-6-luna" in names
        assert api.record.requests() == 1


async def test_a_wrong_key_is_rejected():
    async with OpenAIDouble() as api:
        with pytest.raises(errors.KeyRejected):
            await check_endpoint(Endpoint("sk-wrong", api.base_url), seconds=5)


@pytest.mark.parametrize("fault", [Page(), Json({"hello": "world"}), Json([1, 2])])
async def test_what_lists_no_models_is_no_endpoint(fault: Page | Json):
    async with OpenAIDouble() as api:
        api.fail(fault, on="models")

        with pytest.raises(errors.NotAnEndpoint) as caught:
            await check_endpoint(Endpoint(api.key, api.base_url), seconds=5)

    assert caught.value.endpoint == api.base_url


async def test_nothing_is_tried_twice():
    async with OpenAIDouble() as api:
        api.fail(Status(500), on="models", times=None)

        with pytest.raises(errors.ModelFailing):
            await check_endpoint(Endpoint(api.key, api.base_url), seconds=5)

        assert api.record.requests() == 1


async def test_an_address_where_nobody_listens_is_unreachable():
    async with OpenAIDouble() as api, api.down():
        with pytest.raises(errors.ModelUnreachable):
            await check_endpoint(Endpoint(api.key, api.base_url), seconds=5)


async def test_an_endpoint_that_says_nothing_is_not_waited_for_long():
    async with OpenAIDouble() as api:
        api.fail(Stall(), on="models")

        with pytest.raises(errors.ModelSilent):
            await check_endpoint(Endpoint(api.key, api.base_url), seconds=0.2)

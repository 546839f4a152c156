"""The double of the OpenAI API and the official client against it."""

from collections.abc import AsyncIterator

import pytest
from openai import AsyncOpenAI, DefaultAsyncHttpx2Client

from tests.doubles.openai import OpenAIDouble


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture(name="client")
async def _client(api: OpenAIDouble) -> AsyncIterator[AsyncOpenAI]:
    # Loopback has no certificates, and reading the trust store takes longer than most tests.
    http = DefaultAsyncHttpx2Client(verify=False)
    async with AsyncOpenAI(
        base_url=api.base_url, api_key=api.key, max_retries=0, http_client=http
    ) as client:
        yield client

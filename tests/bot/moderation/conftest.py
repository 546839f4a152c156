"""The stand-in for the API, fresh for every test."""

from collections.abc import AsyncIterator

import pytest

from tests.doubles.openai import OpenAIDouble


@pytest.fixture
async def api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as double:
        yield double

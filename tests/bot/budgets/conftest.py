from collections.abc import AsyncIterator

import pytest

from tests.bot.budgets.till import Till, opened


@pytest.fixture(name="till")
async def _till() -> AsyncIterator[Till]:
    async with opened() as till:
        yield till

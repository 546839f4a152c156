from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.bot.folding.talk import Talk
from tests.fakes.conversations import FakeConversations


@pytest.fixture(name="talking")
async def _talking() -> AsyncIterator[Callable[..., Talk]]:
    talks: list[Talk] = []

    def begin(store: FakeConversations | None = None, **folder: Any) -> Talk:
        talks.append(Talk(store or FakeConversations(), **folder))
        return talks[-1]

    yield begin
    for talk in talks:
        await talk.folder.close()

"""Every command on Slack, as Alice uses it and sees its answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.adapters.cases import (
    BROKEN,
    BUDGET,
    CLOSED,
    DEAR,
    FORBIDDEN,
    FOUR,
    INCOMING,
    LARGE,
    OUTGOING,
    PLAIN,
    SMALL,
    TEXTS,
    WRONG,
)
from tests.adapters.dialogue import Case, held, ordered
from tests.adapters.slack.door import SlackDoor, slack_door
from tests.doubles.openai import OpenAIDouble

pytestmark = pytest.mark.asyncio(loop_scope="module")
_EITHER = pytest.mark.parametrize("door", ["slash", "thread"], indirect=True)
_SLASH = pytest.mark.parametrize("door", ["slash"], indirect=True)


@pytest_asyncio.fixture(
    name="door",
    scope="module",
    loop_scope="module",
)
async def _door(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[SlackDoor]:
    folder: Path = tmp_path_factory.mktemp("slack")
    async with (
        OpenAIDouble(lenient=True) as api,
        slack_door(api, folder, threads=request.param == "thread") as door,
    ):
        door.api.moderation.flag(FORBIDDEN)
        yield door


def _title(case: Case) -> str:
    return case.title


@_EITHER
@pytest.mark.parametrize("case", [*TEXTS, *FOUR, *SMALL, *PLAIN], ids=_title)
async def test_it_does_what_it_is_asked_for(door: SlackDoor, case: Case) -> None:
    await held(door, case)


@_SLASH
@pytest.mark.parametrize("case", [*WRONG, *LARGE, *BROKEN], ids=_title)
async def test_a_file_that_cannot_be_used_is_a_sentence(door: SlackDoor, case: Case) -> None:
    await held(door, case)


@_SLASH
@pytest.mark.parametrize("case", CLOSED, ids=_title)
async def test_what_is_for_admins_is_a_sentence_for_others(door: SlackDoor, case: Case) -> None:
    await held(door, case)


@_SLASH
@pytest.mark.parametrize("case", [*INCOMING, *OUTGOING], ids=_title)
async def test_what_is_forbidden_is_a_sentence(door: SlackDoor, case: Case) -> None:
    await held(door, case)


@_SLASH
async def test_who_has_no_budget_left_is_told_so(door: SlackDoor) -> None:
    await door.enter()
    await ordered(door, BUDGET)
    try:
        for case in DEAR:
            await held(door, case)
    finally:
        await door.enter()
        await ordered(door, "/settings budget reset server")

"""Every command on Slack, as Alice uses it and sees its answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.adapters.cases import FOUR, SMALL, TEXTS
from tests.adapters.dialogue import Case, held
from tests.adapters.slack.door import SlackDoor, slack_door
from tests.doubles.openai import OpenAIDouble

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(
    name="door", scope="module", loop_scope="module", params=[False, True], ids=["slash", "thread"]
)
async def _door(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[SlackDoor]:
    folder: Path = tmp_path_factory.mktemp("slack")
    async with (
        OpenAIDouble(lenient=True) as api,
        slack_door(api, folder, threads=request.param) as door,
    ):
        yield door


@pytest.mark.parametrize("case", [*TEXTS, *FOUR, *SMALL], ids=lambda case: case.title)
async def test_a_command_is_held(door: SlackDoor, case: Case) -> None:
    await held(door, case)

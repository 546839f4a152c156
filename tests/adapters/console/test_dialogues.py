"""Every command in the terminal, as Alice uses it and sees its answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.adapters.cases import FOUR, SMALL, TEXTS
from tests.adapters.console.door import ConsoleDoor, console_door
from tests.adapters.dialogue import Case, held
from tests.doubles.openai import OpenAIDouble

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(name="door", scope="module", loop_scope="module")
async def _door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ConsoleDoor]:
    folder: Path = tmp_path_factory.mktemp("console")
    async with OpenAIDouble(lenient=True) as api, console_door(api, folder) as door:
        yield door


@pytest.mark.parametrize("case", [*TEXTS, *FOUR, *SMALL], ids=lambda case: case.title)
async def test_a_command_is_held(door: ConsoleDoor, case: Case) -> None:
    await held(door, case)

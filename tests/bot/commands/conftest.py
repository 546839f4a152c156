from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.commands.stage import Stage, staged


@pytest.fixture(name="stage")
async def _stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        yield stage

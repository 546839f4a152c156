"""What admins and others do on Discord, and what they may not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.config import ModelCard
from tests.adapters.discord.hall import DiscordHall, discord_hall
from tests.adapters.scenes import HORRIBLE, SCENES, Scene, played
from tests.doubles.openai import OpenAIDouble

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(name="hall", scope="module", loop_scope="module")
async def _hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DiscordHall]:
    soon = (datetime.now(UTC) + timedelta(days=30)).date()
    table = {"chatty": ModelCard(temperature=True), "ending": ModelCard(shutdown=soon)}
    async with (
        OpenAIDouble(lenient=True) as api,
        discord_hall(api, tmp_path_factory.mktemp("discord"), models={"table": table}) as hall,
    ):
        api.moderation.flag(HORRIBLE, category="harassment", score=0.91)
        yield hall


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_it_comes_as_it_must(hall: DiscordHall, scene: Scene) -> None:
    await played(hall, scene)

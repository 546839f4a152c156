"""What admins and others do on Slack, and what they may not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.config import ModelCard
from tests.adapters.scenes import HORRIBLE, SCENES, Scene, played
from tests.adapters.slack.hall import SlackHall, slack_hall
from tests.doubles.openai import OpenAIDouble

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(name="hall", scope="module", loop_scope="module")
async def _hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackHall]:
    soon = (datetime.now(UTC) + timedelta(days=30)).date()
    table = {"chatty": ModelCard(temperature=True), "ending": ModelCard(shutdown=soon)}
    async with (
        OpenAIDouble(lenient=True) as api,
        slack_hall(api, tmp_path_factory.mktemp("slack"), models={"table": table}) as hall,
    ):
        api.moderation.flag(HORRIBLE, category="harassment", score=0.91)
        yield hall


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_it_comes_as_it_must(hall: SlackHall, scene: Scene) -> None:
    await played(hall, scene)


async def test_what_slack_has_not_is_said(hall: SlackHall) -> None:
    await hall.enter()
    boss = await hall.somebody(admin=True)
    for view in ("automod", "share"):
        told = await hall.answers(boss, f"/moderation {view}")
        assert "This platform has no moderation of its own" in told

"""What admins and others do on Slack, and what they may not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import ModelCard
from bot.store import State
from tests.adapters.scenes import HORRIBLE, SCENES, Scene, played
from tests.adapters.slack.hall import SlackHall, slack_hall
from tests.adapters.slack.test_choices import labels
from tests.adapters.slack.test_many import installed, many
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Person, SlackDouble
from tests.doubles.slack.choosing import elements, find

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


async def test_an_admin_of_another_workspace_decides_nothing_here(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with (
        SlackDouble() as slack,
        OpenAIDouble(lenient=True) as api,
        many(slack, api, tmp_path, unused_tcp_port) as (bot, pages),
    ):
        api.moderation.flag(HORRIBLE, category="harassment", score=0.91)
        boss, sam = slack.user("Boss", admin=True), slack.user("Sam")
        elsewhere = slack.add_workspace("Elsewhere")
        stranger = slack.user("Stranger", admin=True, workspace=elsewhere)
        for person in (boss, stranger):
            await installed(slack, pages, person)
        general, desk = slack.channel("general", boss, sam), slack.channel("desk", boss)
        theirs = slack.channel("general", stranger, workspace=elsewhere)
        for line in (f"desk_channel <#{desk.id}|desk>", "server auto_moderation on"):
            await boss.slash("/settings", line, general)
        await slack.until(lambda: "`auto_moderation` is now on" in _read(general, boss))
        await sam.says(general, f"you are {HORRIBLE}")
        await slack.until(lambda: any("Approve" in labels(one) for one in desk.messages))
        item = next(one for one in desk.messages if "Approve" in labels(one))

        await stranger.slash("/usage", "", theirs)
        await stranger.slash("/settings", "", theirs)
        await slack.until(lambda: any(labels(one) for one in theirs.seen_by(stranger.user)))
        own = next(one for one in theirs.seen_by(stranger.user) if labels(one))
        # They press the button of the desk that is not theirs, below a message that is.
        _, real = find(item.shown.blocks, "Approve")
        forged = next(one for _, one in elements(own.shown.blocks) if one["type"] == "button")
        forged |= {"action_id": real["action_id"], "value": real["value"]}
        await stranger.presses(own, labels(own)[0])

        await slack.until(lambda: "too old to do anything" in _read(theirs, stranger))
        flag = await bot._parts.store.flags.get(1)
        assert flag is not None
        assert (flag.place.server, flag.state) == (slack.workspace.id, State.OPEN)
        assert "Approve" in labels(item)


def _read(channel: Channel, person: Person) -> str:
    return "\n".join(one.content for one in channel.seen_by(person.user))

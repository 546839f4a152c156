"""What admins and others do on Discord, and what they may not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.config import ModelCard
from tests.adapters.discord.conftest import buttons
from tests.adapters.discord.hall import DiscordHall, discord_hall
from tests.adapters.scenes import HORRIBLE, SCENES, Scene, played
from tests.doubles.discord import Message, Permission
from tests.doubles.openai import OpenAIDouble, Reply, Usage

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


async def test_a_role_has_a_budget_of_its_own(hall: DiscordHall) -> None:
    await hall.enter()
    guests = hall.stage.server.role("Guests")
    boss, guest, sam = [await hall.somebody(admin=admin) for admin in (True, False, False)]
    hall.stage.server.gives(guest, guests)
    lines = f"100000 tokens a day for each person, 1000 tokens a day for role {guests.id}"
    assert "2 entries" in await hall.answers(boss, f"/settings server budget {lines}")
    for who in (guest, sam):
        hall.api.say(Reply("Yes.", usage=Usage(900, 100)))
        await hall.say(who, "Is it so?")
        await hall.shows(who, "Yes.", times=1 if who is guest else 2)
    await hall.say(guest, "And now?")
    await hall.shows(guest, "You have used your 1,000 tokens of today")
    hall.api.say(Reply("Still.", usage=Usage(900, 100)))
    await hall.say(sam, "And now?")
    await hall.shows(sam, "Still.")
    await hall.answers(boss, "/settings server budget none")


async def test_automod_is_listed_and_shared_with_by_admins_alone(hall: DiscordHall) -> None:
    await hall.enter()
    boss, sam = await hall.somebody(admin=True), await hall.somebody()
    rules = hall.stage.server.guild.automod
    for view in ("automod", "share"):
        assert "You may not do this here" in await hall.answers(sam, f"/moderation {view}")
    await hall.answers(boss, "/settings server blocked_words quince")
    shared = await hall.answers(boss, "/moderation share")
    assert "Manage Server" in shared
    hall.stage.server.gives(
        hall.stage.discord.bot, hall.stage.server.role("Managing", Permission.MANAGE_GUILD)
    )
    await hall.say(boss, "/moderation share")
    await hall.shows(boss, "has 1 word now")
    (rule,) = rules.values()
    assert rule["trigger_metadata"]["keyword_filter"] == ["quince"]
    assert "quince" in await hall.answers(boss, "/moderation automod")
    await hall.answers(boss, "/settings server blocked_words none")


async def test_an_admin_of_another_server_decides_nothing_here(hall: DiscordHall) -> None:
    await hall.enter()
    boss, sam = await hall.somebody(admin=True), await hall.somebody()
    desk = await hall.desk(boss)
    await hall.answers(boss, f"/settings server desk_channel {desk.id}")
    await hall.answers(boss, "/settings server auto_moderation on")
    await hall.chat(sam, f"you are {HORRIBLE}")
    await hall.offers(boss, "Approve", desk)
    (item,) = [one for one in boss.sees(desk) if "Approve" in buttons(one)]

    stranger = hall.stage.discord.user("Stranger")
    elsewhere = hall.stage.discord.guild("Elsewhere", stranger)
    room = elsewhere.channel("general")
    await stranger.slash(room, "usage")
    hall.api.say(Reply("Yes.", usage=Usage(900, 100)))
    await stranger.says(room, f"{hall.stage.discord.bot.mention} Is it so?")
    await hall.until(lambda: any(buttons(one) & {"Again"} for one in hall.stage.said(room)))
    answer = hall.stage.said(room)[-1]
    # They press the button of the desk that is not theirs, below a message that is.
    (real,) = [one for one in _items(item) if one.get("label") == "Approve"]
    forged = next(one for one in _items(answer) if one.get("label") == "Again")
    forged["custom_id"] = real["custom_id"]
    pressed = await stranger.clicks(answer, "Again")
    told = await pressed.answered()

    assert "too old" in told.content
    assert "Approve" in buttons(item)


def _items(message: Message) -> list[dict[str, Any]]:
    return [item for row in message.shown.components for item in row["components"]]

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands import usage
from bot.errors import NotPermitted
from bot.messages import Usage
from bot.store import Spending
from tests.bot.commands.stage import ADMIN, GENERAL, MEMBER, TODAY, Stage

USAGE = usage.command


async def _spend(stage: Stage, **other) -> None:
    entry = {
        "server": GENERAL.server_key,
        "channel": GENERAL.key,
        "person": MEMBER.id,
        "model": "big",
        "kind": "chat",
        "usage": Usage(input=1000, output=200, cached=600),
        "cost": 0.0123,
        "at": TODAY - timedelta(hours=1),
    }
    await stage.store.spendings.add(Spending(**entry | other))


async def test_a_person_sees_what_they_used_by_model_with_the_sum(stage: Stage):
    await _spend(stage)
    await _spend(stage)
    await _spend(stage, model="small", cost=0.5)
    await _spend(stage, person=ADMIN.id, model="secret")

    told = await stage.told(USAGE, by=MEMBER)

    assert told.startswith("You used in the last 30 days:")
    assert "| big | 2 | 2,000 | 1,200 | 400 | $0.0246 |" in told
    assert "| small | 1 | 1,000 | 600 | 200 | $0.5000 |" in told
    assert "| **all** | 3 | 3,000 | 1,800 | 600 | $0.5246 |" in told
    assert "secret" not in told


async def test_admins_see_what_the_whole_server_used(stage: Stage):
    await _spend(stage)
    await _spend(stage, person=ADMIN.id)
    await _spend(stage, server="chat/s2", model="theirs")

    told = await stage.told(USAGE, {"server": True})

    assert told.startswith("This server used")
    assert "| big | 2 |" in told
    assert "theirs" not in told


async def test_who_is_no_admin_does_not_see_what_others_used(stage: Stage):
    with pytest.raises(NotPermitted):
        await stage.run(USAGE, {"server": True}, by=MEMBER)


async def test_what_was_used_on_another_server_stays_there(stage: Stage):
    await _spend(stage, server="chat/s2")

    assert await stage.told(USAGE, by=MEMBER) == "You used nothing in the last 30 days."


@pytest.mark.parametrize(("period", "count"), [("today", 1), ("week", 2), ("month", 3), ("all", 4)])
async def test_a_period_bounds_what_is_counted(stage: Stage, period, count):
    for days in (0, 6, 29, 400):
        await _spend(stage, at=TODAY - timedelta(days=days, minutes=1))

    assert f"| big | {count} |" in await stage.told(USAGE, {"period": period}, by=MEMBER)


async def test_today_begins_at_midnight_in_utc(stage: Stage):
    await _spend(stage, at=datetime(2026, 11, 23, 23, 59, tzinfo=UTC))

    assert await stage.told(USAGE, {"period": "today"}, by=MEMBER) == (
        "You used nothing today (UTC)."
    )


async def test_a_cost_too_small_to_write_is_not_shown_as_nothing(stage: Stage):
    await _spend(stage, cost=0.00001)

    assert "| under $0.0001 |" in await stage.told(USAGE, by=MEMBER)


async def test_a_model_without_a_price_is_said_to_have_none(stage: Stage):
    await _spend(stage, model="own", cost=None)

    told = await stage.told(USAGE, by=MEMBER)

    assert "| own | 1 | 1,000 | 600 | 200 | not known |" in told
    assert "A model without a known price is not in the cost." in told


async def test_a_sum_with_a_part_that_has_no_price_is_not_shown_as_the_whole(stage: Stage):
    await _spend(stage)
    await _spend(stage, model="own", cost=None)

    assert "| $0.0123 and more |" in await stage.told(USAGE, by=MEMBER)

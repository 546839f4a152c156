import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from bot.commands import usage
from bot.commands.comma import harmless
from bot.commands.plotted import chart, span
from bot.errors import NotPermitted
from bot.messages import Choices, File, Usage
from bot.store import Spending, Total
from tests.bot.commands.stage import ADMIN, GENERAL, MEMBER, TODAY, Stage
from tests.fakes.channels import FakeChannels

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


async def test_admins_see_who_used_it_by_name_and_for_which_command(stage: Stage):
    await stage.keep("Hello?", "Hi.", person_name="Sam|x")
    await _spend(stage)
    await _spend(stage, person="u9", kind="translate", cost=0.5)
    await _spend(stage, person="", kind="summary")

    people = await stage.told(USAGE, {"server": True, "by": "person"})
    commands = await stage.told(USAGE, {"server": True, "by": "command"})

    assert "| person u9 | 1 |" in people
    assert "| Sam x | 1 |" in people
    assert "| the bot itself | 1 |" in people
    assert "| translate | 1 |" in commands
    assert "| talk | 1 |" in commands


async def test_threads_are_summed_up_under_the_name_of_their_channel(stage: Stage):
    stage.channels = FakeChannels()
    stage.channels.names[GENERAL] = "the-general"
    await _spend(stage)
    await _spend(stage, channel=f"{GENERAL.key}/t1")

    assert "| the-general | 2 |" in await stage.told(USAGE, {"by": "channel"}, by=MEMBER)


async def test_pictures_and_minutes_have_a_column_where_there_are_any(stage: Stage):
    await _spend(stage, usage=Usage(images=3, seconds=90))

    told = await stage.told(USAGE, by=MEMBER)

    assert "| Tokens out | Images | Minutes | Cost |" in told
    assert "| big | 1 | 0 | 0 | 0 | 3 | 1.5 | $0.0123 |" in told


async def test_what_is_left_of_the_budget_stands_below(stage: Stage):
    await _spend(stage)
    await _budget(stage, "2000 tokens a day for each person", "$5 a month for the server")

    told = await stage.told(USAGE, by=MEMBER)

    assert told.split("\n\n")[-1].splitlines() == [
        "Budget:",
        "- You, today: 1,200 of 2,000 tokens used, 800 left until 00:00 UTC",
        "- This server, this month: $0.0123 of $5.00 used, $4.99 left until 1 December, 00:00 UTC",
    ]


async def test_the_day_of_the_prices_is_said(stage: Stage):
    await _spend(stage)

    told = await stage.told(USAGE, by=MEMBER)

    assert "Prices are those that were listed on 1 November 2026." in told


async def test_a_budget_in_dollars_says_that_it_cannot_count_what_has_no_price(stage: Stage):
    await _spend(stage, model="own", cost=None)
    await _budget(stage, "$5 a month for the server")

    assert "Budgets in dollars cannot count it either." in await stage.told(USAGE, by=MEMBER)


async def test_the_table_offers_a_chart_and_a_file_of_the_same(stage: Stage):
    await _spend(stage)

    events = await stage.run(USAGE, {"period": "week", "by": "command"}, by=MEMBER)

    (choices,) = [event for event in events if isinstance(event, Choices)]
    assert [(one.label, one.command, one.options) for one in choices.choices] == [
        ("Chart", "usage", {"period": "week", "by": "command", "format": "chart"}),
        ("CSV", "usage", {"period": "week", "by": "command", "format": "csv"}),
    ]


async def _budget(stage: Stage, *lines: str) -> None:
    await stage.settings.change(GENERAL, "budget", lines, scope="server", person=ADMIN)


async def _files(stage: Stage, options: dict[str, str | bool], **who) -> list[File]:
    return [e for e in await stage.run(USAGE, options, **who) if isinstance(e, File)]


async def test_the_chart_is_a_picture_that_is_also_told_in_words(stage: Stage):
    await stage.keep("Hello?", "Hi.")
    await _spend(stage, cost=0.25)
    await _spend(stage, person=ADMIN.id, cost=1.0, at=TODAY - timedelta(days=3))

    (file,) = await _files(stage, {"format": "chart", "server": True, "by": "person"})

    assert (file.name, file.media_type) == ("causerie-usage-2026-11-24.png", "image/png")
    assert Image.open(io.BytesIO(file.data)).size == (1280, 720)
    assert file.alt == (
        "Bar chart. Cost of this server by person, last 30 days. "
        "In all: Dana $1.00, Sam $0.2500. The most was $1.00, 21 Nov."
    )
    assert file.judged


@pytest.mark.parametrize("period", ["today", "week", "month", "all"])
async def test_every_period_can_be_drawn(stage: Stage, period):
    await _spend(stage)

    assert len(await _files(stage, {"format": "chart", "period": period}, by=MEMBER)) == 1


async def test_the_file_has_every_request_and_no_formula(stage: Stage):
    await stage.keep("Hello?", "Hi.", person_name="=HYPERLINK(1)")
    await _spend(stage, usage=Usage(10, 5, 2, 1), cost=0.00001)
    await _spend(stage, model="own", cost=None)
    await _spend(stage, person="u9")

    (file,) = await _files(stage, {"format": "csv"}, by=MEMBER)

    assert file.media_type == "text/csv"
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert [row["model"] for row in rows] == ["own", "big"]
    assert rows[1] == {
        "time (UTC)": "2026-11-24 11:00:00",
        "person id": "u2",
        "person": "Sam",
        "channel id": "general",
        "channel": "general",
        "command": "chat",
        "model": "big",
        "tokens in": "10",
        "from the cache": "2",
        "tokens out": "5",
        "of reasoning": "1",
        "images": "0",
        "seconds of audio": "0.0",
        "cost (USD)": "0.00001000",
    }
    (server,) = await _files(stage, {"format": "csv", "server": True})
    assert "'=HYPERLINK(1)" in server.data.decode("utf-8-sig")


@pytest.mark.parametrize("options", [{"format": "chart"}, {"format": "csv"}, {"by": "person"}])
async def test_nobody_else_gets_what_the_whole_server_used_in_any_form(stage: Stage, options):
    await _spend(stage)

    with pytest.raises(NotPermitted):
        await stage.run(USAGE, {**options, "server": True}, by=MEMBER)


@pytest.mark.parametrize("word", ["=1", "+1", "-1", "@x", "\t=1", "＝1", "  =1"])
def test_no_cell_begins_a_formula(word: str):
    assert harmless(word) == f"'{word}"


def test_usual_words_stay_as_they_are():
    assert harmless("Dana - the first") == "Dana - the first"


def test_spans_reach_from_the_beginning_to_now_and_no_further_than_can_be_drawn():
    assert span(TODAY - timedelta(hours=12), TODAY).keys[0] == "2026-11-24T00"
    assert len(span(TODAY - timedelta(days=30), TODAY).keys) == 31
    long = span(datetime(2000, 1, 1, tzinfo=UTC), TODAY)
    assert (len(long.keys), long.keys[-1], long.moments[-1]) == (120, "2026-11", "Nov 2026")


def test_more_than_can_be_told_apart_is_one_colour():
    sums = {
        ("2026-11", f"p{n}"): Total(Usage(), cost=10.0 - n, count=1, unpriced=0) for n in range(10)
    }
    names = {f"p{n}": f"P{n}" for n in range(10)}

    drawn = chart("T", "dollars", "person", sums, names, span(TODAY, TODAY + timedelta(days=90)))

    assert [one.name for one in drawn.series] == [*(f"P{n}" for n in range(7)), "others"]
    assert sum(drawn.series[-1].values) == 3 + 2 + 1

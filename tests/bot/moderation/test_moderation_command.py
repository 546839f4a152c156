"""`/moderation`: trying out a text, looking back, the log as a file, and how things stand."""

import csv
import io
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.messages import File, Notice, Outcome, Place
from bot.moderation.native import SHARED, NativeRule, Shared
from bot.moderation.records import harmless
from tests.bot.moderation.scene import DESK, EVE, MOD, SAM, Channels, scene, told
from tests.bot.talking import PLACE, end, rows
from tests.doubles.openai import OpenAIDouble, Status

OTHER = replace(PLACE, channel="other")


@dataclass
class Native(Channels):
    """A platform with a moderation of its own, which takes no long words."""

    there: list[NativeRule] = field(default_factory=list)
    shared: tuple[str, ...] = ()

    async def rules(self, place: Place) -> list[NativeRule]:
        return self.there

    async def share(self, place: Place, words, *, allowed, by: str) -> Shared:
        self.shared = tuple(word for word in words if len(word) < 10)
        return Shared(len(self.shared), tuple(word for word in words if len(word) >= 10))


async def test_a_text_that_is_not_for_a_test_is_a_sentence(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        seen = await here.orders("moderation", view="log", text="csv category=hate")

    assert "Only /moderation test takes a text." in end(seen).text


@pytest.mark.parametrize(
    "view", ["overview", "test", "log", "simulate", "automod", "share", "items"]
)
async def test_only_admins_see_anything(tmp_path: Path, api: OpenAIDouble, view: str):
    async with scene(tmp_path, api) as here:
        seen = await here.orders("moderation", EVE, view=view, text="hello")

    assert end(seen).outcome is Outcome.FAILED
    assert "the right to manage this server" in end(seen).text
    assert not any(isinstance(event, Notice | File) for event in seen)


async def test_a_text_is_tried_out_by_rule_score_and_threshold(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="self-harm/intent", score=0.42)
    async with scene(tmp_path, api) as here:
        await here.set("blocked_words", ["apple"])
        await here.set("moderation_thresholds", {"self-harm/intent": 0.4})
        await here.set("auto_actions", {"self-harm/intent": "delete"})
        ruled = told(await here.orders("moderation", view="test", text="a horrible a-pp-le"))
        scored = told(await here.orders("moderation", view="test", text="a horrible pear"))
        fine = told(await here.orders("moderation", view="test", text="a pear"))

    assert "Said to the bot: it is refused, because of the server's rule `apple`." in ruled
    assert "auto_moderation is off; with it: it is deleted." in ruled
    assert "| self-harm/intent | 0.42 | from 0.4 | yes | refuse |" in ruled
    assert "it is refused, because of self-harm/intent 0.42." in scored
    assert "auto_moderation is off; with it: it is deleted." in scored
    assert "Said to the bot: it passes." in fine
    assert "it stays" in fine


async def test_what_is_tried_out_is_not_screened_and_not_kept(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.9)
    async with scene(tmp_path, api) as here:
        seen = await here.orders("moderation", view="test", text="a horrible secret")

    assert end(seen).outcome is Outcome.ANSWERED
    assert "secret" not in told(seen)
    assert rows(tmp_path, "SELECT count(*) FROM screenings WHERE action != 'allow'") == [(0,)]
    assert rows(tmp_path, "SELECT count(*) FROM flags") == [(0,)]
    assert b"a horrible secret" not in (tmp_path / "causerie.db").read_bytes()


async def test_a_change_is_tried_out_on_a_text(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.42)
    async with scene(tmp_path, api) as here:
        now = told(await here.orders("moderation", view="test", text="horrible"))
        strict = told(
            await here.orders("moderation", view="test", text="horrible", preset="strict")
        )
        flagged = told(
            await here.orders(
                "moderation",
                view="test",
                text="horrible",
                thresholds="harassment=0.4",
                actions="harassment=flag",
            )
        )

    assert "it passes." in now
    assert "it is refused" in strict
    assert "it passes, and the moderators see it, because of harassment 0.42" in flagged
    assert rows(tmp_path, "SELECT name FROM overrides") == [("desk_channel",)]


async def test_the_test_says_so_when_nobody_can_judge(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("blocked_words", ["apple"])
        api.fail(Status(500), on="moderations", times=None)
        ruled = told(await here.orders("moderation", view="test", text="an apple"))
        other = told(await here.orders("moderation", view="test", text="a pear"))

    assert "the server's rule `apple`" in ruled
    assert "no verdict now, so there are no scores" in ruled
    assert "no verdict now, so nothing is shown" in other


async def test_a_channel_is_tried_out_with_its_own_settings(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.42)
    async with scene(tmp_path, api) as here:
        await here.set("moderation_preset", "strict", place=OTHER, server=False)
        there = await here.asks(
            "", MOD, command="moderation", options={"view": "test", "text": "horrible"}, place=OTHER
        )
        here_ = await here.orders("moderation", view="test", text="horrible")

    assert "it is refused" in told(there)
    assert "it passes." in told(here_)


async def test_the_log_is_searched_by_person_category_action_and_time(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("horrible", category="harassment", score=0.9)
    api.moderation.flag("awful", category="hate/threatening", score=0.8)
    async with scene(tmp_path, api) as here:
        await here.asks("you are horrible")
        await here.asks("you are awful", EVE)
        await here.asks("a fine day")

        async def log(**wanted: object) -> str:
            return told(await here.orders("moderation", view="log", **wanted))

        assert (await log()).count("refuse") == 2
        assert "harassment 0.90" in await log(person="<@7>")
        assert "hate/threatening" not in await log(person="7")
        assert "Eve" in await log(category="hate/threatening")
        assert await log(category="hate") == "Nothing was found that fits."
        assert await log(action="flag") == "Nothing was found that fits."
        assert "horrible" not in await log()
        assert (await log(period="day", count=1)).count("refuse") == 1
        assert "Sam" in await log(period="week")


async def test_the_log_tells_what_was_decided(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.9)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says("you are horrible")
        await here.presses(here.desk()[0].choices, "Delete")
        seen = await here.orders("moderation", view="log")

    assert f"item 1: deleted by {MOD.id}" in told(seen)


async def test_the_file_of_the_log_holds_no_formulas_and_no_words(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("horrible", category="harassment", score=0.9)
    evil = replace(SAM, name='=HYPERLINK("http://evil.example","x")')
    async with scene(tmp_path, api) as here:
        await here.set("blocked_words", ["+apple"])
        await here.asks("you are horrible", evil)
        await here.asks("one +apple", replace(evil, id="@SUM(1)"))
        seen = await here.orders("moderation", view="log", csv=True)

    (file,) = [event for event in seen if isinstance(event, File)]
    assert file.judged
    table = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert [line["action"] for line in table] == ["refuse", "refuse"]
    assert table[1]["categories"] == "harassment"
    assert "harassment=0.9000" in table[1]["scores"]
    assert table[0]["rule"] == "'+apple"
    assert table[0]["person"] == "'@SUM(1)"
    assert table[1]["name"] == """'=HYPERLINK("http://evil.example","x")"""
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        for line in table
        for cell in line.values()
    )
    assert "horrible" not in file.data.decode()


@pytest.mark.parametrize("cell", ["=1+1", "  =1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1"])
def test_a_cell_is_no_formula(cell: str):
    assert harmless(cell) == f"'{cell}"
    assert harmless("a=1") == "a=1"


async def test_a_simulation_shows_what_another_policy_would_change(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("horrible", category="harassment", score=0.9)
    api.moderation.flag("meh", category="harassment", score=0.35)
    async with scene(tmp_path, api) as here:
        await here.set("blocked_words", ["apple"])
        await here.set("auto_moderation", value=True)
        for text in ("you are horrible", "meh", "meh", "a fine day", "an apple"):
            await here.says(text)
        now = told(await here.orders("moderation", view="simulate"))
        strict = told(await here.orders("moderation", view="simulate", preset="strict"))
        mild = told(await here.orders("moderation", view="simulate", thresholds="harassment=0.95"))
        last = told(await here.orders("moderation", view="simulate", count=2))
        await here.set("moderation_actions", {"harassment": "flag"})
        changed = told(await here.orders("moderation", view="simulate"))

    assert "Today's policy here, over the last 5 decisions" in now
    assert "0 would be stricter, 0 milder." in now
    assert "counted as they were: 1." in now
    assert "2 would be stricter, 0 milder." in strict
    assert "| refused | 2 | 4 |" in strict
    assert "0 would be stricter, 1 milder." in mild
    assert "| refused | 2 | 1 |" in mild
    assert "harassment | 0.90 | refused | allowed |" in mild
    assert "over the last 2 decisions" in last
    assert "0 would be stricter, 1 milder." in changed
    assert "| flagged | 0 | 1 |" in changed


async def test_what_waits_is_listed_with_its_words_for_who_may_read_them(
    tmp_path: Path, api: OpenAIDouble
):
    secret = replace(PLACE, channel="secret")
    api.moderation.flag("horrible", category="harassment", score=0.91)
    channels = Channels()
    channels.closed.add((secret, MOD.id))
    async with scene(tmp_path, api, channels) as here:
        await here.set("auto_moderation", value=True)
        assert "Nothing waits" in told(await here.orders("moderation", view="items"))
        await here.says("horrible words")
        await here.says("horrible secrets", place=secret)
        listed = told(await here.orders("moderation", view="items"))
        await here.orders("decide", item=1, action="approve")
        left = told(await here.orders("moderation", view="items"))

    assert "**Item 1**" in listed
    assert "horrible words" in listed
    assert "**Item 2**" in listed
    assert "horrible secrets" not in listed
    assert "**Item 1**" not in left


async def test_a_wrong_change_is_a_sentence(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        seen = await here.orders("moderation", view="simulate", thresholds="harrasment=0.4")

    assert "no category 'harrasment'. Did you mean harassment?" in end(seen).text


async def test_the_overview_tells_where_the_desk_is_and_what_waits(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("horrible", category="harassment", score=0.9)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says("you are horrible")
        seen = await here.orders("moderation")
        await here.set("desk_channel", None)
        without = await here.orders("moderation")
        await here.set("desk_channel", "gone")
        lost = await here.orders("moderation")

    assert "The desk is desk." in told(seen)
    assert "1 item waits for a decision." in told(seen)
    assert "There is no desk" in told(without)
    assert "cannot be found" in told(lost)


@pytest.mark.parametrize(("private", "warned"), [(False, True), (True, False)])
async def test_who_chooses_a_desk_that_all_can_read_is_warned(
    tmp_path: Path, api: OpenAIDouble, private: bool, warned: bool
):
    async with scene(tmp_path, api, Channels(private=private)) as here:
        seen = await here.orders("settings", name="desk_channel", value=f"<#{DESK.channel}>")

    assert ("Everybody of this server can read the desk" in told(seen)) is warned


async def test_the_platforms_own_rules_are_listed_and_words_shared(
    tmp_path: Path, api: OpenAIDouble
):
    rule = NativeRule("1", "No | spam", "spam", "blocks it", enabled=False, words=("free`",))
    channels = Native(there=[rule])
    async with scene(tmp_path, api, channels) as here:
        await here.set("blocked_words", ["apple", "a very long phrase"])
        listed = told(await here.orders("moderation", view="automod"))
        shared = told(await here.orders("moderation", view="share"))

    assert "**No spam** (turned off): spam. Then: blocks it." in listed
    assert "`free'`" in listed
    assert channels.shared == ("apple",)
    assert f"The platform's rule “{SHARED}” has 1 word now" in shared
    assert "`a very long phrase`" in shared


async def test_a_platform_without_rules_of_its_own_says_so(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        seen = await here.orders("moderation", view="automod")

    assert "no moderation of its own" in end(seen).text


async def test_while_nobody_can_judge_admins_can_still_open_or_close(
    tmp_path: Path, api: OpenAIDouble
):
    api.fail(Status(500), on="moderations", times=None)
    async with scene(tmp_path, api) as here:
        closed = await here.asks("hello")
        seen = await here.orders("settings", name="moderation_when_down", value="open")
        member = await here.orders("settings", EVE, name="moderation_when_down", value="closed")
        opened = await here.asks("hello")

    assert end(closed).outcome is Outcome.FAILED
    assert "`moderation_when_down` is now open" in told(seen)
    assert "the right to manage" in end(member).text
    assert end(opened).outcome is Outcome.ANSWERED

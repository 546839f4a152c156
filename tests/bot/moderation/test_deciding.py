"""Decisions on the desk: once, by whoever has the right at that moment."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.messages import Ended, Outcome, Place
from tests.bot.moderation.scene import (
    DESK,
    EVE,
    MOD,
    SAM,
    Channels,
    Scene,
    labels,
    scene,
    told,
)
from tests.bot.talking import PLACE, end, events, message, rows
from tests.doubles.openai import OpenAIDouble

OTHER_SERVER = replace(DESK, server="another")


@pytest.fixture(autouse=True)
def _flagged(api: OpenAIDouble) -> None:
    api.moderation.flag("horrible", category="harassment", score=0.91)


async def one_item(here: Scene, text: str = "you are horrible") -> str:
    """Have one item on the desk; the id of its message."""
    await here.set("auto_moderation", value=True)
    said = await here.says(text)
    return said.id


async def test_a_moderator_approves_and_the_desk_says_who(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        seen = await here.presses(here.desk()[0].choices, "Approve")

    assert told(seen) == "Item 1: approved."
    (post,) = here.desk()
    assert "**Approved** by Mod Erator." in post.text
    assert post.choices is None
    assert rows(tmp_path, "SELECT state, decided_by FROM flags") == [("approved", MOD.id)]


async def test_a_moderator_deletes_and_the_author_is_told(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        said = await one_item(here)
        seen = await here.presses(here.desk()[0].choices, "Delete")

    assert here.channels.deleted == [(PLACE, said)]
    assert told(seen) == "Item 1: deleted. The person was told."
    assert "what looks like harassment" in here.channels.told[0][1]
    assert labels(here.channels.offered[0]) == ["Appeal"]


async def test_a_moderator_times_out(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        said = await one_item(here)
        await here.set("timeout_minutes", 30)
        await here.presses(here.desk()[0].choices, "Time out")

    assert here.channels.timed_out == [(SAM.id, 30, "Decided by Mod Erator, item 1")]
    assert here.channels.deleted == [(PLACE, said)]
    assert "30 minutes" in here.channels.told[0][1]
    assert "**Timed out** by Mod Erator." in here.desk()[0].text


@pytest.mark.parametrize("label", ["Approve", "Delete", "Time out", "False alarm"])
async def test_nobody_without_the_right_decides_anything(
    tmp_path: Path, api: OpenAIDouble, label: str
):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        for person in (EVE, SAM, replace(MOD, admin=False)):
            seen = await here.presses(here.desk()[0].choices, label, person)
            assert end(seen).outcome is Outcome.FAILED
            assert "the right to manage this server" in end(seen).text

    assert here.channels.deleted == []
    assert here.channels.timed_out == []
    assert rows(tmp_path, "SELECT state FROM flags") == [("open",)]


async def test_a_button_works_after_a_restart_and_the_right_is_looked_at_then(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as before:
        await one_item(before)
    (post,) = before.desk()

    async with scene(tmp_path, api, before.channels) as here:
        refused = await here.presses(post.choices, "Delete", replace(MOD, admin=False))
        done = await here.presses(post.choices, "Delete")

    assert end(refused).outcome is Outcome.FAILED
    assert "deleted" in told(done)


async def test_an_item_is_decided_once(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        choices = here.desk()[0].choices
        await here.presses(choices, "Approve")
        seen = await here.presses(choices, "Delete", replace(MOD, id="10", name="Late"))

    assert end(seen).text == "Item 1 was decided before: approved."
    assert here.channels.deleted == []


async def test_of_two_moderators_at_once_one_decides(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        choices = here.desk()[0].choices
        both = await asyncio.gather(
            here.presses(choices, "Approve"), here.presses(choices, "Delete")
        )

    assert sorted(end(seen).outcome for seen in both) == ["answered", "failed"]
    assert len(here.channels.deleted) <= 1


async def test_what_the_platform_forbids_leaves_the_item_open(tmp_path: Path, api: OpenAIDouble):
    channels = Channels(forbids={"delete": "Slack lets no bot delete what others wrote."})
    async with scene(tmp_path, api, channels) as here:
        await one_item(here)
        failed = await here.presses(here.desk()[0].choices, "Delete")
        assert rows(tmp_path, "SELECT state, decided_by FROM flags") == [("open", None)]
        done = await here.presses(here.desk()[0].choices, "Approve")

    assert end(failed).text == "Slack lets no bot delete what others wrote."
    assert "approved" in told(done)


async def test_a_time_out_counts_though_the_message_cannot_be_deleted(
    tmp_path: Path, api: OpenAIDouble
):
    channels = Channels(forbids={"delete": "No right to manage messages."})
    async with scene(tmp_path, api, channels) as here:
        await one_item(here)
        seen = await here.presses(here.desk()[0].choices, "Time out")

    assert "The message stays, though: No right to manage messages." in told(seen)
    assert len(channels.timed_out) == 1


@pytest.mark.parametrize(("offer", "number"), [(99_999, 0), (1, 40), (1, -1), (-1, 0), (2**70, 0)])
async def test_a_forged_button_is_a_sentence(
    tmp_path: Path, api: OpenAIDouble, offer: int, number: int
):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        with pytest.raises(InputError, match="too old"):
            await here.picks(offer, number)

    assert rows(tmp_path, "SELECT state FROM flags") == [("open",)]


async def test_a_button_of_another_server_does_nothing(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        choices = here.desk()[0].choices
        for direct in (False, True):
            with pytest.raises(InputError, match="too old"):
                await here.presses(choices, "Delete", place=OTHER_SERVER, direct=direct)

    assert here.channels.deleted == []


@pytest.mark.parametrize("place", [PLACE, DESK, OTHER_SERVER], ids=["here", "desk", "elsewhere"])
@pytest.mark.parametrize("item", [2, 0, -1, 10**30, "1; DROP TABLE flags", "x"])
async def test_a_made_up_decision_is_a_sentence(
    tmp_path: Path, api: OpenAIDouble, item: object, place: Place
):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        asked = message(
            "",
            person=MOD,
            place=place,
            command="decide",
            options={"item": item, "action": "delete"},
        )
        seen = await events(here.bot, asked)

    assert end(seen).outcome is Outcome.FAILED
    assert end(seen).text.startswith(("item takes a whole number", "There is no item"))
    assert rows(tmp_path, "SELECT state FROM flags") == [("open",)]


async def test_the_item_of_another_server_is_nobody_elses_to_decide(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        asked = message(
            "",
            person=MOD,
            place=OTHER_SERVER,
            command="decide",
            options={"item": 1, "action": "delete"},
        )
        seen = await events(here.bot, asked)

    assert end(seen).text == "There is no item 1 on this desk."
    assert here.channels.deleted == []


async def test_a_member_who_knows_the_command_decides_nothing(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        seen = await here.orders("decide", EVE, item=1, action="approve")

    assert "the right to manage this server" in end(seen).text


async def test_a_false_alarm_feeds_the_allow_list_on_request(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("blocked_words", ["apple"])
        await here.set("auto_rules", "note")
        await one_item(here, "We sell “big apple pies” here.")
        await here.presses(here.desk()[0].choices, "False alarm")
        assert here.channels.told == []

        (post,) = here.desk()
        assert labels(post.choices) == ["Add to the allow list"]
        refused = await here.presses(post.choices, "Add to the allow list", EVE)
        assert isinstance(refused[-1], Ended)
        assert refused[-1].outcome is Outcome.FAILED
        seen = await here.presses(post.choices, "Add to the allow list")
        assert "`big apple pies`" in told(seen)

        await here.says("More big apple pies!")
        await here.says("an apple")

    assert len(here.desk()) == 2


@pytest.mark.parametrize(
    ("rule", "text", "allowed"),
    [
        ("cunt", "We live in S-cunt-horpe now", "S-cunt-horpe"),
        ("apple", "apple", None),
        ("apple", "one apple", "one apple"),
        ("apple", "(apple), pie", "apple), pie"),
        ("big apple", "the big apple shines", "the big apple shines"),
    ],
)
async def test_the_allow_list_gets_the_words_around_the_match(
    tmp_path: Path, api: OpenAIDouble, rule: str, text: str, allowed: str | None
):
    async with scene(tmp_path, api) as here:
        await here.set("blocked_words", [rule])
        await here.set("auto_rules", "note")
        await one_item(here, text)
        await here.presses(here.desk()[0].choices, "False alarm")
        seen = await here.presses(here.desk()[0].choices, "Add to the allow list")
        values = await here.bot.values(PLACE)

    assert values.allowed_words == ((allowed,) if allowed else ())
    if allowed is None:
        assert "nothing but the blocked words" in told(seen)


async def test_what_the_model_found_is_not_for_the_allow_list(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await one_item(here)
        await here.presses(here.desk()[0].choices, "False alarm")
        assert here.desk()[0].choices is None
        seen = await here.orders("decide", item=1, action="allow")

    assert "no false alarm of one of the server's rules" in end(seen).text

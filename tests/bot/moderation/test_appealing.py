"""Appeals: one button, once, for whom it concerns; moderators decide, and the person is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import InputError, NotPermitted
from bot.messages import Choices, Outcome, Place
from tests.bot.moderation.scene import DESK, EVE, MOD, SAM, labels, offered, scene, told
from tests.bot.talking import PLACE, end, events, message, rows
from tests.doubles.openai import OpenAIDouble

DIRECT = Place("test", "direct", "dm-7")


@pytest.fixture(autouse=True)
def _flagged(api: OpenAIDouble) -> None:
    api.moderation.flag("horrible", category="harassment", score=0.91)


async def test_who_is_refused_can_appeal_with_one_button(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        refused = await here.asks("you are horrible")
        assert end(refused).outcome is Outcome.REFUSED
        assert labels(offered(refused)) == ["Appeal"]
        assert here.desk() == []

        seen = await here.presses(offered(refused), "Appeal", SAM, place=PLACE)
        assert "The moderators have your appeal (item 1)" in told(seen)
        (post,) = here.desk()
        assert "Its author appeals." in post.text
        assert "you are horrible" in post.text
        assert labels(post.choices) == ["Accept the appeal", "Keep the decision", "False alarm"]

        done = await here.presses(post.choices, "Accept the appeal")
        assert "The person was told." in told(done)

    assert here.channels.told == [
        (SAM.id, "A moderator looked at your message in general and finds nothing wrong with it.")
    ]
    assert "**Approved** by Mod Erator." in here.desk()[0].text


async def test_an_appeal_that_is_turned_down_is_told_as_well(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        refused = await here.asks("you are horrible")
        await here.presses(offered(refused), "Appeal", SAM, place=PLACE)
        await here.presses(here.desk()[0].choices, "Keep the decision")

    ((person, text),) = here.channels.told
    assert person == SAM.id
    assert "the decision stays: it contains what looks like harassment" in text


async def test_the_button_is_pressed_once_and_by_nobody_else(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        refused = await here.asks("you are horrible")
        with pytest.raises(NotPermitted):
            await here.presses(offered(refused), "Appeal", EVE, place=PLACE)
        await here.presses(offered(refused), "Appeal", SAM, place=PLACE)
        with pytest.raises(InputError, match="decided before"):
            await here.presses(offered(refused), "Appeal", SAM, place=PLACE)

    assert len(here.desk()) == 1


async def test_one_appeal_is_all_there_is(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.asks("you are horrible")
        await here.orders("appeal", SAM, item=1)
        again = await here.orders("appeal", SAM, item=1)
        await here.presses(here.desk()[0].choices, "Keep the decision")
        later = await here.orders("appeal", SAM, item=1)

    assert end(again).text == "You appealed item 1 already; a moderator will look at it."
    assert "One appeal is all there is" in end(later).text
    assert len(here.desk()) == 1


async def test_a_deleted_message_is_appealed_from_the_private_word(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("auto_actions", {"harassment": "delete"})
        await here.says("you are horrible")
        button = here.channels.offered[0]
        seen = await here.presses(button, "Appeal", SAM, place=DIRECT, direct=True)
        assert "item 1" in told(seen)

        first, second = here.desk()
        assert first.text != second.text
        await here.presses(second.choices, "Accept the appeal")

    assert "you can write it again" in here.channels.told[-1][1]


async def test_an_accepted_appeal_ends_the_time_out(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says("you are horrible")
        await here.presses(here.desk()[0].choices, "Time out")
        await here.orders("appeal", SAM)
        seen = await here.presses(here.desk()[-1].choices, "Accept the appeal")

    assert "The time out is over." in told(seen)
    assert [minutes for _, minutes, _ in here.channels.timed_out] == [10, 0]
    assert "you can write it again" in here.channels.told[-1][1]


async def test_what_a_moderator_decided_can_be_appealed(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says("you are horrible")
        await here.presses(here.desk()[0].choices, "Delete")
        seen = await here.orders("appeal", SAM, reason="It was a `quote` @everyone")

        assert "item 1" in told(seen)
        assert "Its author appeals: `It was a 'quote' @everyone`" in here.desk()[-1].text
        await here.presses(here.desk()[-1].choices, "False alarm")

    assert "it was a false alarm. Sorry." in here.channels.told[-1][1]


async def test_the_old_buttons_of_what_is_appealed_decide_the_appeal_or_nothing(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says("you are horrible")
        old = here.desk()[0].choices
        await here.presses(old, "Delete")
        await here.orders("appeal", SAM)
        stale = await here.presses(old, "Approve", EVE)
        assert end(stale).outcome is Outcome.FAILED
        await here.presses(old, "Approve")

    assert rows(tmp_path, "SELECT state FROM flags") == [("approved",)]
    assert "finds nothing wrong" in here.channels.told[-1][1]


@pytest.mark.parametrize("item", [1, 2, 99, 10**30, None])
async def test_nobody_appeals_what_is_about_somebody_else(
    tmp_path: Path, api: OpenAIDouble, item: int | None
):
    async with scene(tmp_path, api) as here:
        await here.asks("you are horrible")
        options = {} if item is None else {"item": item}
        seen = await here.orders("appeal", EVE, **options)

    assert end(seen).outcome is Outcome.FAILED
    assert here.desk() == []


async def test_what_was_only_noted_is_nothing_to_appeal(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says("you are horrible")
        seen = await here.orders("appeal", SAM, item=1)
        other = await here.orders("appeal", SAM)

    assert "Nothing was done about item 1" in end(seen).text
    assert "Nothing was decided about you" in end(other).text


async def test_a_reason_is_screened_like_all_words(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.asks("you are horrible")
        seen = await here.orders("appeal", SAM, reason="because you are horrible")

    assert end(seen).outcome is Outcome.REFUSED
    assert here.desk() == []


async def test_without_a_desk_nobody_is_offered_an_appeal_and_nothing_is_kept(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as here:
        await here.set("desk_channel", None)
        refused = await here.asks("you are horrible")

    assert not any(isinstance(event, Choices) for event in refused)
    assert rows(tmp_path, "SELECT count(*) FROM flags") == [(0,)]


async def test_who_may_harm_themselves_is_cared_for_and_not_asked_to_argue(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("goodbye", category="self-harm/intent", score=0.95)
    async with scene(tmp_path, api) as here:
        refused = await here.asks("goodbye world")

    assert not any(isinstance(event, Choices) for event in refused)
    assert "findahelpline" in end(refused).text


async def test_of_one_persons_refusals_the_last_are_kept(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        for _ in range(25):
            await here.asks("you are horrible")
        await here.asks("you are horrible", EVE)

    assert rows(tmp_path, "SELECT person_id, count(*) FROM flags GROUP BY 1 ORDER BY 1") == [
        (SAM.id, 20),
        (EVE.id, 1),
    ]


async def test_only_some_appeals_of_one_person_wait_at_once(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        for _ in range(6):
            await here.asks("you are horrible")
        seen = [await here.orders("appeal", SAM) for _ in range(6)]

    assert [end(one).outcome for one in seen] == ["answered"] * 5 + ["failed"]
    assert "5 appeals of yours are waiting" in end(seen[-1]).text


async def test_an_answer_that_was_refused_can_be_appealed_without_showing_it(
    tmp_path: Path, api: OpenAIDouble
):
    api.script.add("They are horrible.")
    async with scene(tmp_path, api) as here:
        refused = await here.asks("Tell me about them")
        await here.presses(offered(refused), "Appeal", SAM, place=PLACE)

    (post,) = here.desk()
    assert "An answer to Sam" in post.text
    assert "Tell me about them" in post.text
    assert "They are horrible" not in post.text


async def test_what_is_flagged_and_let_pass_lies_on_the_desk(tmp_path: Path, api: OpenAIDouble):
    api.script.add("They are horrible.")
    async with scene(tmp_path, api) as here:
        await here.set("moderation_actions", {"harassment": "flag"})
        seen = await here.asks("What are they? horrible?")

    assert end(seen).outcome is Outcome.ANSWERED
    said, answer = here.desk()
    assert "Said by Sam" in said.text
    assert "What are they?" in said.text
    assert "An answer to Sam" in answer.text
    assert "They are horrible." in answer.text
    assert labels(answer.choices) == ["Approve", "False alarm"]


async def test_the_desk_does_not_read_what_was_said_to_the_bot_alone(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as here:
        await here.set("moderation_actions", {"harassment": "flag"})
        await here.asks("my secret is horrible", direct=True)

    assert "my secret" not in here.desk()[0].text
    assert rows(tmp_path, "SELECT text FROM flags") == [("",)]


async def test_an_option_of_a_command_lies_on_the_desk_with_its_words(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as here:
        asked = message(
            "", person=SAM, direct=False, command="help", options={"command": "horrible"}
        )
        refused = await events(here.bot, asked)
        await here.presses(offered(refused), "Appeal", SAM, place=PLACE)

    (post,) = here.desk()
    assert "horrible" in post.text
    assert DESK in here.channels.posts
    assert MOD.name not in post.text
    assert replace(SAM).name in post.text

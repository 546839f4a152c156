"""Settings are changed in forms with lists to pick from; what is made up changes nothing."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.settings import SETTINGS
from tests.adapters.slack.ruling import Office, fields, office
from tests.doubles.slack.users import User

pytestmark = pytest.mark.asyncio(loop_scope="module")

SERVER = "for the whole server"


@pytest_asyncio.fixture(name="hall", scope="module", loop_scope="module")
async def _hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    personas = {"teacher": {"description": "Explains", "prompt": "You teach."}}
    async with office(tmp_path_factory.mktemp("hall"), personas=personas) as hall:
        yield hall


async def test_channels_are_picked_shown_as_picked_and_taken_off_again(hall: Office):
    room, quiet = await hall.room(), await hall.room()
    view = await hall.form(room, "quiet_channels", SERVER)
    (field,) = fields(view).values()
    assert field["type"] == "multi_conversations_select"
    assert field["filter"]["include"] == ["public", "private"]
    assert view.title == "Quiet channels"
    told = await hall.sends(room, view, values={"value-0": [quiet.id]})
    assert told == "`quiet_channels` is now 1 entry for the whole server; it was none."

    again = await hall.form(room, "quiet_channels", SERVER)
    assert fields(again)["value-0"]["initial_conversations"] == [quiet.id]
    await hall.sends(room, again, values={"value-0": []})
    assert (await hall.values(room)).quiet_channels == ()


async def test_people_and_one_channel_are_picked(hall: Office):
    room = await hall.room()
    view = await hall.form(room, "talk_people")
    await hall.sends(room, view, values={"value-0": [hall.bob.user.id]})
    again = await hall.form(room, "talk_people")
    assert fields(again)["value-0"]["initial_users"] == [hall.bob.user.id]
    await hall.sends(room, again)
    assert (await hall.values(room)).talk_people == (hall.bob.user.id,)

    view = await hall.form(room, "admin_channel", SERVER)
    assert fields(view)["value-0"]["max_selected_items"] == 1
    await hall.sends(room, view, values={"value-0": [room.id]})
    assert (await hall.values(room)).admin_channel == room.id
    view = await hall.form(room, "admin_channel", SERVER)
    await hall.sends(room, view, values={"value-0": []})
    assert (await hall.values(room)).admin_channel is None


async def test_each_category_has_a_field_of_its_own(hall: Office):
    room = await hall.room()
    view = await hall.form(room, "moderation_thresholds")
    shown = fields(view)
    assert len(shown) == 13
    assert (shown["hate-0"]["min_value"], shown["hate-0"]["max_value"]) == ("0", "1")
    await hall.sends(room, view, values={"hate-0": "0.25", "violence-0": "0.5"})
    again = await hall.form(room, "moderation_thresholds")
    assert fields(again)["hate-0"]["initial_value"] == "0.25"
    await hall.sends(room, again, values={"hate-0": None, "self-harm/intent-0": "1"})
    held = (await hall.values(room)).moderation_thresholds
    assert held == {"violence": 0.5, "self-harm/intent": 1}


async def test_an_action_is_chosen_and_taken_back(hall: Office):
    room = await hall.room()
    view = await hall.form(room, "moderation_actions")
    await hall.sends(room, view, values={"hate-0": "flag", "violence-0": "allow"})
    again = await hall.form(room, "moderation_actions")
    assert fields(again)["hate-0"]["initial_option"]["value"] == "flag"
    await hall.sends(room, again, values={"hate-0": "Not set"})
    assert (await hall.values(room)).moderation_actions == {"violence": "allow"}


async def test_what_a_list_cannot_show_stands_below_it_and_is_kept(hall: Office):
    room = await hall.room()
    for value in (room.id, "none"):
        await hall.asks(room, f"server talk_channels {value}")
    strange = "1170123456789012345"
    await hall.bot._parts.store.overrides.set(room_key(hall), "talk_people", ["-", strange], "x")
    await hall.bot._parts.settings.catch_up()
    view = await hall.form(room, "talk_people", SERVER)
    assert fields(view)["value-1"]["initial_value"] == f"-\n{strange}"
    await hall.sends(room, view, values={"value-0": [hall.boss.user.id]})
    held = await hall.values(room)
    assert set(held.talk_people) == {"-", strange, hall.boss.user.id}
    await hall.asks(room, "server talk_people reset")


def room_key(hall: Office) -> str:
    return f"slack/{hall.slack.workspace.id}"


async def test_what_does_not_fit_is_told_in_the_form_which_stays_open(hall: Office):
    room = await hall.room()
    view = await hall.form(room, "blocked_patterns")
    await hall.boss.submits(view, {"value-0": "fine\n(broken"})
    assert view.is_open
    assert view.errors["value-0"].startswith("blocked_patterns: The pattern")
    await hall.sends(room, view, values={"value-0": "fine"})
    assert (await hall.values(room)).blocked_patterns == ("fine",)


async def test_a_long_text_goes_through_a_form_as_it_was(hall: Office):
    room = await hall.room()
    text = " ".join("Be kind to everybody." for _ in range(350))
    await hall.asks(room, f"system {text}")
    view = await hall.form(room, "system")
    parts = [one["initial_value"] for one in fields(view).values() if "initial_value" in one]
    assert len(parts) == 3
    await hall.sends(room, view)
    assert (await hall.values(room)).system == text


async def test_a_form_in_the_home_changes_the_whole_workspace(hall: Office):
    await hall.boss.opens_home()
    await hall.slack.until(lambda: hall.boss.home is not None)
    home = hall.boss.home
    assert home is not None
    names = [declared.name for declared in SETTINGS]
    for name in names:
        await hall.boss.presses(home, "causerie_run_settings")
        await hall.slack.until(lambda: _titled(hall, "Settings"))
        assert hall.boss.modal is not None
        await hall.boss.presses(hall.boss.modal, "causerie_choose", name)
        title = name.replace("_", " ").capitalize()[:24]
        await hall.slack.until(lambda title=title: _titled(hall, title))
    assert hall.boss.modal is not None
    told = await hall.sends(hall.boss.dm, hall.boss.modal, values={"value-0": "20"})
    assert told == "`error_alarm` is now 20 for the whole server; it was 10."


def _titled(hall: Office, title: str) -> bool:
    return hall.boss.modal is not None and hall.boss.modal.title == title


def _demote(user: User) -> None:
    user.is_admin = False


async def test_who_lost_the_right_meanwhile_changes_nothing(hall: Office):
    room = await hall.room()
    deputy = hall.slack.user("Deputy", admin=True)
    await deputy.joins(room)
    shown = await hall.shown(room, "temperature", deputy)
    view = await hall.form(room, "temperature", who=deputy)
    deputy.user.is_admin = False
    await deputy.calls_self("Deputy no more")
    told = await hall.sends(room, view, deputy, values={"value-0": "1.5"})
    assert "admin" in told
    before = hall.seen(room, deputy)
    await hall.presses(shown, "Change it in this channel", deputy)
    await hall.tells(room, deputy, lambda one: "admin" in one.content, before)
    assert deputy.modal is None
    assert (await hall.values(room)).temperature is None


async def test_who_was_named_manages_the_bot_and_no_more_when_taken_off(hall: Office):
    room = await hall.room()
    assert "admin" in await hall.asks(room, "temperature 1", hall.bob)
    view = await hall.form(room, "admin_people", SERVER)
    await hall.sends(room, view, values={"value-0": [hall.bob.user.id]})
    view = await hall.form(room, "temperature", who=hall.bob)
    assert "is now 1" in await hall.sends(room, view, hall.bob, values={"value-0": "1"})
    await hall.asks(room, "server admin_people reset")
    assert "admin" in await hall.asks(room, "temperature 2", hall.bob)
    assert (await hall.values(room)).temperature == 1


async def test_made_up_values_change_nothing(hall: Office):
    room = await hall.room()
    before = await hall.values(room)
    picked = {"type": "multi_conversations_select", "selected_conversations": ["C0FOREIGN9"]}
    view = await hall.form(room, "desk_channel", SERVER)
    told = await hall.sends(room, view, crafted={"value-0": {"entry": picked}})
    assert told.startswith("desk_channel: there is no channel C0FOREIGN9 in this server")

    number = {"type": "number_input", "value": "7"}
    view = await hall.form(room, "temperature")
    told = await hall.sends(room, view, crafted={"value-0": {"entry": number}})
    assert told == "temperature takes a number from 0 to 2; found '7'."

    view = await hall.form(room, "moderation_thresholds")
    number = {"type": "number_input", "value": "0.5"}
    told = await hall.sends(room, view, crafted={"nonsense-0": {"entry": number}})
    assert told == "moderation_thresholds has no category 'nonsense'."
    assert await hall.values(room) == before


async def test_a_persona_is_chosen_from_those_there_are(hall: Office):
    room = await hall.room()
    view = await hall.form(room, "persona")
    await hall.sends(room, view, values={"value-0": "teacher"})
    assert (await hall.values(room)).persona == "teacher"
    view = await hall.form(room, "persona")
    await hall.sends(room, view, values={"value-0": "Not set"})
    assert (await hall.values(room)).persona == ""

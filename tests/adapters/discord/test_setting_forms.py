"""Settings are changed in forms with lists to pick from; what is made up changes nothing."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.settings import SETTINGS
from tests.adapters.discord.ruling import Office, fields, given, labels, office, with_label

pytestmark = pytest.mark.asyncio(loop_scope="module")

SERVER = "for the whole server"


@pytest_asyncio.fixture(name="hall", scope="module", loop_scope="module")
async def _hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    personas = {"teacher": {"description": "Explains", "prompt": "You teach."}}
    async with office(tmp_path_factory.mktemp("hall"), personas=personas) as hall:
        yield hall


async def test_channels_are_picked_shown_as_picked_and_taken_off_again(hall: Office):
    room, quiet, other = hall.room(), hall.room(), hall.room()
    opened = await hall.form(room, "quiet_channels", SERVER)
    (field,) = fields(opened).values()
    assert (field["type"], field["min_values"], field["required"]) == (8, 0, False)
    assert (field["label"], given(field)) == ("Quiet channels", [])
    told = await hall.sends(opened, **{"value-0": [quiet, other]})
    assert told == "`quiet_channels` is now 2 entries for the whole server; it was none."

    again = await hall.form(room, "quiet_channels", SERVER)
    assert given(fields(again)["value-0"]) == [str(quiet.id), str(other.id)]
    await hall.sends(again, **{"value-0": []})
    assert (await hall.values(room)).quiet_channels == ()


async def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(hall: Office):
    room = hall.room()
    opened = await hall.form(room, "talk_roles")
    await hall.sends(opened, **{"value-0": [hall.staff]})
    again = await hall.form(room, "talk_roles")
    await hall.sends(again)
    assert (await hall.values(room)).talk_roles == (str(hall.staff.id),)


async def test_people_and_one_channel_are_picked(hall: Office):
    room = hall.room()
    opened = await hall.form(room, "quiet_people", SERVER)
    assert fields(opened)["value-0"]["type"] == 5
    await hall.sends(opened, **{"value-0": [hall.bob]})
    assert (await hall.values(room)).quiet_people == (str(hall.bob.id),)
    await hall.sends(await hall.form(room, "quiet_people", SERVER), **{"value-0": []})

    opened = await hall.form(room, "admin_channel", SERVER)
    assert fields(opened)["value-0"]["max_values"] == 1
    await hall.sends(opened, **{"value-0": [room]})
    assert (await hall.values(room)).admin_channel == str(room.id)
    await hall.sends(await hall.form(room, "admin_channel", SERVER), **{"value-0": []})
    assert (await hall.values(room)).admin_channel is None


async def test_what_a_list_cannot_show_stands_below_it_and_is_kept(hall: Office):
    room, gone = hall.room(), hall.room()
    await hall.sends(await hall.form(room, "talk_channels", SERVER), **{"value-0": [room, gone]})
    hall.server.deletes(gone)
    opened = await hall.form(room, "talk_channels", SERVER)
    assert given(fields(opened)["value-0"]) == [str(room.id)]
    assert fields(opened)["value-1"]["value"] == str(gone.id)
    await hall.sends(opened)
    assert (await hall.values(room)).talk_channels == (str(room.id), str(gone.id))
    opened = await hall.form(room, "talk_channels", SERVER)
    await hall.sends(opened, **{"value-0": [], "value-1": ""})
    assert (await hall.values(room)).talk_channels == ()


async def test_more_than_one_list_holds_takes_several(hall: Office):
    room = hall.room()
    people = [str(1170123456789012345 + number) for number in range(30)]
    await hall.asks(room, name="talk_people", value=", ".join(people))
    opened = await hall.form(room, "talk_people")
    shown = fields(opened)
    assert [field["label"] for field in shown.values()] == [
        "Talk people (1 of 2)",
        "Talk people, continued (2 of 2)",
    ]
    assert [len(given(field)) for field in shown.values()] == [25, 5]
    await hall.sends(opened, **{"value-1": [hall.bob]})
    assert (await hall.values(room)).talk_people == (*people[:25], str(hall.bob.id))


async def test_some_categories_get_a_threshold_and_the_others_keep_theirs(hall: Office):
    room = hall.room()
    opened = await hall.form(room, "moderation_thresholds")
    assert len(fields(opened)["which-0"]["options"]) == 13
    chosen = {"which-0": ["hate", "violence/graphic"], "each-0": "0.25"}
    await hall.sends(opened, **chosen)
    again = await hall.form(room, "moderation_thresholds")
    told = {one["value"]: one["description"] for one in fields(again)["which-0"]["options"]}
    assert (told["hate"], told["violence"]) == ("Now 0.25", "Not set")
    await hall.sends(again, **{"which-0": ["violence"], "each-0": "0.9"})
    await hall.sends(
        await hall.form(room, "moderation_thresholds"), **{"which-0": ["hate"], "each-0": ""}
    )
    held = (await hall.values(room)).moderation_thresholds
    assert held == {"violence/graphic": 0.25, "violence": 0.9}


async def test_categories_get_an_action_from_a_list(hall: Office):
    room = hall.room()
    opened = await hall.form(room, "moderation_actions")
    assert [one["value"] for one in fields(opened)["each-0"]["options"]] == [
        "allow",
        "flag",
        "refuse",
    ]
    await hall.sends(opened, **{"which-0": ["hate"], "each-0": "flag"})
    assert (await hall.values(room)).moderation_actions == {"hate": "flag"}


@pytest.mark.parametrize(
    ("name", "sent", "told"),
    [
        ("temperature", "hot", "temperature takes a number from 0 to 2; found 'hot'."),
        ("temperature", "3", "temperature takes a number from 0 to 2; found '3'."),
        ("answer_tokens", "0.5", "answer_tokens takes a whole number from 1 to 1,000,000"),
        ("language", "Gibberish!", "language takes a language; found 'Gibberish!'."),
        ("blocked_patterns", "a\n(", "blocked_patterns: The pattern"),
    ],
)
async def test_a_value_that_does_not_fit_is_told_and_changes_nothing(
    hall: Office, name: str, sent: str, told: str
):
    room = hall.room()
    before = await hall.values(room)
    answer = await hall.sends(await hall.form(room, name), **{"value-0": sent})
    assert told in answer
    assert await hall.values(room) == before


async def test_what_was_written_comes_back_when_it_does_not_fit(hall: Office):
    room = hall.room()
    written = "first pattern\nsecond pattern\n(third"
    told = await hall.sends(await hall.form(room, "blocked_patterns"), **{"value-0": written})
    assert told.endswith(f"This is what you wrote:\n```\n{written}\n```")


async def test_a_long_text_goes_through_a_form_as_it_was(hall: Office):
    room = hall.room()
    text = "\n".join(f"{number}. {'Be kind to everybody. ' * 9}".strip() for number in range(38))
    assert 7_000 < len(text) < 8_000
    opened = await hall.stage.alice.slash(room, "system", form=True)
    await opened.acknowledged()
    await hall.sends(opened, **{"part-0": text[:4_000], "part-1": text[4_000:]})
    before = (await hall.values(room)).system
    again = await hall.form(room, "system")
    await hall.sends(again)
    assert (await hall.values(room)).system == before
    assert len(before) > 7_000


async def test_more_than_a_form_holds_is_for_a_file(hall: Office):
    room = hall.room()
    words = "\n".join(f"- {'w' * 195}{number}" for number in range(110))
    used = await hall.imports(room, f"channels:\n  '{room.id}':\n    blocked_words:\n{_in(words)}")
    asked = await with_label(hall.stage, used, "Set all of it")
    await (await hall.alice.clicks(asked, "Set all of it")).answered()
    shown = await hall.shown(room, "blocked_words")
    told = await (await hall.alice.clicks(shown, "Change it in this channel")).answered()
    assert "`/settings export`" in told.content
    assert len((await hall.values(room)).blocked_words) == 110


def _in(lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines.splitlines())


async def test_the_form_of_a_setting_opens_from_the_command_too(hall: Office):
    room = hall.room()
    opened = await hall.alice.slash(room, "settings", name="quiet_roles", form=True)
    await opened.acknowledged()
    assert opened.modal is not None
    assert opened.modal["title"] == "quiet_roles for the whole server"
    nameless = await hall.alice.slash(room, "settings", form=True)
    assert "Say which setting" in (await nameless.answered()).content
    mistyped = await hall.alice.slash(room, "settings", name="quiet_rolls", form=True)
    assert "Did you mean quiet_roles?" in (await mistyped.answered()).content


async def test_who_may_not_manage_the_server_is_shown_no_form(hall: Office):
    room = hall.room()
    await hall.asks(room, name="blocked_words", value="zebra", server=True)
    used = await hall.bob.slash(room, "settings", name="blocked_words", form=True)
    told = await used.answered()
    assert used.modal is None
    assert "admin" in told.content
    listed = await hall.asks(room, hall.bob, name="blocked_words")
    assert "zebra" not in listed
    await hall.asks(room, name="blocked_words", reset=True, server=True)


async def test_a_form_of_who_lost_the_right_meanwhile_changes_nothing(hall: Office):
    room = hall.room()
    opened = await hall.form(room, "temperature")
    shown = await hall.shown(room, "temperature")
    hall.server.takes(hall.alice, hall.staff)
    try:
        assert "admin" in await hall.sends(opened, **{"value-0": "1.5"})
        pressed = await hall.alice.clicks(shown, "Change it in this channel")
        assert "admin" in (await pressed.answered()).content
        assert pressed.modal is None
    finally:
        hall.server.gives(hall.alice, hall.staff)
    assert (await hall.values(room)).temperature is None


async def test_a_role_that_was_named_manages_the_bot_and_no_more_when_it_is_taken(hall: Office):
    room, helpers = hall.room(), hall.server.role("Helpers")
    hall.server.gives(hall.bob, helpers)
    assert "admin" in await hall.asks(room, hall.bob, name="temperature", value="1")
    await hall.sends(await hall.form(room, "admin_roles", SERVER), **{"value-0": [helpers]})
    shown = await hall.shown(room, "temperature", hall.bob)
    opened = await hall.bob.clicks(shown, "Change it in this channel")
    await opened.acknowledged()
    assert "is now 1" in await hall.sends(opened, hall.bob, **{"value-0": "1"})
    hall.server.takes(hall.bob, helpers)
    assert "admin" in await hall.asks(room, hall.bob, name="temperature", value="2")
    assert (await hall.values(room)).temperature == 1
    await hall.asks(room, name="admin_roles", reset=True, server=True)


async def test_a_channel_and_a_role_of_another_server_are_refused(hall: Office):
    room = hall.room()
    foreign, boss = hall.elsewhere.channel("kitchen"), hall.elsewhere.role("Cook")
    told = await hall.sends(await hall.form(room, "desk_channel", SERVER), **{"value-0": foreign})
    assert told.startswith(f"desk_channel: there is no channel {foreign.id} in this server")
    told = await hall.sends(await hall.form(room, "admin_roles", SERVER), **{"value-0": boss})
    assert told.startswith(f"admin_roles: there is no role {boss.id} in this server")
    typed = await hall.asks(room, name="quiet_channels", value="general", server=True)
    assert "there is no channel general" in typed
    held = await hall.values(room)
    assert (held.desk_channel, held.admin_roles, held.quiet_channels) == (None, (), ())


@pytest.mark.parametrize(
    ("custom_id", "told"),
    [
        ('causerie:form:settings::{"name":"nothing"}', "There is no setting 'nothing'."),
        ("causerie:form:settings::{}", "There is no setting"),
        ('causerie:form:settings::{"name":"watched","value":"on"}', "watched takes on or off"),
        ('causerie:form:settings::{"name":"moderation_thresholds"}', "has no category 'value'"),
        ("causerie:form:model::{}", "/model has no form."),
    ],
)
async def test_a_form_with_a_made_up_id_changes_nothing(hall: Office, custom_id: str, told: str):
    room = hall.room()
    before = await hall.values(room)
    opened = await hall.form(room, "temperature")
    assert opened.modal is not None
    opened.modal["custom_id"] = custom_id
    assert told in await hall.sends(opened, **{"value-0": "0.7"})
    assert await hall.values(room) == before


async def test_made_up_fields_change_nothing(hall: Office):
    room = hall.room()
    before = await hall.values(room)
    opened = await hall.form(room, "moderation_thresholds")
    assert opened.modal is not None
    opened.modal["components"][0]["component"]["options"][0]["value"] = "nonsense"
    told = await hall.sends(opened, **{"which-0": ["nonsense"], "each-0": "0.5"})
    assert told == "moderation_thresholds has no category 'nonsense'."

    opened = await hall.form(room, "temperature")
    assert opened.modal is not None
    opened.modal["components"][0]["component"]["custom_id"] = "other-0"
    assert "has no such field" in await hall.sends(opened, **{"other-0": "1"})
    assert await hall.values(room) == before


async def test_somebody_elses_form_is_of_no_use_with_ones_own_rights(hall: Office):
    room = hall.room()
    opened = await hall.form(room, "temperature")
    used = await hall.bob.slash(room, "system", form=True)
    await used.acknowledged()
    used.modal = opened.modal
    assert "admin" in await hall.sends(used, hall.bob, **{"value-0": "1"})
    assert (await hall.values(room)).temperature is None


async def test_a_persona_is_chosen_from_those_there_are(hall: Office):
    room = hall.room()
    opened = await hall.form(room, "persona")
    offered = [one["value"] for one in fields(opened)["value-0"]["options"]]
    assert "teacher" in offered
    await hall.sends(opened, **{"value-0": "teacher"})
    assert (await hall.values(room)).persona == "teacher"
    await hall.sends(await hall.form(room, "persona"), **{"value-0": []})
    assert (await hall.values(room)).persona == ""


async def test_every_setting_has_a_menu_and_a_form_that_discord_takes(hall: Office):
    room = hall.room()
    topics = await with_label(hall.stage, await hall.alice.slash(room, "settings"), "Model")
    names = []
    for topic in labels(topics):
        first = next(one.name for one in SETTINGS if one.topic == topic.lower())
        of_topic = await with_label(hall.stage, await hall.alice.clicks(topics, topic), first)
        names += [label.partition(":")[0] for label in labels(of_topic) if ":" in label]
    assert sorted(names) == sorted(declared.name for declared in SETTINGS)
    for name in names:
        opened = await hall.alice.slash(room, "settings", name=name, form=True)
        await opened.acknowledged()
        assert opened.modal is not None, name

"""Who is answered where."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import Command, Option, found
from bot.context import Context
from bot.messages import Event, Person
from bot.permission import may_talk, may_use, wants_answer
from bot.settings import Values

DANA = Person("p1", "Dana", roles=("r1", "r2"))
ADMIN = replace(DANA, admin=True)
BOT = Person("p9", "Beep", bot=True)


async def _run(_: Context) -> AsyncIterator[Event]:
    return
    yield


CHAT = Command("chat", "Talk", _run)
PURGE = Command("purge", "Purge", _run, admin=True)
STYLE = Command("style", "Style", _run, options=(Option("name", "Its name", admin=True),))


@pytest.mark.parametrize(
    ("given", "may"),
    [
        ({}, True),
        ({"talk_channels": ["c1"]}, True),
        ({"talk_channels": ["c2"]}, False),
        ({"quiet_channels": ["c1"]}, False),
        ({"quiet_channels": ["c2"]}, True),
        ({"talk_channels": ["c1"], "quiet_channels": ["c1"]}, False),
        ({"talk_people": ["p1"]}, True),
        ({"talk_people": ["p2"]}, False),
        ({"quiet_people": ["p1"]}, False),
        ({"quiet_people": ["p2"]}, True),
        ({"talk_people": ["p1"], "quiet_people": ["p1"]}, False),
        ({"talk_roles": ["r2"]}, True),
        ({"talk_roles": ["r3"]}, False),
        ({"quiet_roles": ["r2"]}, False),
        ({"quiet_roles": ["r3"]}, True),
        ({"talk_roles": ["r1"], "quiet_roles": ["r2"]}, False),
        # Who is named, or has a role that is named, may talk; a list that is empty opens nothing.
        ({"talk_roles": ["r3"], "talk_people": ["p1"]}, True),
        ({"talk_roles": ["r1"], "talk_people": ["p2"]}, True),
        ({"talk_roles": ["r3"], "talk_people": ["p2"]}, False),
        ({"talk_channels": ["c2"], "talk_people": ["p1"]}, False),
        ({"talk_people": ["p1"], "quiet_roles": ["r1"]}, False),
        ({"direct_messages": False}, True),
    ],
    ids=repr,
)
def test_lists_open_and_close_a_channel(given: dict[str, Any], may: bool):
    assert may_talk(Values(**given), person=DANA, channel="c1", direct=False) is may


@pytest.mark.parametrize(
    ("given", "may"),
    [
        ({}, True),
        ({"direct_messages": False}, False),
        ({"talk_channels": ["c2"]}, True),
        ({"quiet_channels": ["c1"]}, True),
        ({"talk_people": ["p2"]}, False),
        ({"talk_people": ["p1"]}, True),
        ({"quiet_people": ["p1"]}, False),
        ({"direct_messages": False, "talk_people": ["p1"]}, False),
    ],
    ids=repr,
)
def test_direct_messages_have_a_setting_of_their_own_and_the_lists_of_people(
    given: dict[str, Any], may: bool
):
    assert may_talk(Values(**given), person=DANA, channel="c1", direct=True) is may


def test_a_person_whose_roles_are_not_known_has_none():
    nobody = replace(DANA, roles=())

    assert not may_talk(Values(talk_roles=["r1"]), person=nobody, channel="c1", direct=False)
    assert not may_talk(Values(talk_roles=["r1"]), person=nobody, channel="c1", direct=True)


@pytest.mark.parametrize(
    ("given", "may"),
    [({}, False), ({"other_bots": True}, True), ({"talk_people": ["p9"]}, False)],
    ids=repr,
)
def test_other_bots_are_ignored_unless_allowed(given: dict[str, Any], may: bool):
    assert may_talk(Values(**given), person=BOT, channel="c1", direct=False) is may


IDS = ["p1", "p2", "r1", "r2", "c1", "c2"]
PEOPLE = st.builds(
    Person,
    id=st.sampled_from(["p1", "p2", "p3"]),
    name=st.just("Somebody"),
    admin=st.booleans(),
    bot=st.booleans(),
    roles=st.lists(st.sampled_from(["r1", "r2", "r3"]), max_size=2).map(tuple),
)
LISTS = st.lists(st.sampled_from(IDS), max_size=3)
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            (
                "talk_channels",
                "quiet_channels",
                "talk_roles",
                "quiet_roles",
                "talk_people",
                "quiet_people",
            ),
            LISTS,
        ),
        **dict.fromkeys(("direct_messages", "other_bots", "watched"), st.booleans()),
    },
)
PLACES = st.tuples(st.sampled_from(["c1", "c2", "c3"]), st.booleans())
COMMANDS = st.sampled_from([CHAT, PURGE, STYLE])


def _may(given: dict[str, Any], person: Person, place: tuple[str, bool]) -> bool:
    channel, direct = place
    return may_talk(Values(**given), person=person, channel=channel, direct=direct)


@settings(max_examples=300)
@given(GIVEN, PEOPLE, PLACES)
def test_whatever_else_is_set_a_list_that_denies_wins(given, person, place):
    for_roles = given | {"quiet_roles": [*given.get("quiet_roles", []), *person.roles]}

    assert not _may(given | {"quiet_people": [person.id]}, person, place)
    assert not (person.roles and _may(for_roles, person, place))
    if not place[1]:
        assert not _may(given | {"quiet_channels": [place[0]]}, person, place)


@settings(max_examples=300)
@given(GIVEN, PEOPLE, PLACES, st.sampled_from(["talk_people", "talk_roles"]))
def test_a_setting_that_is_missing_opens_nothing_that_an_allow_list_closes(
    given, person, place, closing
):
    others = {key: value for key, value in given.items() if not key.startswith("talk_")}

    assert not _may(others | {closing: ["x"]}, person, place)
    if not place[1]:
        assert not _may(given | {"talk_channels": ["x"]}, person, place)


@settings(max_examples=300)
@given(GIVEN, PEOPLE, PLACES, st.sampled_from(["quiet_people", "quiet_roles", "quiet_channels"]))
def test_denying_more_never_opens_anything(given, person, place, name):
    more = given | {name: [*given.get(name, []), "p1", "r1", "c1"]}

    assert _may(given, person, place) or not _may(more, person, place)


@settings(max_examples=300)
@given(GIVEN, PEOPLE, PLACES, COMMANDS)
def test_admins_are_never_locked_out_of_what_is_for_them_and_others_get_nothing_by_it(
    given, person, place, command
):
    channel, direct = place
    values = Values(**given)

    may = may_use(values, command, person=person, channel=channel, direct=direct)

    if person.admin and not person.bot and command is not CHAT:
        assert may
    else:
        assert may is _may(given, person, place)


def test_an_admin_reaches_the_settings_of_a_channel_that_is_closed_to_everybody():
    closed = Values(quiet_people=[ADMIN.id], talk_channels=["c2"])
    settings_command = found()["settings"]

    assert may_use(closed, settings_command, person=ADMIN, channel="c1", direct=False)
    assert not may_use(closed, settings_command, person=DANA, channel="c1", direct=False)
    assert not may_use(closed, found()["chat"], person=ADMIN, channel="c1", direct=False)


@pytest.mark.parametrize(
    ("how", "watched", "wants"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"addressed": True}, False, True),
        ({"direct": True}, False, True),
        ({"own_thread": True}, False, True),
        ({"from_bot": True}, True, False),
        ({"from_bot": True, "own_thread": True}, True, False),
        ({"from_bot": True, "direct": True}, True, False),
        ({"from_bot": True, "addressed": True}, False, True),
    ],
    ids=repr,
)
def test_a_message_is_for_the_bot_when_it_is_addressed_or_the_channel_is_watched(
    how: dict[str, bool], watched: bool, wants: bool
):
    given = {"addressed": False, "direct": False} | how

    assert wants_answer(Values(watched=watched), **given) is wants

"""The settings as a menu: a topic, one of its settings, another value, each with a button."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core import Bot
from bot.errors import NotPermitted
from bot.messages import Choices, Event, Message, Notice, Outcome, Person
from tests.bot.talking import BOB, DANA, PLACE, end, events, message, opened
from tests.doubles.openai import OpenAIDouble


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    async with OpenAIDouble() as api, opened(tmp_path, api) as bot:
        yield bot


def asked(person: Person = DANA) -> Message:
    return message("", command="settings", person=person, direct=False)


def menu(seen: list[Event]) -> Choices:
    (choices,) = [event for event in seen if isinstance(event, Choices)]
    return choices


async def press(bot: Bot, choices: Choices, label: str, *, by: Person = DANA) -> Message:
    """What comes of pressing the button whose label begins so."""
    number = next(n for n, one in enumerate(choices.choices) if one.label.startswith(label))
    assert choices.id is not None
    return await bot.pick(
        choices.id,
        number,
        message_id=message("").id,
        place=PLACE,
        person=by,
        direct=False,
    )


async def pressed(bot: Bot, choices: Choices, label: str, *, by: Person = DANA) -> list[Event]:
    return await events(bot, await press(bot, choices, label, by=by))


async def test_a_setting_is_changed_with_three_buttons_and_taken_back_with_one(bot: Bot) -> None:
    topics = menu(await events(bot, asked()))
    of_topic = menu(await pressed(bot, topics, "Channels and people"))
    of_setting = menu(await pressed(bot, of_topic, "watched"))
    await pressed(bot, of_setting, "on in this channel")
    assert (await bot.values(PLACE)).watched
    again = menu(await pressed(bot, of_topic, "watched"))
    await pressed(bot, again, "Reset it in this channel")
    assert not (await bot.values(PLACE)).watched


async def test_a_button_of_the_menu_can_be_pressed_again(bot: Bot) -> None:
    topics = menu(await events(bot, asked()))
    for topic in ("Model", "Privacy", "Model"):
        assert menu(await pressed(bot, topics, topic)).choices


async def test_what_takes_more_than_a_button_opens_a_form_with_the_value_as_it_is(
    bot: Bot,
) -> None:
    await events(
        bot,
        message("", command="settings", options={"name": "blocked_words", "value": "apple, pear"}),
    )
    topics = menu(await events(bot, asked()))
    of_topic = menu(await pressed(bot, topics, "Moderation"))
    of_setting = menu(await pressed(bot, of_topic, "blocked_words"))
    opened_ = await press(bot, of_setting, "Change it in this channel")
    assert opened_.form == "value"
    form = await bot.form(opened_)
    assert form is not None
    (field,) = form.fields
    assert (form.title, form.where, field.given) == (
        "blocked_words",
        "in this channel",
        ("apple\npear",),
    )
    filled = bot.commands["settings"].fill(opened_.options, {"value": ("fig\npear",)})
    await events(bot, message("", command="settings", options=filled))
    assert (await bot.values(PLACE)).blocked_words == ("fig", "pear")
    # A form that was closed can be opened once more.
    assert (await press(bot, of_setting, "Change it in this channel")).form == "value"


async def test_who_may_not_manage_the_server_looks_and_changes_nothing(bot: Bot) -> None:
    topics = menu(await events(bot, asked(BOB)))
    of_topic = menu(await pressed(bot, topics, "Channels and people", by=BOB))
    seen = await pressed(bot, of_topic, "watched", by=BOB)
    assert not [event for event in seen if isinstance(event, Choices)]


async def test_the_button_of_an_admin_does_nothing_for_somebody_else(bot: Bot) -> None:
    topics = menu(await events(bot, asked()))
    of_topic = menu(await pressed(bot, topics, "Channels and people"))
    of_setting = menu(await pressed(bot, of_topic, "watched"))
    seen = await pressed(bot, of_setting, "on in this channel", by=BOB)
    assert end(seen).outcome is Outcome.FAILED
    assert not (await bot.values(PLACE)).watched


async def test_a_form_for_the_whole_server_begins_with_what_the_server_has(bot: Bot) -> None:
    for value, server in (("0.2", True), ("0.9", False)):
        options = {"name": "temperature", "value": value, "server": server}
        await events(bot, message("", command="settings", options=options))
    given = {}
    for server in (True, False):
        options = {"name": "temperature", "server": server}
        form = await bot.form(message("", command="settings", options=options))
        assert form is not None
        given[form.where] = form.fields[0].given
    assert given == {
        "for the whole server": ("0.2",),
        "in this channel": ("0.9",),
    }


async def test_nobody_but_an_admin_is_shown_a_form(bot: Bot) -> None:
    asked_ = message("", command="settings", options={"name": "blocked_words"}, person=BOB)
    with pytest.raises(NotPermitted):
        await bot.form(asked_)


async def test_what_a_channel_hides_can_be_taken_back_in_the_whole_server(bot: Bot) -> None:
    for value, server in (("0.2", True), ("0.9", False)):
        options = {"name": "temperature", "value": value, "server": server}
        await events(bot, message("", command="settings", options=options))
    shown = message("", command="settings", options={"name": "temperature"})
    labels = [
        choice.label for choice in menu(await events(bot, replace(shown, direct=False))).choices
    ]
    assert labels == [
        "Change it in this channel",
        "Reset it in this channel",
        "Change it for the whole server",
        "Reset it for the whole server",
    ]


async def test_where_there_are_no_forms_it_is_told_what_to_type(bot: Bot) -> None:
    topics = menu(await events(bot, asked()))
    of_setting = menu(await pressed(bot, menu(await pressed(bot, topics, "Model")), "temperature"))
    told = [
        one.text
        for one in await pressed(bot, of_setting, "Change it for the whole server")
        if isinstance(one, Notice)
    ]
    assert told == [
        "Type `/settings server temperature VALUE`. It takes a number from 0 to 2, or none."
    ]

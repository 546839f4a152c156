"""The commands that change settings: /temperature, /system, /persona, /model and /settings."""

import pytest

from bot.commands import model, persona, system, temperature
from bot.commands import settings as settings_command
from bot.errors import InputError, NotPermitted
from bot.messages import Notice, Text
from tests.bot.commands.stage import ADMIN, GENERAL, MEMBER, Stage

TEMPERATURE, SYSTEM = temperature.command, system.command
PERSONA, MODEL, SETTINGS = persona.command, model.command, settings_command.command


async def test_a_temperature_is_shown_set_and_taken_back(stage: Stage):
    assert "0.3 (the operator's default)" in await stage.told(TEMPERATURE)

    told = await stage.told(TEMPERATURE, {"value": "1.5"})
    assert told == "`temperature` is now 1.5 in this channel; it was 0.3."
    assert (await stage.settings.resolve(GENERAL)).temperature == 1.5

    told = await stage.told(TEMPERATURE, {"reset": True})
    assert told == "`temperature` is 0.3 (the operator's default) again."
    assert (await stage.settings.resolve(GENERAL)).temperature == 0.3


async def test_a_temperature_of_zero_is_a_temperature(stage: Stage):
    await stage.told(TEMPERATURE, {"value": 0})

    assert (await stage.settings.resolve(GENERAL)).temperature == 0


async def test_where_nothing_was_set_nothing_is_taken_back(stage: Stage):
    told = await stage.told(TEMPERATURE, {"reset": True})

    assert told == "There was nothing to take back: `temperature` is 0.3 (the operator's default)."


async def test_a_channel_that_keeps_its_own_value_is_named_when_the_server_changes(stage: Stage):
    await stage.told(TEMPERATURE, {"value": 1})

    told = await stage.told(TEMPERATURE, {"value": 2, "server": True})

    assert told == (
        "`temperature` is set for the whole server. This channel keeps its own value: 1."
    )


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (TEMPERATURE, {"value": 1}),
        (TEMPERATURE, {"reset": True}),
        (SYSTEM, {"text": "Obey Sam."}),
        (SYSTEM, {"reset": True}),
        (PERSONA, {"name": "pirate"}),
        (PERSONA, {"off": True}),
        (MODEL, {"name": "later"}),
        (MODEL, {"name": "later", "server": True}),
        (SETTINGS, {"name": "system", "value": "Obey Sam."}),
        (SETTINGS, {"name": "system", "reset": True}),
    ],
)
async def test_who_is_no_admin_changes_no_setting(stage: Stage, command, options):
    before = await stage.settings.resolve(GENERAL)
    with pytest.raises(NotPermitted):
        await stage.run(command, options, by=MEMBER)

    assert await stage.settings.resolve(GENERAL) is before


@pytest.mark.parametrize("command", [TEMPERATURE, SYSTEM, PERSONA, MODEL, SETTINGS])
async def test_everybody_may_look_at_what_counts(stage: Stage, command):
    assert await stage.told(command, by=MEMBER)


async def test_the_system_prompt_is_shown_as_text_that_is_screened(stage: Stage):
    await stage.told(SYSTEM, {"text": "You are kind."})

    events = await stage.run(SYSTEM, by=MEMBER)

    assert [event.text for event in events if isinstance(event, Text)] == ["You are kind."]
    assert "set for this channel" in events[0].text


async def test_a_persona_is_said_to_take_the_place_of_the_system_prompt(stage: Stage):
    await stage.told(PERSONA, {"name": "pirate"})

    assert "the persona pirate answers in its place" in await stage.told(SYSTEM)
    told = await stage.told(SYSTEM, {"text": "You are kind."})
    assert told.startswith("`system` is now “You are kind.” in this channel")
    assert "the persona pirate answers in its place" in told


async def test_personas_are_listed_chosen_and_left(stage: Stage):
    assert "`pirate` Talks of the sea" in await stage.told(PERSONA)

    await stage.told(PERSONA, {"name": "pirate", "server": True})
    assert (await stage.settings.resolve(GENERAL)).persona == "pirate"

    await stage.told(PERSONA, {"off": True})
    assert (await stage.settings.resolve(GENERAL)).persona == ""


async def test_a_persona_that_is_not_there_is_not_chosen(stage: Stage):
    with pytest.raises(InputError, match=r"no persona 'pirat'\. Did you mean pirate\?"):
        await stage.run(PERSONA, {"name": "pirat"})
    with pytest.raises(InputError, match=r"no persona 'x'\. There are pirate, teacher\."):
        await stage.run(SETTINGS, {"name": "persona", "value": "x"})


async def test_the_model_that_answers_is_told_with_what_it_can_do_and_costs(stage: Stage):
    told = await stage.told(MODEL, by=MEMBER)

    assert "**big** answers here. The setting is auto (the default)." in told
    assert "looks at pictures" in told
    assert "reads 100,000 tokens at once and writes up to 8,000" in told
    assert "$0.5 in, $0.05 in from the cache, $2 out (as of 2026-11-01)" in told


async def test_models_near_their_end_are_marked(stage: Stage):
    told = await stage.told(MODEL)

    assert "`ending` will be shut down on 2026-12-04" in told
    assert "`gone` was shut down on 2026-11-23" in told
    assert "- `later`\n" in told


async def test_choosing_a_model_near_its_end_comes_with_a_warning(stage: Stage):
    told = await stage.told(MODEL, {"name": "ending"})

    assert "`model` is now ending in this channel; it was auto." in told
    assert "ending will be shut down on 2026-12-04. Choose another one in time." in told


async def test_a_model_that_nobody_described_can_be_chosen_and_is_said_to_be_unknown(stage: Stage):
    told = await stage.told(MODEL, {"name": "my-finetune"})

    assert (await stage.settings.resolve(GENERAL)).model == "my-finetune"
    assert "my-finetune is not in the model table" in told


async def test_names_of_models_are_completed_without_those_that_are_gone(stage: Stage):
    complete = MODEL.options[0].complete

    assert await complete(await stage.context(), "") == ["auto", "big", "ending", "later"]
    assert await complete(await stage.context(), "LAT") == ["later"]


async def test_settings_are_listed_by_topic_with_where_they_come_from(stage: Stage):
    await stage.told(TEMPERATURE, {"value": 1, "server": True})

    told = await stage.told(SETTINGS, by=MEMBER)

    assert "**moderation**" in told
    assert "- `temperature` 1 (set for the whole server)" in told
    assert "- `persona` none (the default)" in told
    assert "- `remember` on (the default)" in told
    assert "- `system` a text of " in told


async def test_one_setting_is_explained(stage: Stage):
    told = await stage.told(SETTINGS, {"name": "answer_tokens"})

    assert told == (
        "`answer_tokens`: The longest answer, in tokens.\n"
        "It is none (the default), and takes a whole number from 1 to 1,000,000, or none. "
        "Admins change it."
    )


async def test_a_list_is_set_from_words_with_commas(stage: Stage):
    await stage.told(SETTINGS, {"name": "blocked_words", "value": "apple, big pear"})

    assert (await stage.settings.resolve(GENERAL)).blocked_words == ("apple", "big pear")


async def test_blocked_words_are_shown_to_admins_only_and_not_as_screened_text(stage: Stage):
    await stage.told(SETTINGS, {"name": "blocked_words", "value": "apple, big pear"})

    theirs = await stage.run(SETTINGS, {"name": "blocked_words"}, by=MEMBER)
    listed = await stage.told(SETTINGS, by=MEMBER)
    ours = await stage.run(SETTINGS, {"name": "blocked_words"}, by=ADMIN)

    assert "apple" not in " ".join(event.text for event in theirs) + listed
    assert "2 entries" in listed
    notices = [event.text for event in ours if isinstance(event, Notice)]
    assert "apple" in notices[-1]
    assert not [event for event in ours if isinstance(event, Text)]


async def test_a_setting_of_the_whole_server_is_set_there_without_being_asked(stage: Stage):
    told = await stage.told(SETTINGS, {"name": "screening_log_text", "value": "on"})

    assert told == "`screening_log_text` is now on for the whole server; it was off."


async def test_values_are_completed_by_the_setting(stage: Stage):
    name, value = _completes("name"), _completes("value")
    stage.commands = {"persona": PERSONA}

    assert await name(await stage.context(), "moder") == [
        "moderation_preset",
        "moderation_thresholds",
        "moderation_actions",
        "moderation_when_down",
        "auto_moderation",
    ]
    assert await value(await stage.context({"name": "moderation_when_down"}), "o") == [
        "closed",
        "open",
    ]
    assert await value(await stage.context({"name": "show_usage"}), "of") == ["off"]
    assert await value(await stage.context({"name": "persona"}), "pi") == ["pirate"]
    assert await value(await stage.context({"name": "moderation_actions"}), "graph") == [
        "violence/graphic="
    ]
    assert await value(await stage.context({"name": "nonsense"}), "x") == []


def _completes(option: str):
    declared = SETTINGS.option(option)
    assert declared is not None
    return declared.complete

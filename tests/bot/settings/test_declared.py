import pytest

from bot.commands import Kind
from bot.errors import InputError
from bot.settings import SETTINGS, Values, setting


def test_every_setting_has_what_a_form_needs():
    for declared in SETTINGS:
        assert declared.topic
        # Discord's bound for the text under a field of a form.
        assert 0 < len(declared.description) <= 100, declared.name
        assert not declared.description.endswith(".")
        assert len(declared.name) <= 32


def test_the_declared_default_is_a_value_of_the_setting():
    assert Values.model_validate(Values().model_dump(mode="json")) == Values()


def test_a_number_brings_its_bounds_and_whether_it_may_be_left_out():
    temperature = setting("temperature")

    assert temperature.kind is Kind.NUMBER
    assert (temperature.minimum, temperature.maximum) == (0, 2)
    assert temperature.optional


def test_a_list_tells_the_bounds_of_its_entries_and_of_itself():
    words = setting("blocked_words")

    assert (words.kind, words.many) == (Kind.TEXT, True)
    assert (words.minimum, words.maximum, words.most) == (1, 200, 2000)


def test_a_table_tells_its_keys_and_what_each_takes():
    actions = setting("moderation_actions")

    assert actions.kind is Kind.CHOICE
    assert actions.choices == ("allow", "flag", "refuse")
    assert "self-harm/intent" in actions.keys


def test_all_settings_are_for_admins_unless_declared_otherwise():
    assert all(declared.admin for declared in SETTINGS)


def test_a_mistyped_name_gets_the_nearest_one():
    with pytest.raises(InputError, match=r"no setting 'temprature'\. Did you mean temperature\?"):
        setting("temprature")


def test_names_are_found_in_any_case():
    assert setting(" Temperature ").name == "temperature"


def test_lists_that_allow_are_closed_where_what_is_stored_cannot_be_used():
    for declared in SETTINGS:
        if declared.name.startswith("talk_"):
            assert declared.broken, declared.name
    assert setting("direct_messages").broken is False
    assert setting("blocked_words").broken is None


def test_channels_roles_and_people_are_told_apart_for_forms():
    assert setting("quiet_channels").kind is Kind.CHANNEL
    assert setting("talk_roles").kind is Kind.ROLE
    assert setting("talk_people").kind is Kind.PERSON

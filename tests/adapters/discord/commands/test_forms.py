"""Commands as Discord has them registered: made from the declarations, within its limits."""

from typing import Any

import pytest

from bot.core import Bot
from bot.languages import found as languages
from tests.adapters.discord.commands.commanding import Commanded, commanding
from tests.adapters.discord.commands.portal import set_up
from tests.doubles.discord import Channel, DiscordDouble, Permission, Person

MANAGE_SERVER = Permission.MANAGE_GUILD.value


def declared(double: DiscordDouble, name: str) -> dict[str, Any]:
    return next(each.declared for each in double.commands.of(None) if each.name == name)


def slashes(double: DiscordDouble) -> list[str]:
    """The names of the slash commands; entries in menus have names of their own."""
    return [each.name for each in double.commands.of(None) if each.declared.get("type", 1) == 1]


def option(double: DiscordDouble, command: str, name: str) -> dict[str, Any]:
    options = declared(double, command)["options"]
    return next(each for each in options if each["name"] == name)


def kept(shown: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: shown.get(key) for key in keys}


async def test_every_command_that_people_type_is_registered(
    double: DiscordDouble, commanded: Commanded
):
    typed = {name for name, command in commanded.bot.commands.items() if not command.hidden}

    assert set(slashes(double)) == typed
    assert "chat" not in typed


async def test_every_option_of_every_command_is_registered(
    double: DiscordDouble, commanded: Commanded
):
    for name in slashes(double):
        names = {each["name"] for each in declared(double, name)["options"]}
        wanted = {each.name for each in commanded.bot.commands[name].options}
        assert wanted == names - {"private", "form"}, name


async def test_servers_and_people_may_install_it_and_use_it_everywhere(
    double: DiscordDouble, commanded: Commanded
):
    assert kept(declared(double, "help"), "integration_types", "contexts") == {
        "integration_types": [0, 1],
        "contexts": [0, 1, 2],
    }


async def test_an_application_for_servers_only_registers_for_servers_only(
    double: DiscordDouble, channel: Channel, bot: Bot
):
    set_up(double, integration_types_config={"0": {}})
    async with commanding(double, bot):
        assert kept(declared(double, "help"), "integration_types", "contexts") == {
            "integration_types": [0],
            "contexts": [0, 1],
        }


async def test_bounds_are_those_of_the_declaration_within_what_discord_holds(
    double: DiscordDouble, commanded: Commanded
):
    note = option(double, "sample", "note")
    count = option(double, "sample", "count")
    share = option(double, "sample", "share")

    assert kept(note, "type", "max_length") == {"type": 3, "max_length": 6_000}
    assert kept(count, "type", "min_value", "max_value") == {
        "type": 4,
        "min_value": 1,
        "max_value": 9,
    }
    assert kept(share, "type", "min_value", "max_value") == {
        "type": 10,
        "min_value": 0,
        "max_value": 1,
    }


async def test_what_is_needed_comes_first(double: DiscordDouble, commanded: Commanded):
    first, *others = declared(double, "sample")["options"]

    assert first["name"] == "count"
    assert first["required"] is True
    assert not any(each["required"] for each in others)


async def test_choices_are_listed_and_too_many_are_offered_while_typing(
    double: DiscordDouble, commanded: Commanded
):
    tone, city = option(double, "sample", "tone"), option(double, "sample", "city")

    assert [each["value"] for each in tone["choices"]] == ["warm", "cold"]
    assert city.get("choices") is None
    assert city["autocomplete"] is True


async def test_other_kinds_have_a_field_of_their_own(double: DiscordDouble, commanded: Commanded):
    kinds = {each["name"]: each["type"] for each in declared(double, "sample")["options"]}

    assert kinds["who"] == 6
    assert kinds["where"] == 7
    assert kinds["picture"] == 11
    assert kinds["loud"] == 5
    assert option(double, "sample", "language")["autocomplete"] is True


async def test_names_and_descriptions_are_registered_in_every_language(
    double: DiscordDouble, commanded: Commanded
):
    for tag, language in languages().items():
        persona, name = declared(double, "persona"), option(double, "persona", "name")
        assert persona["name_localizations"][tag] == language.command("persona", "name")
        assert persona["description_localizations"][tag] == (
            language.command("persona", "description")
        )
        assert name["name_localizations"][tag] == language.option("persona", "name", "name")
        private = option(double, "sample", "private")
        assert private["name_localizations"][tag] == language.option("sample", "private", "name")
        period = option(double, "usage", "period")["choices"][0]
        assert period["name_localizations"][tag] == language.choice("usage", "period", "today")


async def test_a_command_for_admins_is_hidden_from_others(
    double: DiscordDouble, commanded: Commanded, alice: Person, channel: Channel
):
    assert int(declared(double, "rule")["default_member_permissions"]) == MANAGE_SERVER
    assert declared(double, "help").get("default_member_permissions") is None
    with pytest.raises(PermissionError):
        await alice.slash(channel, "rule")

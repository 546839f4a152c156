"""Entries in the menu of a message, for the commands that there are."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord.menus import MENUS, context_menus
from bot.commands import Command, Kind, Option
from bot.core import Bot
from bot.languages import found as languages
from tests.adapters.discord.commands.commanding import Commanded, commanding
from tests.adapters.discord.commands.samples import TRANSLATE, repeat
from tests.doubles.discord import Channel, DiscordDouble, File, Person


@pytest.fixture(name="commanded")
async def _commanded(double: DiscordDouble, channel: Channel, bot: Bot) -> AsyncIterator[Commanded]:
    async with commanding(double, bot, more=[TRANSLATE]) as commanded:
        yield commanded


async def pick(*_: object) -> None:
    """Take no notice."""


def labels(*commands: Command) -> list[str]:
    return [menu.name for menu in context_menus({one.name: one for one in commands}, pick)]


def test_there_is_no_entry_without_its_command():
    assert labels() == []
    assert labels(TRANSLATE) == ["Translate"]


def test_a_command_that_needs_more_than_a_message_has_no_entry():
    option = Option("language", "Into", Kind.LANGUAGE, required=True)
    needy = Command("translate", "Translate", repeat, options=(option,))

    assert labels(needy) == []


@pytest.mark.parametrize("menu", MENUS, ids=[menu.label for menu in MENUS])
def test_every_entry_has_a_name_in_every_language_that_fits(menu: object):
    for language in languages().values():
        name = language.menu(menu.command)  # type: ignore[attr-defined]  # it is a Menu
        assert name is not None
        assert 1 <= len(name) <= 32


async def test_a_message_is_handed_to_the_command(
    commanded: Commanded, alice: Person, bob: Person, channel: Channel
):
    picture = File("sign.png", b"\x89PNG", "image/png")
    message = await bob.says(channel, "Guten Tag", files=[picture])

    interaction = await alice.context_menu("Translate", message)

    answer = await interaction.answered()
    asked = await commanded.reached()
    assert asked.command == "translate"
    assert asked.options == {"text": "Guten Tag"}
    assert asked.quotes[0].author == "Bob"
    assert asked.quotes[0].text.startswith("Guten Tag")
    assert [file.name for file in asked.attachments] == ["sign.png"]
    assert asked.person.id == str(alice.id)
    assert answer.only_for is alice.account


async def test_entries_are_named_in_the_languages_of_people(
    double: DiscordDouble, commanded: Commanded
):
    (entry,) = [each.declared for each in double.commands.of(None) if each.name == "Translate"]

    assert entry["type"] == 3
    assert entry["name_localizations"] == {"zh-CN": "翻译"}

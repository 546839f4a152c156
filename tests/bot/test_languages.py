"""Every command, option and choice has its words in every language, within all limits."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from bot.commands import Command, Option, found
from bot.languages import Language, parsed
from bot.languages import found as languages

COMMANDS = {name: command for name, command in found().items() if not command.hidden}
LANGUAGES = languages()

# What Discord takes, which is the strictest of all.
NAME = re.compile(r"[\w-]{1,32}")
LONGEST = 100


def options() -> Iterator[tuple[Command, Option]]:
    for command in COMMANDS.values():
        for option in command.options:
            yield command, option


def each_language() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES.keys())


def test_simplified_chinese_is_there():
    assert LANGUAGES["zh-CN"].name == "简体中文"
    assert LANGUAGES["zh-CN"].command("help", "name") == "帮助"


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_the_english_words_of_a_command_fit(command: Command):
    described = [command, *command.options]

    assert [one.name for one in described if not is_name(one.name)] == []
    assert [one.name for one in described if not fits(one.description)] == []


@each_language()
def test_every_command_has_a_name_and_a_description_that_fit(language: Language):
    for name in COMMANDS:
        assert is_name(language.command(name, "name")), name
        assert fits(language.command(name, "description")), name


@each_language()
def test_every_option_has_a_name_and_a_description_that_fit(language: Language):
    for command, option in options():
        at = command.name, option.name
        assert is_name(language.option(*at, "name")), at
        assert fits(language.option(*at, "description")), at


@each_language()
def test_every_choice_has_a_name_that_fits(language: Language):
    for command, option in options():
        for choice in option.choices:
            at = command.name, option.name, choice
            assert fits(language.choice(*at)), at


@each_language()
def test_no_two_commands_have_the_same_name(language: Language):
    names = Counter(language.command(name, "name") for name in COMMANDS)

    assert [name for name, count in names.items() if count > 1] == []


@each_language()
def test_no_two_options_of_a_command_have_the_same_name(language: Language):
    for command in COMMANDS.values():
        given = [option.name for option in command.options]
        names = {language.option(command.name, name, "name") for name in given}
        assert len(names) == len(given), command.name


@each_language()
def test_words_that_commands_share_mean_the_same_in_each(language: Language):
    for name in {path[1] for path in language.words if path[0] == "options"}:
        meanings = {
            option.description
            for command, option in options()
            if option.name == name
            and ("commands", command.name, "options", name, "name") not in language.words
        }
        assert len(meanings) <= 1, name


@each_language()
def test_no_words_are_left_of_what_is_gone(language: Language):
    known = {("commands", name) for name in COMMANDS}
    known |= {("commands", one.name, "options", option.name) for one, option in options()}
    named = {path[:-1] for path in language.words if path[0] == "commands"}

    assert {path for path in named if path[-1] != "choices"} <= known


def test_what_a_language_lacks_is_not_there():
    language = parsed("xx", 'language = "Xx"\n[commands.help]\nname = "h"')

    assert language.command("help", "name") == "h"
    assert language.command("help", "description") is None
    assert language.option("help", "command", "name") is None


def test_a_file_that_does_not_say_its_language_is_refused():
    with pytest.raises(ValueError, match=r"xx\.toml"):
        parsed("xx", '[commands.help]\nname = "h"')


def is_name(name: str | None) -> bool:
    return name is not None and NAME.fullmatch(name) is not None and name == name.lower()


def fits(text: str | None) -> bool:
    return text is not None and 1 <= len(text) <= LONGEST

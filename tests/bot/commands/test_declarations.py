"""What every declaration must keep, so that each platform can build its form from it."""

import re

import pytest

from bot.commands import Command, Kind, by_name, found
from bot.commands.parse import parse

COMMANDS = found()
ALL = pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
TYPED = pytest.mark.parametrize(
    "command",
    [command for command in COMMANDS.values() if not command.hidden],
    ids=lambda command: command.name,
)
NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


def test_the_commands_that_were_promised_are_found():
    assert set(COMMANDS) >= {
        *("help", "model", "system", "persona", "temperature", "settings"),
        *("forget", "history", "export", "usage", "retry", "continue", "chat"),
    }


def test_two_commands_of_one_name_are_an_error():
    with pytest.raises(ValueError, match="two commands are called help"):
        by_name([COMMANDS["help"], COMMANDS["usage"], COMMANDS["help"]])


def test_discord_takes_no_more_than_a_hundred_commands():
    assert len(COMMANDS) <= 100


@ALL
def test_names_are_such_that_discord_and_slack_take_them(command: Command):
    names = [option.name for option in command.options]

    assert NAME.fullmatch(command.name)
    assert all(NAME.fullmatch(name) for name in names)
    assert len(names) == len(set(names)) <= 25


@ALL
def test_descriptions_fit_into_discords_menus(command: Command):
    for description in (command.description, *(option.description for option in command.options)):
        assert 1 <= len(description) <= 100


@ALL
def test_a_command_as_a_whole_is_no_longer_than_discord_takes(command: Command):
    words = [command.name, command.description]
    for option in command.options:
        words += [option.name, option.description, *option.choices, *option.choices]

    assert sum(map(len, words)) <= 8000


@ALL
def test_what_is_needed_stands_before_what_is_not(command: Command):
    first, *others = command.options or [None]
    # A typed line may begin with what is to be done, which goes without saying.
    begins = first is not None and first.name == "action" and first.kind is Kind.CHOICE
    needed = [option.required for option in (others if begins else command.options)]

    assert needed == sorted(needed, reverse=True)


@ALL
def test_choices_go_with_the_kind_and_are_not_too_many(command: Command):
    for option in command.options:
        assert bool(option.choices) == (option.kind is Kind.CHOICE)
        assert len(option.choices) <= 25
        assert all(1 <= len(choice) <= 100 for choice in option.choices)
        assert not (option.choices and option.complete)


@ALL
def test_at_most_one_option_takes_the_rest_of_the_line(command):
    # What is declared behind it is named in a typed line: `a fox count=2`.
    assert sum(option.rest for option in command.options) <= 1


@ALL
def test_what_is_not_screened_only_admins_give(command: Command):
    assert all(option.screened or option.admin for option in command.options)


@TYPED
def test_the_examples_are_understood(command: Command):
    assert command.examples
    for example in command.examples:
        understood, _ = parse(example, COMMANDS)
        assert understood is command


@TYPED
def test_what_only_shows_or_sets_something_is_for_the_asker_alone(command: Command):
    answers = {"ask", "retry", "continue", "translate", "summarize"}
    works = command.topic in {"texts", "pictures and sound"}
    assert command.private == (command.name not in answers and not works)


def test_what_touches_the_window_has_the_place_to_itself():
    alone = {command.name for command in COMMANDS.values() if command.changes_window}

    assert alone == {"chat", "ask", "forget", "retry", "continue"}

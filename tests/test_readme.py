"""README.md says what the program does: its table of commands comes from the declarations."""

from pathlib import Path

from bot.commands import found
from bot.commands.help import tables
from scripts.readme import BEGIN, END, with_tables

README = (Path(__file__).parents[1] / "README.md").read_text()
COMMANDS = [command for command in found().values() if not command.hidden]


def test_the_tables_of_commands_are_those_of_the_declarations():
    # `make readme` writes them.
    assert with_tables(README, tables(found())) == README


def test_every_command_stands_there_once_with_an_example_under_its_topic():
    shown = README.split(BEGIN)[1].split(END)[0]
    for command in COMMANDS:
        (row,) = [line for line in shown.splitlines() if f"| `/{command.name}` |" in line]
        assert command.description in row
        assert f"`/{command.name}" in row.split("|")[3]
        assert f"| {command.topic.capitalize()} | What it does | For example |" in shown


def test_what_is_around_the_tables_stays_as_it_is():
    text = f"Before\n{BEGIN}old\n{END}\nAfter\n"

    assert with_tables(text, "new") == f"Before\n{BEGIN}new\n{END}\nAfter\n"


def test_every_file_that_it_names_is_there():
    for target in README.split("](")[1:]:
        path = target.split(")")[0]
        assert (Path(__file__).parents[1] / path).exists(), path

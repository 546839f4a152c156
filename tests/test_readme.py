"""README.md says what the program does: its table of commands comes from the declarations."""

from pathlib import Path

from bot.commands import found
from bot.commands.help import table

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_table_of_commands_is_that_of_the_declarations():
    shown = README.split("<!-- commands -->\n")[1].split("<!-- /commands -->")[0]
    assert shown.strip() == table(found()).strip()


def test_every_file_that_it_names_is_there():
    for target in README.split("](")[1:]:
        path = target.split(")")[0]
        assert (Path(__file__).parents[1] / path).exists(), path

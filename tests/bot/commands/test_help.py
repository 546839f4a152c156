import pytest

from bot.commands import Command, Option, found
from bot.commands.help import command as help_command
from bot.commands.help import explained, run, tables, usage
from bot.errors import InputError
from tests.bot.commands.stage import MEMBER, Stage

COMMANDS = found()


@pytest.fixture(autouse=True)
def _with_all_commands(stage: Stage) -> None:
    stage.commands = COMMANDS


async def test_help_lists_every_command_that_people_type(stage: Stage):
    told = await stage.told(help_command, by=MEMBER)

    for command in COMMANDS.values():
        assert (f"{command.description}" in told) != command.hidden
    assert "- `/ask QUESTION` " in told
    assert "- `/translate` " in told


async def test_commands_stand_under_their_topics(stage: Stage):
    told = await stage.told(help_command)

    assert told.index("**conversation**") < told.index("/forget") < told.index("**settings**")
    assert told.index("**settings**") < told.index("/model") < told.index("**help**")


async def test_help_says_what_is_for_admins(stage: Stage):
    told = await stage.told(help_command)

    assert f"{COMMANDS['model'].description} (partly for admins)" in told
    assert f"{COMMANDS['history'].description} (" not in told


async def test_one_command_is_explained_with_its_options_and_examples(stage: Stage):
    told = await stage.told(help_command, {"command": "/Temperature"})

    assert told.startswith("`/temperature [value] [reset] [server]`")
    assert "- `value` How freely" in told
    assert "(a number from 0 to 2, for admins)" in told
    assert "- `/temperature 1 server`" in told


async def test_a_command_that_is_not_there_gets_the_nearest_name(stage: Stage):
    with pytest.raises(InputError, match=r"no command '/modle'\. Did you mean model\?"):
        await stage.run(help_command, {"command": "modle"})
    with pytest.raises(InputError, match="no command '/chat'"):
        await stage.run(help_command, {"command": "chat"})


async def test_names_of_commands_are_completed(stage: Stage):
    assert await help_command.options[0].complete(await stage.context(), "/model") == ["model"]


def test_the_tables_for_the_documentation_have_a_row_with_an_example_for_each_command():
    rows = tables(COMMANDS).splitlines()

    assert rows[0] == "| Conversation | What it does | For example |"
    assert sum("| `/" in row for row in rows) == sum(not one.hidden for one in COMMANDS.values())
    told = COMMANDS["history"].description
    assert f"| `/history` | {told} | `/history 20` |" in rows


def test_a_bar_does_not_end_a_cell_of_the_documentation():
    command = Command("say", "This | that", run, examples=("/say a | b",))

    assert tables({"say": command}).endswith(r"| `/say` | This \| that | `/say a \| b` |")


def test_a_needed_option_is_told_from_one_that_may_be_left_out():
    options = (Option("text", "What", required=True), Option("tone", "How"))
    command = Command("say", "Say it", run, options=options)

    assert usage(command) == "/say TEXT [tone]"
    assert "- `text` What (a text, needed)" in explained(command)
    assert "- `tone` How (a text)" in explained(command)

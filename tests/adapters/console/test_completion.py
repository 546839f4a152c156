"""What is offered while a line is typed, by the declarations of the commands."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from adapters.console.completion import Completions
from adapters.console.conversation import LOCAL
from bot.commands import Command, Kind, Option
from bot.errors import StoreUnopenable
from tests.adapters.console.scripted import offer, run

COMMANDS = {
    command.name: command
    for command in (
        Command("chat", "Plain talk", run, hidden=True),
        Command("help", "What there is", run),
        Command(
            "model",
            "Which model answers",
            run,
            (
                Option("name", "which", Kind.CHOICE, choices=("gpt-big", "gpt-small")),
                Option("server", "for all", Kind.FLAG),
            ),
        ),
        Command("persona", "Who answers", run, (Option("name", "which", complete=offer),)),
        Command("system", "Told first", run, (Option("text", "the words", rest=True),)),
    )
}


async def _values(line: str, option: str, typed: str) -> Sequence[str]:
    declared = COMMANDS[line.split()[0][1:].lower()].option(option)
    assert declared
    if declared.complete:
        return await declared.complete(None, typed)  # type: ignore[arg-type]  # it needs none
    return [choice for choice in declared.choices if choice.startswith(typed)]


async def offers(line: str) -> list[str]:
    """The lines that the offers would make of this one."""
    completions = Completions(COMMANDS | LOCAL, _values)
    event = CompleteEvent(completion_requested=True)
    return [
        line[: len(line) + one.start_position] + one.text
        async for one in completions.get_completions_async(Document(line), event)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/", ["/help", "/model", "/persona", "/system", "/attach", "/quit"]),
        ("/MO", ["/model"]),
        ("talk /mo", []),
        ("plain talk", []),
        ("/model ", ["/model gpt-big", "/model gpt-small", "/model name=", "/model server"]),
        ("/model gpt-s", ["/model gpt-small"]),
        ("/model name=gpt-b", ["/model name=gpt-big"]),
        ("/model gpt-big s", ["/model gpt-big server"]),
        ("/model gpt-big server ", []),
        ("/model server=o", ["/model server=on", "/model server=off"]),
        ("/persona b", ['/persona "beta two"']),
        ('/persona "be', ['/persona "beta two"']),
        ("/system be ki", []),
        ("/unknown x", []),
    ],
)
async def test_what_fits_is_offered(line: str, expected: list[str]) -> None:
    assert await offers(line) == expected


async def test_files_are_offered_for_attach(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "other").touch()
    assert await offers(f"/attach {tmp_path}/no") == [f"/attach {tmp_path}/notes.txt"]


async def test_values_that_cannot_be_had_are_no_offers() -> None:
    async def broken(*_: str) -> Sequence[str]:
        raise StoreUnopenable("here", "gone")

    completions = Completions(COMMANDS, broken)
    event = CompleteEvent(completion_requested=True)
    found = completions.get_completions_async(Document("/persona "), event)
    assert [one.text async for one in found] == ["name="]

"""Shortcuts: entries in the menu of a message, or of the workspace, that run commands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.commands import Command, Kind


@dataclass(frozen=True, slots=True)
class Menu:
    """An entry. `text` is the option that gets the words, where a form is needed for the rest.

    With `since` it is about the thread of the message, and where that is in none, about what was
    said since; the option of that name gets the id of the message.
    """

    label: str
    command: str
    description: str
    kind: Literal["message", "global"] = "message"
    text: str = ""
    since: str = ""

    @property
    def callback_id(self) -> str:
        """What Slack calls it when it is used."""
        return f"causerie_{self.command}"


MENUS: Sequence[Menu] = (
    Menu("Translate", "translate", "Translate this message", text="text"),
    Menu("Summarize thread", "summarize", "Say briefly what was said here", since="since"),
    Menu("Explain", "explain", "Explain this message", text="text"),
    Menu("Transcribe", "transcribe", "Write down what is said in a recording"),
    Menu("New image", "image", "Have a picture made", kind="global"),
)
"""What is offered as soon as the core has the command."""


def offered(commands: Mapping[str, Command], menus: Sequence[Menu] = MENUS) -> Iterator[Menu]:
    """The entries whose commands exist."""
    for menu in menus:
        command = commands.get(menu.command)
        if command is not None and not command.hidden:
            yield menu


def is_enough(menu: Menu, command: Command) -> bool:
    """Whether a message gives all that the command needs; else it is asked for in a form."""
    filled = {menu.text}
    needed = [option for option in command.options if option.required]
    return menu.kind == "message" and all(
        option.name in filled or option.kind is Kind.FILE for option in needed
    )

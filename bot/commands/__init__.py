"""Commands: one file and one declaration each, found by themselves.

A module in this package that has a `command` is a command. Its declaration is all that a platform
needs to build its own form: options with kinds, bounds, choices and completions. `run` gets a
`Context` and yields events; it never screens, stores, bills or retries by itself.
"""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.messages import Event, OptionValue

if TYPE_CHECKING:
    from bot.context import Context
    from bot.forms import Form, Sent

Run = Callable[["Context"], AsyncIterator[Event]]
Complete = Callable[["Context", str], Awaitable[Sequence[str]]]
Ask = Callable[["Context"], Awaitable["Form"]]
Fill = Callable[[Mapping[str, OptionValue], "Sent"], Mapping[str, OptionValue]]


class Kind(StrEnum):
    """What an option takes."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "yes or no"
    CHOICE = "choice"
    FILE = "file"
    PERSON = "person"
    CHANNEL = "channel"
    ROLE = "role"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a command takes.

    `minimum` and `maximum` bound a number, or the length of a text in characters. `complete` offers
    values for what was typed so far; `choices` is for a fixed list. An option that is `rest` takes
    all that is left of a typed line, one that is `named` only what stands behind its name; one that
    is `admin` is for those who may manage the server.
    What is not `screened`, always or beside the other options, only admins give: it may hold the
    very words that screening refuses.
    """

    name: str
    description: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    complete: Complete | None = None
    rest: bool = False
    named: bool = False
    admin: bool = False
    screened: bool | Callable[["Options"], bool] = True

    def is_screened(self, options: "Options") -> bool:
        """Whether its value is judged, given all options of the command."""
        return self.screened(options) if callable(self.screened) else self.screened


@dataclass(frozen=True, slots=True)
class Command:
    """What a command is called, takes and may do.

    `private` answers go to the asker alone; `admin` commands need the right to manage the server at
    the moment they run; `hidden` ones are not typed by people. `changes_window` says that the
    command must have the place to itself, in order of arrival; the others may run beside an answer.
    One that goes `ahead` runs while its words are still judged, so it changes nothing by itself.
    One that is `slash_only` is not meant by words without a slash: its name begins many a sentence.
    `tool` tells a model what it may use the command for, "" where it is not offered to models; what
    `changes` something is then done only when the person says yes, and what `spends` more than
    words cost only where their own words ask for it. One with `raw_files` reads its attachments,
    and has their words judged, by itself. `topic` is the heading under which it is listed.
    `tries` are the examples that can be pressed in the help, because they do something for anybody
    without more; None stands for all of them.
    `ask` makes the form in which what is missing is filled in, and `fill` the options out of what
    was sent back; both raise `InputError`, and `ask` also `NotPermitted`.
    """

    name: str
    description: str
    run: Run
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    tries: tuple[str, ...] | None = None
    private: bool = False
    admin: bool = False
    hidden: bool = False
    changes_window: bool = False
    ahead: bool = False
    raw_files: bool = False
    tool: str = ""
    changes: bool = False
    spends: bool = False
    slash_only: bool = False
    topic: str = "conversation"
    ask: Ask | None = None
    fill: Fill | None = None

    def option(self, name: str) -> Option | None:
        """The option of that name."""
        return next((option for option in self.options if option.name == name), None)


Options = Mapping[str, OptionValue]


def found() -> dict[str, Command]:
    """All commands of this package by name; raises `ValueError` when two share a name."""
    modules = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    ]
    declared = [getattr(module, "command", None) for module in modules]
    return by_name(command for command in declared if isinstance(command, Command))


def by_name(commands: Iterable[Command]) -> dict[str, Command]:
    """Sort commands by name; raises `ValueError` when two share one."""
    named: dict[str, Command] = {}
    for command in sorted(commands, key=lambda command: command.name):
        if command.name in named:
            raise ValueError(f"two commands are called {command.name}")
        named[command.name] = command
    return named

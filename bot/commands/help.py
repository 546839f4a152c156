"""`/help`: what the bot can do, told by the declarations of its commands."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING

from bot.commands import Command, Option, Options
from bot.commands.check import expected, nearest, shown
from bot.commands.parse import parse
from bot.errors import InputError
from bot.messages import Choice, Choices, Event, Notice

if TYPE_CHECKING:
    from bot.context import Context


# More does not fit on a button everywhere.
_LABEL = 70


async def run(context: "Context") -> AsyncIterator[Event]:
    """List the commands, or explain one."""
    commands = context.commands
    name = str(context.message.options.get("command", "")).lstrip("/").lower()
    if not name:
        yield Notice(listed(commands))
        if begins := _begins(commands):
            yield Choices("Try one of them:", begins)
        return
    wanted = commands.get(name)
    if wanted is None or wanted.hidden:
        hint = nearest(name, (command.name for command in _typed(commands)))
        raise InputError(f"There is no command {shown('/' + name)}.{hint}")
    yield Notice(explained(wanted))
    if tries := _tries(wanted, commands):
        yield Choices("Try one of them:", tries)


def _begins(commands: Mapping[str, Command]) -> tuple[Choice, ...]:
    """One example of each of the commands that do most for people."""
    tools = [command for command in _typed(commands) if command.tool and command.name != "help"]
    return tuple(choice for command in tools for choice in _tries(command, commands)[:1])


def _tries(command: Command, commands: Mapping[str, Command]) -> tuple[Choice, ...]:
    """The examples that do no harm when they are pressed."""
    if command.changes or command.admin or command.topic == "settings":
        return ()
    tries = []
    for example in command.examples if command.tries is None else command.tries:
        with suppress(InputError):
            parsed, options = parse(example, commands)
            if not _needs_more(parsed, options):
                tries.append(Choice(_label(example), command=parsed.name, options=options))
    return tuple(tries)


def _needs_more(command: Command, options: Options) -> bool:
    """Whether the command would ask for something that the example cannot bring."""
    return any(option.required and option.name not in options for option in command.options)


def _label(example: str) -> str:
    return example if len(example) <= _LABEL else f"{example[: _LABEL - 1]}…"


def listed(commands: Mapping[str, Command]) -> str:
    """All commands under their topics, as markdown."""
    lines = ["Just write what you want to know. There are also these commands:"]
    for topic, group in groupby(_typed(commands), key=lambda command: command.topic):
        lines += ["", f"**{topic}**"]
        lines += [f"- `{_short(one)}` {one.description}{_for_whom(one)}" for one in group]
    return "\n".join([*lines, "", "`/help` with the name of a command says more about it."])


def explained(command: Command) -> str:
    """One command with its options and examples, as markdown."""
    lines = [f"`{usage(command)}` {command.description}{_for_whom(command)}"]
    for option in command.options:
        marks = [
            expected(option),
            *(["needed"] if option.required else []),
            *(["for admins"] if option.admin else []),
        ]
        lines.append(f"- `{option.name}` {option.description} ({', '.join(marks)})")
    if command.examples:
        lines += ["", "For example:", *(f"- `{example}`" for example in command.examples)]
    return "\n".join(lines)


def tables(commands: Mapping[str, Command]) -> str:
    """All commands as a markdown table for each topic, for the documentation."""
    parts = []
    for topic, group in groupby(_typed(commands), key=lambda command: command.topic):
        rows = [
            f"| `/{one.name}` | {_cell(one.description + _for_whom(one))} | {_example(one)} |"
            for one in group
        ]
        head = [f"| {topic.capitalize()} | What it does | For example |", "| --- | --- | --- |"]
        parts.append("\n".join([*head, *rows]))
    return "\n\n".join(parts)


def _example(command: Command) -> str:
    """The first example that says more than the name, in code."""
    telling = [example for example in command.examples if " " in example]
    return f"`{_cell((*telling, *command.examples)[0])}`" if command.examples else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def usage(command: Command) -> str:
    """The command as it is typed: `/temperature [value] [reset] [server]`."""
    return " ".join([f"/{command.name}", *map(_slot, command.options)])


def _short(command: Command) -> str:
    """The command with what it must be given: `/ask QUESTION`."""
    needed = [_slot(option) for option in command.options if option.required]
    return " ".join([f"/{command.name}", *needed])


def _slot(option: Option) -> str:
    return option.name.upper() if option.required else f"[{option.name}]"


def _for_whom(command: Command) -> str:
    if command.admin:
        return " (for admins)"
    return " (partly for admins)" if any(option.admin for option in command.options) else ""


def _typed(commands: Mapping[str, Command]) -> list[Command]:
    """The commands that people type, by topic and name; new topics come before the help."""
    shown_ones = [command for command in commands.values() if not command.hidden]
    return sorted(shown_ones, key=lambda command: (_rank(command.topic), command.name))


def _rank(topic: str) -> tuple[int, str]:
    ranks = {"conversation": 0, "settings": 2, "help": 3}
    return ranks.get(topic, 1), topic


async def _complete(context: "Context", typed: str) -> Sequence[str]:
    names: Iterable[str] = (command.name for command in _typed(context.commands))
    return [name for name in names if typed.lstrip("/").lower() in name]


command = Command(
    name="help",
    description="Show what the bot can do, or how a command works",
    run=run,
    options=(Option("command", "The command to explain", maximum=33, complete=_complete),),
    examples=("/help", "/help model"),
    private=True,
    tool="show the person what the bot can do, or how one of its commands works",
    topic="help",
)

"""Plain words do the same as commands: the model is offered them as tools.

A command with a `tool` is offered, with the rights of the person who wrote the message and not
more. What a tool shows is shown to the person; what changes something waits for them to press a
button. Where a model knows no tools, `plain` tells by the words what was meant.
"""

import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands import Command
from bot.commands.check import check, permit
from bot.errors import InputError, NotPermitted, OverBudget, PlatformError
from bot.messages import Choice, Choices, Event, Message, Notice, OptionValue, Text
from bot.models import Call, Tool
from bot.permission import may_use
from bot.sentences import sentence
from bot.tools.schemas import options_of, tool_of
from bot.tools.spending import Spending

if TYPE_CHECKING:
    from bot.context import Context

log = logging.getLogger(__name__)

# Characters of an option's value that the line about a tool repeats.
_SHOWN = 80
# Nobody says yes to more than they can read in the question.
_READ = 500


class Commands:
    """The commands that a person may use here, as tools; see `bot.steps.Toolbox`."""

    def __init__(self, context: "Context") -> None:
        self._context = context
        self._offered = {
            command.name: command
            for command in context.commands.values()
            if command.tool and _may(context, command)
        }
        self.tools: tuple[Tool, ...] = tuple(
            tool_of(command, admin=context.message.person.admin)
            for command in self._offered.values()
        )
        self.most = context.config.tools.steps
        self._spending = Spending(context)

    def offers(self, command: Command) -> bool:
        """Whether the person may use it."""
        return command.name in self._offered

    async def use(self, call: Call) -> AsyncGenerator[Event, None]:
        """Run the command that the model asked for, in the name of the person."""
        try:
            command, options = self._read(call)
            if command.spends and not await self._spending.may(command):
                check(command, options)
                # A file, a page or somebody else may have told the model to.
                yield _question("use up some of your budget", command, options)
                return
            self._spending.note(command)
            async with aclosing(used(self._context, command, options)) as events:
                async for event in events:
                    yield event
        except (InputError, NotPermitted, OverBudget, PlatformError) as error:
            # The person reads it, and the model, which may do better.
            yield Text(f"\n{sentence(error)}\n")

    def _read(self, call: Call) -> tuple[Command, dict[str, OptionValue]]:
        """Check what the model wrote as strictly as what a person types."""
        command = self._offered.get(call.name)
        if command is None:
            raise InputError(f"There is no /{call.name[:40]} that I could use for you.")
        try:
            written = json.loads(call.arguments or "{}")
        except ValueError as error:
            raise InputError(f"I could not say what /{command.name} should do.") from error
        admin = self._context.message.person.admin
        return command, options_of(command, written, admin=admin)


async def used(
    context: "Context", command: Command, options: dict[str, OptionValue]
) -> AsyncGenerator[Event, None]:
    """Run a command inside of another message's answer, after a line that says so.

    Raises `InputError` and `NotPermitted` as the command does.
    """
    checked = check(command, options)
    permit(command, checked, context.message.person)
    log.info("%s uses /%s", context.message.key, command.name)
    if command.changes and not context.message.approved:
        yield _question("change something here", command, options)
        return
    if _leads_elsewhere(context.message, options):
        # An address that a page made up could carry away what was said here.
        yield _question("open an address that you did not give", command, options)
        return
    # The model goes ahead while the message is judged; what spends or changes something waits.
    await context.judging.admitted()
    inner = replace(context.message, command=command.name, options=checked, text="")
    material = await context.answers.reread(inner, raw=command.raw_files)
    yield Text(f"{_line(command, options)}\n\n")
    asked = replace(context, message=inner, material=material, by_model=True)
    async for event in command.run(asked):
        # What is not private may be read by all who read the question.
        if isinstance(event, Notice) and not command.private:
            yield Text(f"{event.text}\n\n")
        else:
            yield event


def _leads_elsewhere(message: Message, options: dict[str, OptionValue]) -> bool:
    """Whether there is an address among the options that the person did not write or point at."""
    said = "\n".join([message.text, *(quote.text for quote in message.quotes)])
    words = (word for value in options.values() if isinstance(value, str) for word in value.split())
    return any("://" in word and word not in said for word in words)


def _question(what: str, command: Command, options: dict[str, OptionValue]) -> Choices:
    # What only spends shows all it does when it is done.
    long = any(len(str(value)) > _READ for value in options.values())
    if long and not command.spends:
        raise InputError(
            f"That is too long to ask you about it here. Use /{command.name} yourself for it."
        )
    # It is as if they had typed it: what asks once more before it is done still does.
    yes = Choice("Do it", command=command.name, options=options, style="primary")
    line = _line(command, options, longest=_READ).strip("*")
    return Choices(f"That would {what}: {line}. Shall I?", (yes,))


def _line(command: Command, options: dict[str, OptionValue], *, longest: int = _SHOWN) -> str:
    given = "".join(
        f" {name}" if value is True else f" {name}: {_short(value, longest)}"
        for name, value in options.items()
    )
    return f"*/{command.name}{given}*"


def _short(value: OptionValue, longest: int) -> str:
    text = " ".join(str(value).replace("*", "").split())
    return text if len(text) <= longest else f"{text[:longest]}…"


def _may(context: "Context", command: Command) -> bool:
    message = context.message
    if command.admin and not message.person.admin:
        return False
    place, person = message.place, message.person
    return may_use(
        context.values, command, person=person, channel=place.channel, direct=message.direct
    )

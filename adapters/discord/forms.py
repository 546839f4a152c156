"""Forms: for what a command asks in one of its own, and for texts that are too long for an option.

What a form is for stands in its id, so that it can be sent off after a restart as well.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord.entries import Known, labels, sent
from adapters.discord.fields import LONGEST_TEXT, Given
from bot.commands import Command, Kind, Option
from bot.core import Bot
from bot.errors import InputError
from bot.forms import Field, Form, Sent
from bot.messages import Message, OptionValue

FORM = Option("form", "Write it in a form: several lines, and more characters", Kind.FLAG)
"""What a person sets to get one."""

# https://docs.discord.com/developers/interactions/receiving-and-responding
_LONGEST_TITLE, _LONGEST_ID = 45, 100
_PREFIX = "causerie:form:"
_PART = "part"


def long_option(command: Command) -> Option | None:
    """The option of a command that may hold more than Discord's own field takes."""
    if command.option(FORM.name) is not None:
        return None
    return next((option for option in command.options if _is_long(option)), None)


async def own_form(bot: Bot, message: Message, known: Known) -> discord.ui.Modal | None:
    """The form that the command of a message has for what is missing; None where it has none.

    Raises `CauserieError` with a sentence, and `ValueError` where Discord has no room for it.
    """
    form = await bot.form(message)
    if form is None:
        return None
    option = long_option(bot.commands[message.command])
    # What is to be filled in stands in the form.
    left = {FORM.name, message.form, option.name if option else ""}
    options = {name: value for name, value in message.options.items() if name not in left}
    return _modal(form, _id_of(message.command, "", options), known)


def form_for(command: Command, option: Option, given: Mapping[str, Given]) -> discord.ui.Modal:
    """The form for an option, which begins with what was typed; the others go along in its id.

    Raises `ValueError` where they do not fit.
    """
    others = {name: value for name, value in given.items() if name != option.name}
    typed = str(given.get(option.name, ""))
    field = Field(
        _PART,
        option.description,
        maximum=option.maximum,
        needed=True,
        given=(typed,) if typed else (),
    )
    form = Form(f"/{command.name}", "", (field,))
    return _modal(form, _id_of(command.name, option.name, others), lambda _, __: False)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent off: its command, the options that came along, and what was filled in.

    `option` is the one that it was for, "" for a form of the command's own.
    """

    command: str
    option: str
    options: Mapping[str, OptionValue]
    sent: Sent

    def complete(self, command: Command) -> Mapping[str, OptionValue]:
        """The options as they are now; raises `InputError`."""
        if self.option:
            return {**self.options, self.option: "".join(self.sent.get(_PART, ()))}
        if command.fill is None:
            raise InputError(f"/{command.name} has no form.")
        return command.fill(self.options, self.sent)

    @property
    def written(self) -> str:
        """All that was filled in, for the person who may want it back."""
        return "\n".join(text for entries in self.sent.values() for text in entries)


def filled(data: Mapping[str, Any]) -> Filled | None:
    """Read the data of an interaction; None where it is no form of ours, or was made up."""
    custom_id = str(data.get("custom_id", ""))
    if not custom_id.startswith(_PREFIX):
        return None
    command, _, rest = custom_id.removeprefix(_PREFIX).partition(":")
    option, _, others = rest.partition(":")
    try:
        read = json.loads(others)
    except ValueError:
        return None
    if not isinstance(read, dict) or not all(isinstance(one, OptionValue) for one in read.values()):
        return None
    return Filled(command, option, read, sent(data.get("components")))


def _modal(form: Form, custom_id: str, known: Known) -> discord.ui.Modal:
    title = f"{form.title} {form.where}".strip()
    modal = discord.ui.Modal(title=title[:_LONGEST_TITLE], custom_id=custom_id)
    for label in labels(form, known):
        modal.add_item(label)
    return modal


def _is_long(option: Option) -> bool:
    return option.kind is Kind.TEXT and (option.maximum or 0) > LONGEST_TEXT


def _id_of(command: str, option: str, others: Mapping[str, Given]) -> str:
    if any(isinstance(value, discord.Attachment) for value in others.values()):
        raise ValueError("files do not fit into an id")
    packed = json.dumps(others, separators=(",", ":"))
    custom_id = f"{_PREFIX}{command}:{option}:{packed}"
    if len(custom_id) > _LONGEST_ID:
        raise ValueError("too much for an id")
    return custom_id

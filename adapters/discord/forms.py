"""Forms for texts that are too long, or have too many lines, for an option of a slash command.

What a form is for stands in its id, so that it can be sent off after a restart as well.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import discord

from adapters.discord.fields import LONGEST_TEXT, Given
from bot.commands import Command, Kind, Option
from bot.messages import OptionValue

FORM = Option("form", "Write it in a form: several lines, and more characters", Kind.FLAG)
"""What a person sets to get one."""

# https://docs.discord.com/developers/components/reference#text-input
_LONGEST_PART = 4_000
_MOST_PARTS = 5
_LONGEST_TITLE, _LONGEST_LABEL, _LONGEST_ID = 45, 45, 100
_PREFIX = "causerie:form:"


def long_option(command: Command) -> Option | None:
    """The option of a command that may hold more than Discord's own field takes."""
    if command.option(FORM.name) is not None:
        return None
    return next((option for option in command.options if _is_long(option)), None)


def form_for(command: Command, option: Option, given: Mapping[str, Given]) -> discord.ui.Modal:
    """The form for an option, which begins with what was typed; the others go along in its id.

    Raises `ValueError` where they do not fit.
    """
    others = {name: value for name, value in given.items() if name != option.name}
    modal = discord.ui.Modal(
        title=f"/{command.name}"[:_LONGEST_TITLE], custom_id=_id_of(command, option, others)
    )
    typed = str(given.get(option.name, ""))
    count = min(_MOST_PARTS, ceil((option.maximum or 0) / _LONGEST_PART))
    for number in range(count):
        part = typed[number * _LONGEST_PART :][:_LONGEST_PART]
        field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            custom_id=f"part-{number}",
            default=part or None,
            required=number == 0,
            max_length=_LONGEST_PART,
        )
        modal.add_item(discord.ui.Label(text=_label(option, number, count), component=field))
    return modal


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent off: the name of its command, and the options as they are now."""

    command: str
    options: Mapping[str, OptionValue]


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
    text = "\n".join(part for part in _parts(data.get("components", ())) if part.strip())
    return Filled(command, {**read, option: text})


def _parts(components: Any) -> Iterator[str]:
    """What stands in the fields, in order, whether they are in rows or under labels."""
    for component in components:
        inner = component.get("component")
        yield from _parts([*component.get("components", ()), *([inner] if inner else [])])
        if "value" in component:
            yield str(component["value"])


def _is_long(option: Option) -> bool:
    return option.kind is Kind.TEXT and (option.maximum or 0) > LONGEST_TEXT


def _id_of(command: Command, option: Option, others: Mapping[str, Given]) -> str:
    if any(isinstance(value, discord.Attachment) for value in others.values()):
        raise ValueError("files do not fit into an id")
    packed = json.dumps(others, separators=(",", ":"))
    custom_id = f"{_PREFIX}{command.name}:{option.name}:{packed}"
    if len(custom_id) > _LONGEST_ID:
        raise ValueError("too much for an id")
    return custom_id


def _label(option: Option, number: int, count: int) -> str:
    told = option.description if number == 0 else f"{option.name}, continued"
    mark = f" ({number + 1} of {count})" if count > 1 else ""
    return f"{told[: _LONGEST_LABEL - len(mark)]}{mark}"

"""Commands as a model is told of them: strict JSON schemas, made from the declarations."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.commands import Command, Kind, Option
from bot.commands.check import expected
from bot.errors import InputError
from bot.messages import OptionValue
from bot.models import Tool

_TYPES = {Kind.WHOLE: "integer", Kind.NUMBER: "number", Kind.FLAG: "boolean"}


def tool_of(command: Command, *, admin: bool) -> Tool:
    """Describe a command; options for admins are told to nobody else."""
    properties = {option.name: _property(option) for option in _offered(command, admin=admin)}
    # Strict schemas want every property to be required; one that may be left out is null instead.
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return Tool(command.name, command.tool, schema)


def options_of(command: Command, written: object, *, admin: bool) -> dict[str, OptionValue]:
    """Read the arguments that a model wrote; raises `InputError` for what is none of them."""
    if not isinstance(written, Mapping):
        raise InputError(f"I could not say what /{command.name} should do.")
    known = {option.name for option in _offered(command, admin=admin)}
    options: dict[str, OptionValue] = {}
    for name, value in written.items():
        if value is None or value == "":
            continue
        if name not in known or not isinstance(value, OptionValue):
            raise InputError(f"/{command.name} takes no such {str(name)[:40]}.")
        options[name] = value
    return options


def _offered(command: Command, *, admin: bool) -> Iterator[Option]:
    for option in command.options:
        # Files come along with the message, and what is not judged only people give.
        if option.kind is Kind.FILE or option.screened is not True:
            continue
        if admin or not option.admin:
            yield option


def _property(option: Option) -> dict[str, Any]:
    kind = _TYPES.get(option.kind, "string")
    property_: dict[str, Any] = {
        "type": kind if option.required else [kind, "null"],
        "description": _described(option),
    }
    if option.kind is Kind.CHOICE:
        property_["enum"] = [*option.choices, *([] if option.required else [None])]
    return property_


def _described(option: Option) -> str:
    """What the option is for; every word of it is paid for with each message."""
    if option.kind in (Kind.WHOLE, Kind.NUMBER):
        return f"{option.description} ({expected(option)})"
    return option.description

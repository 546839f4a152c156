"""Builds the options of a command as a client sends them, and refuses what a client would not send.

https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-structure
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.declarations import GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from tests.doubles.discord.files import File
from tests.doubles.discord.resolved import Resolved

Json = dict[str, Any]
_BOOLEAN, _USER, _CHANNEL, _ROLE, _MENTIONABLE, _ATTACHMENT = 5, 6, 7, 8, 9, 11


def build(
    declared: Json,
    path: Sequence[str],
    given: Mapping[str, Any],
    resolved: Resolved,
    *,
    focused: str | None = None,
) -> list[Json]:
    """Return the options for a command and the subcommands in `path`.

    With a `focused` option, as for autocompletion, nothing else is required and that one is
    checked for nothing. Raises `LookupError` for what is not declared, `TypeError` and
    `ValueError` for what a client would not let through.
    """
    options: list[Json] = declared.get("options") or []
    if path:
        name, *rest = path
        inner = _inner(options, name)
        below = build(inner, rest, given, resolved, focused=focused)
        return [{"name": name, "type": inner["type"], "options": below}]
    if any(option["type"] in {SUBCOMMAND, GROUP} for option in options):
        raise LookupError(f"{declared['name']} wants a subcommand")
    return _values(options, given, resolved, focused)


def _inner(options: list[Json], name: str) -> Json:
    for option in options:
        if option["name"] == name and option["type"] in {SUBCOMMAND, GROUP}:
            return option
    raise LookupError(f"there is no subcommand {name}")


def _values(
    options: list[Json], given: Mapping[str, Any], resolved: Resolved, focused: str | None
) -> list[Json]:
    known = {option["name"]: option for option in options}
    for name in given:
        if name not in known:
            raise LookupError(f"there is no option {name}")
    missing = [
        each["name"] for each in options if each.get("required") and each["name"] not in given
    ]
    if missing and focused is None:
        raise ValueError(f"missing: {', '.join(missing)}")
    built: list[Json] = []
    for name, value in given.items():
        option = known[name]
        if name == focused:
            sent = {"name": name, "type": option["type"], "value": str(value), "focused": True}
        else:
            sent = {"name": name, "type": option["type"], "value": _value(option, value, resolved)}
        built.append(sent)
    return built


def _value(option: Json, value: Any, resolved: Resolved) -> Any:
    match option["type"]:
        case kind if kind in {STRING, INTEGER, NUMBER}:
            return _plain(option, value)
        case kind if kind == _BOOLEAN:
            if not isinstance(value, bool):
                raise TypeError(f"{option['name']} is true or false")
            return value
        case kind if kind == _ATTACHMENT:
            if not isinstance(value, File):
                raise TypeError(f"{option['name']} is a file")
            return resolved.file(value)
        case kind if kind == _CHANNEL:
            return _channel(option, value, resolved)
        case kind if kind in {_USER, _ROLE, _MENTIONABLE}:
            return resolved.mentionable(value)
    raise ValueError(f"{option['name']} is of an unknown type")


def _channel(option: Json, value: Any, resolved: Resolved) -> str:
    if not isinstance(value, Channel):
        raise TypeError(f"{option['name']} is a channel")
    kinds = option.get("channel_types")
    if kinds and value.kind not in kinds:
        raise ValueError(f"{option['name']} takes no {value.kind.name}")
    return resolved.channel(value)


def _plain(option: Json, value: Any) -> Any:
    choices = option.get("choices")
    if choices:
        return _chosen(option, choices, value)
    if option["type"] == STRING:
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        if not least <= len(str(value)) <= most:
            raise ValueError(f"{option['name']} has {least} to {most} characters")
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{option['name']} is a number")
    if option["type"] == INTEGER and value != int(value):
        raise ValueError(f"{option['name']} is a whole number")
    least, most = option.get("min_value"), option.get("max_value")
    if (least is not None and value < least) or (most is not None and value > most):
        raise ValueError(f"{option['name']} is from {least} to {most}")
    return value


def _chosen(option: Json, choices: list[Json], value: Any) -> Any:
    for choice in choices:
        names = {choice["name"], *(choice.get("name_localizations") or {}).values()}
        if value == choice["value"] or value in names:
            return choice["value"]
    raise ValueError(f"{option['name']} has no choice {value}")

"""What Discord's client sends when somebody fills in a form, checked as it checks that.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import components as kinds
from tests.doubles.discord.channels import Channel
from tests.doubles.discord.modals import CHANNELS, MOST_TEXT, POINTED_AT, bounds
from tests.doubles.discord.resolved import Resolved

if TYPE_CHECKING:
    from tests.doubles.discord.guilds import Guild

Json = dict[str, Any]


def filled(modal: Json, given: Mapping[str, Any], resolved: Resolved, guild: "Guild | None") -> Any:
    """Return the components of a form with what was put in; the rest is sent as it was shown.

    Raises `LookupError` for a field that is not there, `ValueError` for what it does not take.
    """
    inside = modal["components"]
    known = {each["custom_id"] for _, each in kinds.walk(inside) if "custom_id" in each}
    for name in given:
        if name not in known:
            raise LookupError(f"the form has no field {name}; it has {sorted(known)}")
    return [_filled(component, given, resolved, guild) for component in inside]


def _filled(
    component: Json, given: Mapping[str, Any], resolved: Resolved, guild: "Guild | None"
) -> Json:
    sent: Json = {"type": component["type"], "id": component.get("id")}
    if component["type"] == kinds.LABEL:
        return sent | {"component": _filled(component["component"], given, resolved, guild)}
    if component["type"] == kinds.ROW:
        inner = [_filled(each, given, resolved, guild) for each in component["components"]]
        return sent | {"components": inner}
    if "custom_id" not in component:
        return sent
    name = component["custom_id"]
    entry = _entry(component, given[name], resolved) if name in given else _shown(component)
    if name not in given and component["type"] in POINTED_AT:
        entry = {"values": [_point(one["id"], resolved, guild) for one in _default(component)]}
    return sent | {"custom_id": name} | _checked(component, entry)


def _shown(component: Json) -> Json:
    """What is sent of a field that nobody touched."""
    match component["type"]:
        case kinds.TEXT_INPUT:
            return {"value": component.get("value") or ""}
        case kinds.CHECKBOX:
            return {"value": bool(component.get("default"))}
        case kinds.RADIO_GROUP:
            chosen = [one["value"] for one in component["options"] if one.get("default")]
            return {"value": chosen[0] if chosen else None}
        case _:
            options = component.get("options") or ()
            return {"values": [one["value"] for one in options if one.get("default")]}


def _entry(component: Json, value: Any, resolved: Resolved) -> Json:
    match component["type"]:
        case kinds.TEXT_INPUT:
            return {"value": str(value)}
        case kinds.FILE_UPLOAD:
            return {"values": [resolved.file(file) for file in value or ()]}
        case kinds.CHECKBOX:
            return {"value": bool(value)}
        case kinds.RADIO_GROUP:
            return {"value": value}
        case kinds.SELECT | kinds.CHECKBOX_GROUP:
            return {"values": [_option(component, one) for one in _listed(value)]}
        case _:
            return {"values": [_pick(component, one, resolved) for one in _listed(value)]}


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _option(component: Json, wanted: Any) -> str:
    for option in component["options"]:
        if wanted in {option["value"], option["label"]}:
            return str(option["value"])
    raise ValueError(f"{component['custom_id']} has no {wanted}")


def _pick(component: Json, value: Any, resolved: Resolved) -> str:
    if component["type"] == CHANNELS:
        if not isinstance(value, Channel):
            raise ValueError(f"{component['custom_id']} takes channels")
        wanted = component.get("channel_types")
        if wanted and int(value.kind) not in wanted:
            raise ValueError(f"{component['custom_id']} takes no {value.kind.name}")
        return resolved.channel(value)
    return resolved.mentionable(value)


def _default(component: Json) -> list[Json]:
    found: list[Json] = component.get("default_values") or []
    return found


def _point(given: Any, resolved: Resolved, guild: "Guild | None") -> str:
    number = int(given)
    if guild is not None and number in guild.channels:
        return resolved.channel(guild.channels[number])
    if guild is not None and number in guild.roles:
        return resolved.mentionable(guild.roles[number])
    if guild is not None and number in guild.members:
        return resolved.mentionable(guild.members[number].user)
    return str(number)


def _checked(component: Json, entry: Json) -> Json:
    """Return what is sent, unless Discord's client would not send it."""
    name, needed = component["custom_id"], component.get("required", True)
    if component["type"] == kinds.TEXT_INPUT:
        text = entry["value"]
        least, most = component.get("min_length") or 0, component.get("max_length") or MOST_TEXT
        if (needed and not text) or (text and not least <= len(text) <= most):
            raise ValueError(f"{name} takes {least} to {most} characters, not {len(text)}")
    elif "values" in entry and component["type"] != kinds.FILE_UPLOAD:
        least, most = bounds(component)
        count = len(entry["values"])
        if (needed and not count) or (count and not least <= count <= most):
            raise ValueError(f"{name} takes {least} to {most} choices, not {count}")
    return entry

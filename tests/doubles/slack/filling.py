"""What is filled into a modal, checked as Slack's client checks it before it sends anything."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.doubles.slack import choosing
from tests.doubles.slack.choosing import Json


def state(blocks: Sequence[Json], values: Mapping[str, Any]) -> Json:
    """Return the `values` of a view's state; fields are named by action id or block id.

    Raises `LookupError` for a field or an option that is not there, and `ValueError` for what the
    client would not send: a required field left empty, a text too short or too long.
    """
    found: Json = {}
    unused = set(values)
    for block, element in choosing.elements(blocks):
        names = [str(element.get("action_id")), str(block.get("block_id"))]
        given = next((name for name in names if name in values), None)
        unused -= {given} if given else set()
        filled = choosing.chosen(element, values[given]) if given else _initial(element)
        if not filled:
            continue
        if block["type"] == "input":
            _check(block, element, filled)
        entry = {"type": element["type"], **filled}
        found.setdefault(names[1], {})[names[0]] = entry
    if unused:
        known = [element.get("action_id") for _, element in choosing.elements(blocks)]
        raise LookupError(f"there is no field {unused} among {known}")
    return found


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind in {"button", "icon_button", "overflow", "feedback_buttons", "image"}:
        return {}
    several = kind.startswith("multi_") or kind == "checkboxes"
    for key in _INITIAL:
        if element.get(key) is not None:
            value = element[key]
            if key == "initial_option":
                return choosing.chosen(element, value["value"])
            if key == "initial_options":
                return choosing.chosen(element, [each["value"] for each in value])
            return choosing.chosen(element, value)
    return choosing.chosen(element, [] if several else None)


_INITIAL = (
    "initial_value",
    "initial_option",
    "initial_options",
    "initial_user",
    "initial_users",
    "initial_channel",
    "initial_channels",
    "initial_conversation",
    "initial_conversations",
    "initial_date",
    "initial_time",
)


def _check(block: Json, element: Json, filled: Json) -> None:
    (value,) = filled.values()
    label = (block.get("label") or {}).get("text")
    if not value and not block.get("optional"):
        raise ValueError(f"Slack does not send the form: {label!r} is empty")
    if isinstance(value, str) and value:
        least = int(element.get("min_length") or 0)
        most = int(element.get("max_length") or 3000)
        if not least <= len(value) <= most:
            raise ValueError(f"Slack does not send the form: {label!r} has {len(value)} characters")

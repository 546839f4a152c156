"""What is filled into a modal, checked as Slack's client checks it before it sends anything."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.doubles.slack import choosing
from tests.doubles.slack.choosing import Json
from tests.doubles.slack.elements import is_within


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
    most = element.get("max_selected_items")
    if isinstance(value, list) and most is not None and len(value) > most:
        raise ValueError(f"Slack does not send the form: {label!r} takes {most} at most")
    if element["type"] == "number_input" and value:
        _check_number(str(label), element, value)
    elif isinstance(value, str) and value:
        least = int(element.get("min_length") or 0)
        most = int(element.get("max_length") or 3000)
        if not least <= len(value) <= most:
            raise ValueError(f"Slack does not send the form: {label!r} has {len(value)} characters")


def _check_number(label: str, element: Json, value: str) -> None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"Slack does not send the form: {label!r} is no number") from None
    least, most = element.get("min_value"), element.get("max_value")
    lower, upper = (None if one is None else Decimal(one) for one in (least, most))
    # What is no number at all is neither too small nor too large, and is refused nevertheless.
    if not number.is_finite() or not is_within(number, lower, upper):
        raise ValueError(f"Slack does not send the form: {label!r} is {value}")
    if number != number.to_integral_value() and not element["is_decimal_allowed"]:
        raise ValueError(f"Slack does not send the form: {label!r} is no whole number")

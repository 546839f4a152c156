"""What a person presses, types and chooses, in the form in which the app is told of it.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.doubles.slack.elements import options_of

Json = dict[str, Any]
_NAMED = ("action_id", "block_id")


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Go through the elements that a person can use, each with its block."""
    for block in blocks:
        inside = [*(block.get("elements") or ())] if "action" in str(block.get("type")) else []
        inside += [block[key] for key in ("accessory", "element") if block.get(key)]
        for element in inside:
            yield block, element


def find(blocks: Sequence[Json], wanted: str) -> tuple[Json, Json]:
    """Return block and element by action id, or by the words on a button; raise `LookupError`."""
    found = list(elements(blocks))
    for block, element in found:
        if wanted == element.get("action_id"):
            return block, element
    for block, element in found:
        if wanted == (element.get("text") or {}).get("text"):
            return block, element
    known = [str(element.get("action_id")) for _, element in found]
    raise LookupError(f"there is no {wanted!r} among {known}")


def action(block: Json, element: Json, value: Any, at: str) -> Json:
    """Return an entry of `actions`: that an element was used, with what was chosen."""
    used: Json = {"action_id": element.get("action_id"), "block_id": block.get("block_id")}
    used |= {"type": element["type"], "action_ts": at}
    if element["type"] in {"button", "icon_button"}:
        return used | {key: element[key] for key in ("text", "value", "style") if key in element}
    return used | chosen(element, value)


def chosen(element: Json, value: Any) -> Json:
    """Return what was chosen in an element, as it stands in actions and in the state of a view.

    `value` is a text, a number, an id, or the value or the words of an option (several: a list).
    Raises `LookupError` for an option that is not offered.
    """
    kind = element["type"]
    if kind == "feedback_buttons":
        return {"value": _feedback(element, value)}
    key, several = _KEYS.get(kind, ("value", False))
    if not key.startswith("selected_option"):
        return {key: list(value) if several else value if value is None else str(value)}
    read: Callable[[Any], Json] = lambda each: option(element, each)  # noqa: E731 - two uses below
    if several:
        return {key: [read(each) for each in value or ()]}
    return {key: None if value is None else read(value)}


def option(element: Json, wanted: Any) -> Json:
    """Return an option by its value or its words; raise `LookupError`."""
    if element["type"].endswith("external_select"):
        # Those are loaded while somebody types; a whole option is given then.
        return dict(wanted)
    options = options_of(element)
    for each in options:
        if wanted in {each.get("value"), (each.get("text") or {}).get("text")}:
            return {key: each[key] for key in ("text", "value", "description") if key in each}
    raise LookupError(f"{wanted!r} is not offered: {[each.get('value') for each in options]}")


def _feedback(element: Json, value: Any) -> str:
    for key in ("positive", "negative"):
        button: Json = element[f"{key}_button"]
        if value in {key, button.get("value"), (button.get("text") or {}).get("text")}:
            return str(button.get("value") or key)
    raise LookupError(f"{value!r} is neither positive nor negative")


_KEYS: Mapping[str, tuple[str, bool]] = {
    "static_select": ("selected_option", False),
    "external_select": ("selected_option", False),
    "radio_buttons": ("selected_option", False),
    "overflow": ("selected_option", False),
    "multi_static_select": ("selected_options", True),
    "multi_external_select": ("selected_options", True),
    "checkboxes": ("selected_options", True),
    "users_select": ("selected_user", False),
    "multi_users_select": ("selected_users", True),
    "channels_select": ("selected_channel", False),
    "multi_channels_select": ("selected_channels", True),
    "conversations_select": ("selected_conversation", False),
    "multi_conversations_select": ("selected_conversations", True),
    "datepicker": ("selected_date", False),
    "timepicker": ("selected_time", False),
}

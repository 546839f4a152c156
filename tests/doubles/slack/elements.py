"""What Slack finds wrong with buttons, menus and fields.

https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from tests.doubles.slack.measures import Json, Place, between, required, text, words

_OPTIONS = 100
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PEOPLE, _CHANNELS = re.compile(r"[UW][A-Z0-9]{2,}"), re.compile(r"[CDG][A-Z0-9]{2,}")


def problems(element: Any, place: Place) -> Iterator[str]:
    """Go through what is wrong with an element."""
    if not isinstance(element, dict):
        yield place.says("must be an object")
        return
    kind = str(element.get("type"))
    if kind not in _CHECKS:
        yield place.says(f"unsupported type: {kind}")
        return
    yield from words(element, "action_id", place, most=255)
    yield from text(element, "placeholder", place, most=150, plain=True)
    if element.get("confirm") is not None:
        yield from _confirm(element["confirm"], place.at("confirm"))
    yield from _CHECKS[kind](element, place)


def _confirm(dialog: Json, place: Place) -> Iterator[str]:
    yield from text(dialog, "title", place, most=100, plain=True)
    yield from text(dialog, "text", place, most=300)
    yield from text(dialog, "confirm", place, most=30, plain=True)
    yield from text(dialog, "deny", place, most=30, plain=True)


def _button(element: Json, place: Place) -> Iterator[str]:
    yield from required(element, "text", place)
    yield from text(element, "text", place, most=75, plain=True)
    yield from words(element, "value", place, most=2000, least=0)
    yield from words(element, "url", place, most=3000)
    if element.get("style") not in {None, "primary", "danger"}:
        yield place.at("style").says("must be a valid enum value")


def _feedback(element: Json, place: Place) -> Iterator[str]:
    for key in ("positive_button", "negative_button"):
        yield from required(element, key, place)
        yield from text(element.get(key) or {}, "text", place.at(key), most=75, plain=True)
        yield from words(element.get(key) or {}, "value", place.at(key), most=2000)


def _icon_button(element: Json, place: Place) -> Iterator[str]:
    yield from required(element, "icon", place)
    yield from required(element, "text", place)
    yield from text(element, "text", place, most=75, plain=True)
    yield from words(element, "value", place, most=2000)


def _select(element: Json, place: Place) -> Iterator[str]:
    groups = element.get("option_groups")
    if groups is not None:
        yield from between(groups, place.at("option_groups"), 1, _OPTIONS)
        for number, group in enumerate(groups):
            there = place.at("option_groups", number)
            yield from text(group, "label", there, most=75, plain=True)
            yield from _options(group, there, _OPTIONS)
    else:
        yield from _options(element, place, _OPTIONS)
    yield from _chosen(element, place)


def _few_options(element: Json, place: Place) -> Iterator[str]:
    yield from _options(element, place, 10)
    yield from _chosen(element, place)


def _overflow(element: Json, place: Place) -> Iterator[str]:
    yield from _options(element, place, 5)


def _options(element: Json, place: Place, most: int) -> Iterator[str]:
    options = element.get("options")
    yield from between(options, place.at("options"), 1, most)
    for number, option in enumerate(options or ()):
        there = place.at("options", number)
        yield from required(option, "text", there)
        yield from text(option, "text", there, most=75)
        yield from required(option, "value", there)
        yield from words(option, "value", there, most=150)
        yield from text(option, "description", there, most=75)


def _chosen(element: Json, place: Place) -> Iterator[str]:
    known = [option.get("value") for option in options_of(element)]
    if len(set(known)) < len(known):
        yield place.at("options").says("option values must be unique")
    initial = element.get("initial_option")
    chosen = element.get("initial_options") or ([initial] if initial else [])
    if any(option.get("value") not in known for option in chosen):
        yield place.says("initial option must be one of the options")


def _input(element: Json, place: Place) -> Iterator[str]:
    yield from words(element, "initial_value", place, most=3000, least=0)
    if not 0 <= int(element.get("min_length") or 0) <= 3000:
        yield place.at("min_length").says("must be between 0 and 3000")
    most = int(element.get("max_length") or 3000)
    if not 1 <= most <= 3000:
        yield place.at("max_length").says("must be between 1 and 3000")
    if len(str(element.get("initial_value") or "")) > most:
        yield place.at("initial_value").says("must be shorter than max_length")


def _free(element: Json, place: Place) -> Iterator[str]:
    yield from ()


def _number(element: Json, place: Place) -> Iterator[str]:
    yield from required(element, "is_decimal_allowed", place)
    bounds = {}
    for key in ("min_value", "max_value", "initial_value"):
        value = element.get(key)
        if value is None:
            continue
        if not isinstance(value, str) or not _NUMBER.fullmatch(value):
            yield place.at(key).says("must be a valid number")
        elif "." in value and not element.get("is_decimal_allowed"):
            yield place.at(key).says("must be a whole number")
        else:
            bounds[key] = Decimal(value)
    least, most = bounds.get("min_value"), bounds.get("max_value")
    initial = bounds.get("initial_value")
    if least is not None and most is not None and least > most:
        yield place.at("min_value").says("must not be greater than max_value")
    if initial is not None and not is_within(initial, least, most):
        yield place.at("initial_value").says("must be between min_value and max_value")


def is_within(number: Decimal, least: Decimal | None, most: Decimal | None) -> bool:
    """Return whether a number is between two others, each of which may be missing."""
    return (least is None or number >= least) and (most is None or number <= most)


def _several(element: Json, place: Place) -> Iterator[str]:
    """A menu of people or channels, from which several are chosen."""
    initial = f"initial_{element['type'].split('_')[1]}"
    given = element.get(initial)
    most = element.get("max_selected_items")
    if most is not None and (not isinstance(most, int) or most < 1):
        yield place.at("max_selected_items").says("must be greater than 0")
    include = (element.get("filter") or {}).get("include")
    if include is not None and not {*include} <= {"im", "mpim", "private", "public"}:
        yield place.at("filter", "include").says("must be a valid enum value")
    if given is None:
        return
    if not isinstance(given, list) or not given:
        yield place.at(initial).says("no fewer than 1 items allowed")
        return
    pattern = _PEOPLE if initial == "initial_users" else _CHANNELS
    for number, one in enumerate(given):
        if not isinstance(one, str) or not pattern.fullmatch(one):
            yield place.at(initial, number).says("failed to match all allowed schemas")
    if most is not None and len(given) > most:
        yield place.at(initial).says(f"no more than {most} items allowed")


def _image(element: Json, place: Place) -> Iterator[str]:
    yield from required(element, "alt_text", place)
    yield from words(element, "alt_text", place, most=2000)


_CHECKS: Mapping[str, Callable[[Json, Place], Iterator[str]]] = {
    "button": _button,
    "workflow_button": _button,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
    "static_select": _select,
    "multi_static_select": _select,
    "checkboxes": _few_options,
    "radio_buttons": _few_options,
    "overflow": _overflow,
    "plain_text_input": _input,
    "email_text_input": _free,
    "url_text_input": _free,
    "number_input": _number,
    "rich_text_input": _free,
    "datepicker": _free,
    "timepicker": _free,
    "datetimepicker": _free,
    "file_input": _free,
    "image": _image,
    **{
        f"{several}{kind}_select": _free
        for several in ("", "multi_")
        for kind in ("external", "users", "conversations", "channels")
    },
    **{f"multi_{kind}_select": _several for kind in ("users", "conversations", "channels")},
}
# https://docs.slack.dev/reference/block-kit/blocks/input-block
_NO_INPUT = {
    "button", "workflow_button", "feedback_buttons", "icon_button", "overflow", "image",
}  # fmt: skip


def problems_of_input(element: Any, place: Place) -> Iterator[str]:
    """Go through what is wrong with an element that is to be filled in."""
    if isinstance(element, dict) and element.get("type") in _NO_INPUT:
        yield place.says(f"unsupported type: {element['type']}")
        return
    yield from problems(element, place)


def options_of(element: Json) -> list[Json]:
    """Return the options of a menu, those of its groups too."""
    groups = element.get("option_groups") or ()
    return [*(element.get("options") or ()), *(each for g in groups for each in g["options"])]

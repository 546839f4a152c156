"""What Slack finds wrong with buttons, menus and fields.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.doubles.slack.measures import Json, Place, between, required, text, words

_OPTIONS = 100


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
    initial = element.get("initial_option")
    chosen = element.get("initial_options") or ([initial] if initial else [])
    if any(option.get("value") not in known for option in chosen):
        yield place.says("initial option must be one of the options")


def _input(element: Json, place: Place) -> Iterator[str]:
    yield from words(element, "initial_value", place, most=3000, least=0)
    if not 0 <= int(element.get("min_length") or 0) <= 3000:
        yield place.at("min_length").says("must be between 0 and 3000")
    if not 1 <= int(element.get("max_length") or 3000) <= 3000:
        yield place.at("max_length").says("must be between 1 and 3000")


def _free(element: Json, place: Place) -> Iterator[str]:
    yield from ()


def _number(element: Json, place: Place) -> Iterator[str]:
    yield from required(element, "is_decimal_allowed", place)


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
}


def options_of(element: Json) -> list[Json]:
    """Return the options of a menu, those of its groups too."""
    groups = element.get("option_groups") or ()
    return [*(element.get("options") or ()), *(each for g in groups for each in g["options"])]

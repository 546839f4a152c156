"""Buttons, menus and what else can be under a message.

https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.doubles.discord.errors import Problems, required, too_long, wrong_length

Json = dict[str, Any]

ROW, BUTTON, SELECT, TEXT_INPUT, TEXT, LABEL = 1, 2, 3, 4, 10, 18
FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 19, 21, 22, 23
SELECTS = (3, 5, 6, 7, 8)
LINK_STYLE, PREMIUM_STYLE = 5, 6
_PRESSED = (
    BUTTON,
    *SELECTS,
    TEXT_INPUT,
    FILE_UPLOAD,
    RADIO_GROUP,
    CHECKBOX_GROUP,
    CHECKBOX,
)
_MOST_ROWS, _MOST_IN_A_ROW, _MOST_V2, _MOST_TEXT = 5, 5, 40, 4000


def walk(components: Iterable[Json], path: str = "components") -> Iterator[tuple[str, Json]]:
    """Go through components and everything in them, with the path of each."""
    for number, component in enumerate(components):
        here = f"{path}.{number}"
        yield here, component
        yield from walk(component.get("components") or (), f"{here}.components")
        for single in ("component", "accessory"):
            if component.get(single):
                yield from walk([component[single]], f"{here}.{single}")


def numbered(components: Iterable[Json]) -> tuple[Json, ...]:
    """Return components, each with an `id` of its own, as Discord gives them one."""
    components = [_copy(component) for component in components]
    taken = {component["id"] for _, component in walk(components) if component.get("id")}
    number = 0
    for _, component in walk(components):
        if not component.get("id"):
            number = next(each for each in range(number + 1, 1 << 31) if each not in taken)
            component["id"] = number
    return tuple(components)


def _copy(component: Json) -> Json:
    copy = dict(component)
    if copy.get("components"):
        copy["components"] = [_copy(each) for each in copy["components"]]
    for single in ("component", "accessory"):
        if copy.get(single):
            copy[single] = _copy(copy[single])
    return copy


def find(components: Iterable[Json], custom_id: str) -> Json | None:
    """Return the component with a custom id."""
    found = (each for _, each in walk(components) if each.get("custom_id") == custom_id)
    return next(found, None)


def problems(components: list[Json], *, v2: bool, path: str = "components") -> Problems:
    """Return what is wrong with the components of a message."""
    found: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    everything = list(walk(components, path))
    if v2 and len(everything) > _MOST_V2:
        found[path] = ("BASE_TYPE_MAX_LENGTH", f"Must be {_MOST_V2} or fewer in length.")
    text = sum(len(each.get("content") or "") for _, each in everything if each["type"] == TEXT)
    if text > _MOST_TEXT:
        words = f"The total number of displayable characters must be at most {_MOST_TEXT}."
        found[path] = ("COMPONENT_MAX_TOTAL_TEXT_LENGTH", words)
    if not v2:
        found |= _rows(components, path)
    for here, component in everything:
        found |= _single(here, component, seen)
    return found


def _rows(components: list[Json], path: str) -> Problems:
    if len(components) > _MOST_ROWS:
        return {path: too_long(_MOST_ROWS)}
    return {
        f"{path}.{number}.type": ("UNION_TYPE_CHOICES", "Value of field must be one of (1,).")
        for number, component in enumerate(components)
        if component.get("type") != ROW
    }


def _single(path: str, component: Json, seen: set[str]) -> Problems:
    found: dict[str, tuple[str, str]] = {}
    kind = component.get("type")
    if kind == ROW and not 1 <= len(component.get("components") or ()) <= _MOST_IN_A_ROW:
        found[f"{path}.components"] = wrong_length(1, _MOST_IN_A_ROW)
    if kind == BUTTON:
        found |= _button(path, component)
    custom_id = component.get("custom_id")
    if kind in _PRESSED and not _is_link(component):
        if not custom_id:
            found[f"{path}.custom_id"] = required()
        elif len(custom_id) > 100:
            found[f"{path}.custom_id"] = wrong_length(1, 100)
        elif custom_id in seen:
            words = "Component custom id cannot be duplicated"
            found[f"{path}.custom_id"] = ("COMPONENT_CUSTOM_ID_DUPLICATED", words)
        seen.add(custom_id or "")
    if kind == SELECT and not 1 <= len(component.get("options") or ()) <= 25:
        found[f"{path}.options"] = wrong_length(1, 25)
    return found


def _button(path: str, component: Json) -> Problems:
    if len(component.get("label") or "") > 80:
        return {f"{path}.label": too_long(80)}
    if not component.get("label") and not component.get("emoji") and not _is_link(component):
        words = "A button must have at least one of `label` or `emoji` set"
        return {path: ("BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", words)}
    if component.get("style") == LINK_STYLE and not component.get("url"):
        return {f"{path}.url": required()}
    return {}


def _is_link(component: Json) -> bool:
    return component.get("style") in {LINK_STYLE, PREMIUM_STYLE} and component["type"] == BUTTON

"""What Discord finds wrong with a form.

https://docs.discord.com/developers/components/reference#label and what may stand in it.
"""

from collections.abc import Iterator
from typing import Any

from tests.doubles.discord import components as kinds
from tests.doubles.discord.errors import Problems, bad_type, required, too_long, wrong_length

Json = dict[str, Any]
Problem = tuple[str, tuple[str, str]]

USERS, ROLES, MENTIONABLES, CHANNELS = 5, 6, 7, 8
_MOST, MOST_TEXT, _MOST_OPTIONS = 5, 4000, 25
_IN_LABEL = {
    kinds.TEXT_INPUT, *kinds.SELECTS, kinds.FILE_UPLOAD, kinds.RADIO_GROUP, kinds.CHECKBOX_GROUP,
    kinds.CHECKBOX,
}  # fmt: skip
POINTED_AT = {
    USERS: {"user"},
    ROLES: {"role"},
    MENTIONABLES: {"user", "role"},
    CHANNELS: {"channel"},
}
# Text, DM, voice, group, category, news, three kinds of threads, stage, directory, forum, media.
_CHANNEL_TYPES = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16}


def problems(data: Json) -> Problems:
    """Return what is wrong with a form."""
    found: dict[str, tuple[str, str]] = {}
    for key, most in (("title", 45), ("custom_id", 100)):
        if not 1 <= len(data.get(key) or "") <= most:
            found[f"data.{key}"] = wrong_length(1, most)
    inside = data.get("components") or []
    if not 1 <= len(inside) <= _MOST:
        found["data.components"] = wrong_length(1, _MOST)
    seen: set[str] = set()
    for number, component in enumerate(inside):
        found |= dict(_top(f"data.components.{number}", component, seen))
    return found


def _top(path: str, component: Json, seen: set[str]) -> Iterator[Problem]:
    match component.get("type"):
        case kinds.LABEL:
            yield from _label(path, component, seen)
        case kinds.ROW:
            # Rows are of old, and hold nothing but one text.
            inner = component.get("components") or []
            if len(inner) != 1 or inner[0].get("type") != kinds.TEXT_INPUT:
                yield f"{path}.components", _wrong_kind({kinds.TEXT_INPUT})
            else:
                yield from _item(f"{path}.components.0", inner[0], seen)
        case kinds.TEXT:
            pass
        case _:
            yield f"{path}.type", _wrong_kind({kinds.ROW, kinds.TEXT, kinds.LABEL})


def _label(path: str, component: Json, seen: set[str]) -> Iterator[Problem]:
    if not 1 <= len(component.get("label") or "") <= 45:
        yield f"{path}.label", wrong_length(1, 45)
    if len(component.get("description") or "") > 100:
        yield f"{path}.description", too_long(100)
    inner = component.get("component")
    if not isinstance(inner, dict):
        yield f"{path}.component", required()
    elif inner.get("type") not in _IN_LABEL:
        yield f"{path}.component.type", _wrong_kind(_IN_LABEL)
    elif inner.get("label"):
        yield f"{path}.component.label", ("BASE_TYPE_BAD", "A label says what the field is.")
    else:
        yield from _item(f"{path}.component", inner, seen)


def _item(path: str, item: Json, seen: set[str]) -> Iterator[Problem]:
    custom_id = item.get("custom_id") or ""
    if not 1 <= len(custom_id) <= 100:
        yield f"{path}.custom_id", wrong_length(1, 100)
    if custom_id in seen:
        words = "Component custom id cannot be duplicated"
        yield f"{path}.custom_id", ("COMPONENT_CUSTOM_ID_DUPLICATED", words)
    seen.add(custom_id)
    if len(item.get("placeholder") or "") > (100 if item["type"] == kinds.TEXT_INPUT else 150):
        yield f"{path}.placeholder", too_long(100)
    if item["type"] == kinds.TEXT_INPUT:
        yield from _text(path, item)
    elif item["type"] in {*kinds.SELECTS, kinds.CHECKBOX_GROUP}:
        yield from _several(path, item)
    if item["type"] in {kinds.SELECT, kinds.RADIO_GROUP, kinds.CHECKBOX_GROUP}:
        yield from _options(path, item)
    if item["type"] in POINTED_AT:
        yield from _defaults(path, item)


def _text(path: str, item: Json) -> Iterator[Problem]:
    if item.get("style") not in {1, 2}:
        yield f"{path}.style", _wrong_kind({1, 2})
    least, most = item.get("min_length") or 0, item.get("max_length", MOST_TEXT)
    if not 0 <= least <= MOST_TEXT:
        yield f"{path}.min_length", ("NUMBER_TYPE_MAX", f"must be at most {MOST_TEXT}")
    if not 1 <= most <= MOST_TEXT or least > most:
        yield f"{path}.max_length", ("NUMBER_TYPE_MAX", f"must be from 1 to {MOST_TEXT}")
    if len(item.get("value") or "") > most:
        yield f"{path}.value", too_long(most)


def _several(path: str, item: Json) -> Iterator[Problem]:
    least, most = bounds(item)
    if not 0 <= least <= most <= _MOST_OPTIONS or most < 1:
        yield f"{path}.max_values", ("NUMBER_TYPE_MAX", f"{least} to {most} of at most 25")
    if item.get("disabled"):
        yield f"{path}.disabled", ("BASE_TYPE_BAD", "Nothing is disabled in a form.")
    if item.get("required", True) and least == 0:
        yield f"{path}.required", ("BASE_TYPE_BAD", "What is required has at least one value.")


def bounds(item: Json) -> tuple[int, int]:
    """Return how many may be chosen, at least and at most."""
    if item["type"] == kinds.CHECKBOX_GROUP:
        return item.get("min_values") or 0, item.get("max_values") or len(item["options"])
    return item.get("min_values", 1), item.get("max_values", 1)


def _options(path: str, item: Json) -> Iterator[Problem]:
    options = item.get("options") or []
    least, most = (1, 25) if item["type"] == kinds.SELECT else (2, 10)
    least = 1 if item["type"] == kinds.CHECKBOX_GROUP else least
    if not least <= len(options) <= most:
        yield f"{path}.options", wrong_length(least, most)
    for number, option in enumerate(options):
        for key in ("label", "value"):
            if not 1 <= len(option.get(key) or "") <= 100:
                yield f"{path}.options.{number}.{key}", wrong_length(1, 100)
        if len(option.get("description") or "") > 100:
            yield f"{path}.options.{number}.description", too_long(100)
    if len({option.get("value") for option in options}) < len(options):
        words = "The specified option value is already used"
        yield f"{path}.options", ("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words)
    most = 1 if item["type"] == kinds.RADIO_GROUP else bounds(item)[1]
    if sum(bool(option.get("default")) for option in options) > most:
        words = "There are more default values than can be chosen"
        yield f"{path}.options", ("SELECT_COMPONENT_DEFAULT_VALUES", words)


def _defaults(path: str, item: Json) -> Iterator[Problem]:
    given = item.get("default_values") or []
    least, most = bounds(item)
    if given and not least <= len(given) <= most:
        yield f"{path}.default_values", wrong_length(least, most)
    for number, value in enumerate(given):
        if value.get("type") not in POINTED_AT[item["type"]]:
            yield f"{path}.default_values.{number}.type", _wrong_kind(POINTED_AT[item["type"]])
        if not 10**14 < int(value.get("id") or 0) < 1 << 64:
            yield f"{path}.default_values.{number}.id", bad_type("snowflake")
    if len({str(value.get("id")) for value in given}) < len(given):
        yield f"{path}.default_values", ("BASE_TYPE_BAD", "Default values are all different.")
    if not set(item.get("channel_types") or ()) <= _CHANNEL_TYPES:
        yield f"{path}.channel_types", _wrong_kind(_CHANNEL_TYPES)


def _wrong_kind(possible: set[Any]) -> tuple[str, str]:
    return "UNION_TYPE_CHOICES", f"Value of field must be one of {tuple(possible)}."

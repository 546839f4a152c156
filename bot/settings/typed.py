"""Values as people type and read them: `0.7`, `on`, `a, b`, `violence=0.5`, or JSON."""

import json
import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from bot.commands import Kind
from bot.commands.check import expected, nearest, read, refusal, shown
from bot.errors import InputError
from bot.settings.declared import Setting
from bot.settings.values import Values

_NOTHING = "none"
# A comma inside the brackets of a pattern, as in `a{1,3}` or `[,.]`, does not end an item.
_ITEM = re.compile(r"(?:\{[^{}\n]*\}|\[[^\[\]\n]*\]|[^,\n])+")


def parse(setting: Setting, text: str) -> object:
    """Return what a person typed as the setting's value, checked.

    `none` stands for an empty list or table, and for no value where there may be none. Raises
    `InputError` with what the setting takes.
    """
    word = text.strip()
    nothing = word.lower() == _NOTHING
    if setting.optional and nothing:
        return None
    if setting.many:
        return fitting(setting, () if nothing else _items(word))
    if setting.keys:
        return fitting(setting, {} if nothing else _table(setting, word))
    return fitting(setting, read(setting.option, text if setting.kind is Kind.TEXT else word))


def write(value: object) -> str:
    """Return the value as a text that `parse` turns into the same value of its setting."""
    if value is None:
        return _NOTHING
    if isinstance(value, Mapping):
        pairs = (f"{key}={_single(one)}" for key, one in value.items())
        return ", ".join(pairs) or _NOTHING
    if isinstance(value, str) or not isinstance(value, Sequence):
        return _single(value)
    joined = ", ".join(value) or _NOTHING
    plain = value == () or (joined.lower() != _NOTHING and _items(joined) == list(value))
    return joined if plain else json.dumps(list(value), ensure_ascii=False)


def fitting(setting: Setting, value: object) -> object:
    """Return the value under the setting's own type; raises `InputError` where it does not fit."""
    try:
        return getattr(Values.model_validate({setting.name: value}), setting.name)
    except ValidationError as error:
        raise InputError(_sentence(setting, error)) from None


def takes(setting: Setting) -> str:
    """What the setting takes, as part of a sentence."""
    one = expected(setting.option)
    if setting.keys:
        example = setting.choices[0] if setting.choices else "0.5"
        return f"{one} for each category, such as {setting.keys[0]}={example}"
    if setting.many:
        return f"at most {setting.most:,} entries with commas between them, each {one}"
    return f"{one}, or {_NOTHING}" if setting.optional else one


def _items(text: str) -> list[str]:
    if text.startswith("["):
        try:
            items = json.loads(text)
        except ValueError:
            items = None
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return items
    return [item for part in _ITEM.findall(text) if (item := part.strip())]


def _table(setting: Setting, text: str) -> object:
    if text.startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            raise InputError(_refusal(setting, text)) from None
    pairs = [item.partition("=") for item in _items(text)]
    if not all(separator for _, separator, _ in pairs):
        raise InputError(_refusal(setting, text))
    return {key.strip(): read(setting.option, one.strip()) for key, _, one in pairs}


def _single(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return repr(int(value) if value.is_integer() else value)
    return str(value)


def _refusal(setting: Setting, found: object) -> str:
    return f"{setting.name} takes {takes(setting)}; found {shown(found)}."


def _sentence(setting: Setting, error: ValidationError) -> str:
    """Say what pydantic found first, in words that name the setting."""
    first = error.errors()[0]
    found = first["input"]
    match first["type"]:
        case "too_long":
            return f"{setting.name} takes {takes(setting)}; found {len(found):,}."
        case "value_error":
            return f"{setting.name}: {first['ctx']['error']}"
        case "literal_error" if first["loc"][-1] == "[key]":
            hint = nearest(str(found), setting.keys)
            return f"{setting.name} has no category {shown(found)}.{hint}"
        case "string_too_long" | "string_too_short" if setting.kind is Kind.TEXT:
            if not setting.many:
                return refusal(setting.option, found)
    return _refusal(setting, found)

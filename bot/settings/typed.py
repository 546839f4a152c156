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

NOTHING = "none"
"""Stands for an empty list or table, and for no value."""

PATCH = "+"
"""What a table begins with that leaves the entries alone that it does not name."""

# A comma inside the brackets of a pattern, as in `a{1,3}` or `[,.]`, does not end an item.
_ITEM = re.compile(r"(?:\{[^{}\n]*\}|\[[^\[\]\n]*\]|[^,\n])+")


def parse(setting: Setting, text: str, before: object = None) -> object:
    """Return what a person typed as the setting's value, checked.

    `none` stands for an empty list or table, and for no value where there may be none. A table that
    begins with a plus is added to the one `before`: `+violence=0.5, hate=none`. Raises `InputError`
    with what the setting takes.
    """
    word = text.strip()
    nothing = word.lower() == NOTHING
    if setting.optional and nothing:
        return None
    if setting.many:
        return fitting(setting, () if nothing else items(word))
    if setting.keys and word.startswith(PATCH):
        return fitting(setting, _added(setting, word.removeprefix(PATCH), before))
    if setting.keys:
        return fitting(setting, {} if nothing else _table(setting, word))
    return fitting(setting, read(setting.option, text if setting.kind is Kind.TEXT else word))


def write(value: object) -> str:
    """Return the value as a text that `parse` turns into the same value of its setting."""
    if value is None:
        return NOTHING
    if isinstance(value, Mapping):
        pairs = (f"{key}={_single(one)}" for key, one in value.items())
        return ", ".join(pairs) or NOTHING
    if isinstance(value, str) or not isinstance(value, Sequence):
        return _single(value)
    joined = ", ".join(value) or NOTHING
    plain = value == () or (joined.lower() != NOTHING and items(joined) == list(value))
    return joined if plain else json.dumps(list(value), ensure_ascii=False)


def lines(entries: Sequence[str]) -> str:
    """Return a list as `parse` reads it, with one entry on each line where that can be."""
    joined = "\n".join(entries)
    plain = joined.strip().lower() != NOTHING and items(joined) == list(entries)
    return joined if plain else write(tuple(entries))


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
    return f"{one}, or {NOTHING}" if setting.optional else one


def items(text: str) -> list[str]:
    """Return the entries of a list as people type it."""
    if text.startswith("["):
        try:
            items = json.loads(text)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return items
    return [item for part in _ITEM.findall(text) if (item := part.strip())]


def no_key(setting: Setting, key: str) -> InputError:
    """What to raise for a key that a table does not have."""
    hint = nearest(key, setting.keys)
    return InputError(f"{setting.name} has no category {shown(key)}.{hint}")


def _added(setting: Setting, text: str, before: object) -> object:
    """What the table becomes: what there was, with some entries in another way or gone."""
    held = dict(before) if isinstance(before, Mapping) else {}
    pairs = [item.partition("=") for item in items(text)]
    gone = {key.strip() for key, _, one in pairs if one.strip().lower() == NOTHING}
    stays = ", ".join("".join(pair) for pair in pairs if pair[0].strip() not in gone)
    for key in gone - set(setting.keys):
        raise no_key(setting, key)
    new = _table(setting, stays) if stays else {}
    kept = {key: value for key, value in held.items() if key not in gone}
    return {**kept, **new} if isinstance(new, Mapping) else new


def _table(setting: Setting, text: str) -> object:
    if text.startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise InputError(_refusal(setting, text)) from None
    pairs = [item.partition("=") for item in items(text)]
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
            return str(no_key(setting, str(found)))
        case "string_too_long" | "string_too_short" if setting.kind is Kind.TEXT:
            if not setting.many:
                return refusal(setting.option, found)
    return _refusal(setting, found)

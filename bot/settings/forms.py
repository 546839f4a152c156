"""A setting as a form, and what was sent back as a value that people might have typed."""

from collections.abc import Sequence
from typing import Any

from bot.commands import Kind
from bot.commands.check import bounds, read
from bot.errors import InputError
from bot.forms import ENTRIES, Field, Form, Sent
from bot.settings.declared import Setting
from bot.settings.typed import NOTHING, PATCH, fitting, items, lines, no_key, parse, takes, write

VALUE = "value"
"""The name of the field, where there is one only."""


def form_of(setting: Setting, value: Any, *, where: str, choices: Sequence[str] = ()) -> Form:
    """The form that gives a setting another value and begins with the one that it has.

    `where` says where the new one counts; `choices` are all that a text may be, if they are known.
    """
    if not setting.keys:
        return Form(setting.name, where, (_field(setting, value, tuple(choices)),))
    fields = tuple(_entry(setting, key, value.get(key)) for key in setting.keys)
    return Form(setting.name, where, fields, which="Categories", each=setting.description)


def filled(setting: Setting, sent: Sent) -> str:
    """What was sent back, as `parse` reads it; raises `InputError` with what the setting takes.

    A table keeps what it has for keys that are not there.
    """
    if setting.keys:
        return PATCH + ", ".join(_pair(setting, key, "".join(sent[key]).strip()) for key in sent)
    if set(sent) != {VALUE}:
        raise InputError(f"{setting.name} takes {takes(setting)}; the form has no such field.")
    given = sent[VALUE]
    if setting.kind in ENTRIES:
        entries = tuple(dict.fromkeys(entry for one in given for entry in items(one)))
        if setting.many:
            return write(fitting(setting, entries))
        # What was picked comes first; behind it stands what is there already.
        given = entries[:1]
    text = "\n".join(given)
    if setting.many:
        return write(parse(setting, text) if text.strip() else fitting(setting, ()))
    return write(_single(setting, text))


def _single(setting: Setting, text: str) -> object:
    if setting.optional and text.strip().lower() in ("", NOTHING):
        return fitting(setting, None)
    if setting.kind is Kind.TEXT:
        return fitting(setting, read(setting.option, text))
    return fitting(setting, read(setting.option, text.strip()))


def _pair(setting: Setting, key: str, text: str) -> str:
    if key not in setting.keys:
        raise no_key(setting, key)
    if text.lower() in ("", NOTHING):
        return f"{key}={NOTHING}"
    return write(fitting(setting, {key: read(setting.option, text)}))


def _field(setting: Setting, value: Any, choices: tuple[str, ...]) -> Field:
    given = _given(setting, value)
    if choices:
        # One that is gone would else be lost where nobody touched it.
        choices = tuple(dict.fromkeys([*choices, *given]))
    return Field(
        VALUE,
        f"{_words(setting.name)}{_takes(setting)}",
        hint=setting.description,
        kind=setting.kind,
        choices=setting.choices or choices,
        minimum=setting.minimum,
        maximum=setting.maximum,
        many=setting.many,
        most=setting.most or 1,
        needed=_is_needed(setting),
        given=given,
        example=next(iter(setting.examples), ""),
    )


def _entry(setting: Setting, key: str, value: object) -> Field:
    return Field(
        key,
        f"{key}{_takes(setting)}",
        kind=setting.kind,
        choices=setting.choices,
        minimum=setting.minimum,
        maximum=setting.maximum,
        given=() if value is None else (write(value),),
    )


def _given(setting: Setting, value: Any) -> tuple[str, ...]:
    if setting.many:
        picked = setting.kind in ENTRIES
        return tuple(dict.fromkeys(value)) if picked else (lines(value),) if value else ()
    return () if value in (None, "") else (write(value),)


def _is_needed(setting: Setting) -> bool:
    if setting.many or setting.optional:
        return False
    return setting.kind not in (Kind.TEXT, Kind.LANGUAGE) or bool(setting.minimum)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _takes(setting: Setting) -> str:
    """What the field takes, where that cannot be seen from the field."""
    if setting.many and setting.kind not in ENTRIES:
        return ", one on each line"
    if setting.kind in (Kind.NUMBER, Kind.WHOLE):
        return f",{bounds(setting.minimum, setting.maximum).replace(' from', '')}"
    return ""

"""A command's options as a form of Slack's, and what was filled into it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack import entries
from adapters.slack.blocks import plain
from adapters.slack.wire import Json
from bot.commands import Command, Kind, Option
from bot.errors import InputError
from bot.forms import Form
from bot.messages import OptionValue

FORM = "causerie_form"
"""What Slack calls the form when it is sent off."""

_TITLE = 24
_MOST_CHOICES = 100
_LONGEST_CHOICE = 75
_LONGEST_TEXT = 3_000
_LONGEST_HINT = 150
# https://docs.slack.dev/reference/methods/views.open takes 250 KB.
_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class About:
    """What a form is for: its command, and where it was opened.

    A form of the command's own has the `options` that are given already; it is None for one that
    asks for all of them.
    """

    command: str
    channel: str = ""
    thread: str = ""
    address: str = ""
    options: Mapping[str, OptionValue] | None = None

    def text(self) -> str:
        """It as text, for Slack to keep with the form."""
        where = [self.command, self.channel, self.thread, self.address]
        return json.dumps([*where, None if self.options is None else dict(self.options)])

    @classmethod
    def read(cls, text: str) -> "About":
        """Read back what `text` has written."""
        return cls(*json.loads(text))


def form(command: Command, about: About, given: Mapping[str, OptionValue]) -> Json:
    """The form of a command, with what is given already."""
    title = f"/{command.name}"
    blocks = [_block(option, given.get(option.name)) for option in command.options]
    return _modal(title if len(title) <= _TITLE else command.name, "Go", about, blocks)


def own_form(form: Form, about: About) -> Json:
    """The form that a command has of its own; raises `ValueError` where Slack has no room."""
    view = _modal(form.title.replace("_", " ").capitalize(), "Save", about, entries.blocks(form))
    if len(json.dumps(view)) > _MOST_BYTES:
        raise ValueError("more than a form holds")
    return view


def problems(command: Command, about: About, view: Json) -> Mapping[str, str]:
    """What is wrong with what was sent of a form of the command's own, by block."""
    if command.fill is None:
        return {entries.block_of(view): f"/{command.name} has no form."}
    sent = entries.sent(view)
    try:
        command.fill(about.options or {}, sent)
    except InputError as error:
        for name, value in sent.items():
            try:
                command.fill(about.options or {}, {name: value})
            except InputError as one:
                return {entries.block_of(view, name): str(one)}
        return {entries.block_of(view): str(error)}
    return {}


def completed(command: Command, about: About, view: Json) -> Mapping[str, OptionValue]:
    """The options after a form of the command's own was sent; raises `InputError`."""
    if command.fill is None:
        raise InputError(f"/{command.name} has no form.")
    return command.fill(about.options or {}, entries.sent(view))


def filled(view: Json) -> tuple[dict[str, OptionValue], list[tuple[str, Json]]]:
    """What was filled in: values by option, and files, each with its option."""
    values: dict[str, OptionValue] = {}
    files: list[tuple[str, Json]] = []
    for name, fields in (view.get("state") or {}).get("values", {}).items():
        field = fields.get(name) or {}
        if field.get("type") == "file_input":
            files += [(name, file) for file in field.get("files") or ()]
        elif (value := _value(field)) is not None:
            values[name] = value
    return values, files


def first_field(view: Json) -> str:
    """The field at which a problem is told that belongs to none in particular."""
    return str(view["blocks"][0]["block_id"])


def usage_hint(command: Command) -> str:
    """What may follow the name of a command, as Slack shows it while one types."""
    parts = [
        f"[{option.name}]" if option.required else f"[{option.name}, if you like]"
        for option in command.options
        if option.kind is not Kind.FILE
    ]
    return " ".join(parts)[:1000]


def _modal(title: str, submit: str, about: About, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": about.text(),
        "title": plain(title[:_TITLE]),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "blocks": blocks,
    }


def _block(option: Option, value: OptionValue | None) -> Json:
    label = option.name.replace("_", " ").capitalize()
    optional = not option.required and option.kind is not Kind.FLAG
    return {
        "type": "input",
        "block_id": option.name,
        "label": plain(label),
        "hint": plain(option.description[:_LONGEST_HINT]),
        "optional": optional or option.kind is Kind.FLAG,
        "element": {"action_id": option.name, **_element(option, value)},
    }


def _element(option: Option, value: OptionValue | None) -> Json:
    match option.kind:
        case Kind.FLAG:
            yes = {"text": plain("Yes"), "value": "yes"}
            return {"type": "checkboxes", "options": [yes]} | (
                {"initial_options": [yes]} if value else {}
            )
        case Kind.CHOICE if 0 < len(option.choices) <= _MOST_CHOICES:
            return _select(option, value)
        case Kind.PERSON:
            return {"type": "users_select"}
        case Kind.CHANNEL:
            return {"type": "conversations_select"}
        case Kind.FILE:
            return {"type": "file_input", "max_files": 1}
        case Kind.WHOLE | Kind.NUMBER:
            return _number(option, value)
    return _text(option, value)


def _select(option: Option, value: OptionValue | None) -> Json:
    choices = [
        {"text": plain(choice[:_LONGEST_CHOICE]), "value": choice[:_LONGEST_HINT]}
        for choice in option.choices
    ]
    chosen = [each for each in choices if each["value"] == value]
    return {"type": "static_select", "options": choices} | (
        {"initial_option": chosen[0]} if chosen else {}
    )


def _number(option: Option, value: OptionValue | None) -> Json:
    bounds = {
        name: f"{bound:g}"
        for name, bound in (("min_value", option.minimum), ("max_value", option.maximum))
        if bound is not None
    }
    given = {} if value is None else {"initial_value": str(value)}
    return {
        "type": "number_input",
        "is_decimal_allowed": option.kind is Kind.NUMBER,
        **bounds,
        **given,
    }


def _text(option: Option, value: OptionValue | None) -> Json:
    most = int(min(option.maximum or _LONGEST_TEXT, _LONGEST_TEXT))
    given = {} if value is None else {"initial_value": str(value)[:most]}
    long = option.rest or most >= _LONGEST_TEXT
    return {"type": "plain_text_input", "multiline": long, "max_length": most, **given}


def _value(field: Json) -> OptionValue | None:
    found: Any = None
    match field.get("type"):
        case "checkboxes":
            return bool(field.get("selected_options")) or None
        case "static_select":
            found = (field.get("selected_option") or {}).get("value")
        case "users_select":
            found = field.get("selected_user")
        case "conversations_select":
            found = field.get("selected_conversation")
        case _:
            found = field.get("value")
    return None if found in (None, "") else str(found)

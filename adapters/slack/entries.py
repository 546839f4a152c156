"""The fields of a form as what Slack has for each: lists to pick from, numbers, lines of text."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from adapters.entering import collected, entry_id
from adapters.parting import parted
from adapters.slack.blocks import plain
from adapters.slack.wire import Json
from bot.commands import Kind
from bot.forms import Field, Form, Sent
from bot.settings import lines

# https://docs.slack.dev/reference/block-kit/block-elements
_LONGEST_TEXT, _MOST_PARTS = 3_000, 8
_MOST_CHOICES, _LONGEST_CHOICE, _LONGEST_VALUE = 100, 75, 150
_LONGEST_HINT, _LONGEST_PLACEHOLDER = 2_000, 150
_NOTHING = "causerie_nothing"
_PICKABLE: Mapping[Kind, tuple[str, str, re.Pattern[str]]] = {
    Kind.CHANNEL: (
        "multi_conversations_select",
        "initial_conversations",
        re.compile(r"[CG][A-Z0-9]{6,}"),
    ),
    Kind.PERSON: ("multi_users_select", "initial_users", re.compile(r"[UW][A-Z0-9]{6,}")),
}
_PICKED = ("selected_conversations", "selected_users", "selected_channels")


def blocks(form: Form) -> list[Json]:
    """All that is asked for; raises `ValueError` where a form cannot hold that."""
    told = f"{form.where.capitalize()}. {form.each}".strip()
    context = [{"type": "context", "elements": [plain(told)]}]
    return [*context, *(block for field in form.fields for block in _field(field))]


def sent(view: Json) -> Sent:
    """What was filled in, by the name of the field; what is no field of ours is passed by."""
    return collected(_filled(view))


def block_of(view: Json, name: str = "") -> str:
    """The block at which a problem with a field is told, or with none in particular."""
    asked = [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
    return next((each for each in asked if each.startswith(f"{name}-")), asked[0])


def _filled(view: Json) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for block_id, fields in (view.get("state") or {}).get("values", {}).items():
        for field in fields.values():
            picked = _picked(field)
            yield str(block_id), str(field.get("value") or "") if picked is None else picked


def _picked(field: Json) -> tuple[str, ...] | None:
    """What was picked from a list; None where there was none to pick from."""
    for key in _PICKED:
        if key in field:
            return tuple(str(one) for one in field[key] or ())
    if "selected_option" in field:
        value = (field["selected_option"] or {}).get("value") or _NOTHING
        return () if value == _NOTHING else (str(value),)
    return None


def _field(field: Field) -> Iterator[Json]:
    if field.kind in _PICKABLE:
        yield from _pickers(field)
    elif field.kind is Kind.FLAG or 0 < len(field.choices) < _MOST_CHOICES:
        yield _block(field, entry_id(field.name, 0), _choices(field))
    elif field.kind in (Kind.WHOLE, Kind.NUMBER):
        yield _block(field, entry_id(field.name, 0), _number(field))
    else:
        yield from _texts(field)


def _pickers(field: Field) -> Iterator[Json]:
    kind, initial, pattern = _PICKABLE[field.kind]
    picked = [one for one in field.given if pattern.fullmatch(one)]
    element: Json = {"type": kind}
    if picked:
        element[initial] = picked
    if not field.many:
        # A list for one only cannot be emptied again.
        element["max_selected_items"] = 1
    if field.kind is Kind.CHANNEL:
        element["filter"] = {"include": ["public", "private"], "exclude_bot_users": True}
    yield _block(field, entry_id(field.name, 0), element)
    if rest := [one for one in field.given if one not in picked]:
        hint = f"Each {field.kind} by its id, one on each line."
        yield from _lines(field, "What the list cannot show", hint, lines(rest))


def _choices(field: Field) -> Json:
    values = field.choices or ("on", "off")
    options = [_option(value, value) for value in values]
    if not field.needed:
        # What was chosen once cannot be taken back otherwise.
        options.append(_option("Not set", _NOTHING))
    given = next(iter(field.given), _NOTHING)
    chosen = [option for option in options if option["value"] == given]
    return {"type": "static_select", "options": options} | (
        {"initial_option": chosen[0]} if chosen else {}
    )


def _option(label: str, value: str) -> Json:
    return {"text": plain(label[:_LONGEST_CHOICE]), "value": value[:_LONGEST_VALUE]}


def _number(field: Field) -> Json:
    element: Json = {
        "type": "number_input",
        "is_decimal_allowed": field.kind is Kind.NUMBER,
    }
    bounds = (("min_value", field.minimum), ("max_value", field.maximum))
    element |= {name: _figure(bound) for name, bound in bounds if bound is not None}
    if field.given and (given := _figure(field.given[0])):
        element["initial_value"] = given
    return element


def _figure(number: float | str) -> str:
    """A number as Slack takes it, without an exponent; "" for what is none."""
    try:
        return f"{Decimal(str(number)).normalize():f}"
    except InvalidOperation:
        return ""


def _texts(field: Field) -> Iterator[Json]:
    hint = field.hint
    if field.kind is Kind.ROLE:
        hint = f"{hint}. Slack has no roles of its own: name people instead."
    yield from _lines(field, field.label, hint, _text(field), spare=True)


def _text(field: Field) -> str:
    return lines(field.given) if field.kind is Kind.ROLE and field.given else "".join(field.given)


def _lines(
    field: Field, label: str, hint: str, text: str, *, spare: bool = False
) -> Iterator[Json]:
    """As many fields as the longest text may need, and a list one that has room for more."""
    parts = list(parted(text, _LONGEST_TEXT))
    wanted = -(-field.longest // _LONGEST_TEXT)
    if field.many or not spare:
        more = spare and len(parts[-1][1]) > _LONGEST_TEXT // 2
        wanted = len(parts) + more
    count = min(_MOST_PARTS, max(len(parts), wanted))
    if len(parts) > count:
        raise ValueError("more text than a form holds")
    first = 0 if spare else 1
    for number in range(count):
        joint, part = parts[number] if number < len(parts) else ("", "")
        element: Json = {
            "type": "plain_text_input",
            "multiline": field.many or field.longest > 200,
            "max_length": _LONGEST_TEXT if field.many else min(field.longest, _LONGEST_TEXT),
        }
        if part:
            element["initial_value"] = part
        if field.example and number == 0:
            element["placeholder"] = plain(field.example[:_LONGEST_PLACEHOLDER])
        told = label if number == 0 else f"{label.partition(',')[0]}, continued"
        block_id = entry_id(field.name, number + first, joint)
        yield _block(field, block_id, element, label=told, hint=hint if number == 0 else "")


def _block(
    field: Field,
    block_id: str,
    element: Json,
    *,
    label: str | None = None,
    hint: str | None = None,
) -> Json:
    told = field.hint if hint is None else hint
    block: dict[str, Any] = {
        "type": "input",
        "block_id": block_id,
        "label": plain(field.label if label is None else label),
        "optional": not (field.needed and block_id == entry_id(field.name, 0)),
        "element": {"action_id": "entry", **element},
    }
    if told:
        block["hint"] = plain(told[:_LONGEST_HINT])
    return block

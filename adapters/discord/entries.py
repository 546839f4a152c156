"""The fields of a form as what Discord has for each: lists to pick from, or lines of text."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ChannelType, SelectOption, ui

from adapters.entering import collected, entry_id
from adapters.parting import parted
from bot.commands import Kind
from bot.forms import Field, Form, Sent
from bot.settings import lines

Known = Callable[[Kind, str], bool]
"""Whether somebody or something with that id can be picked there."""

# https://docs.discord.com/developers/components/reference: label, string select, text input
MOST = 5
_IN_LIST, _LONGEST_TEXT, _LONGEST_NUMBER = 25, 4_000, 40
_LONGEST_LABEL, _LONGEST_HINT = 45, 100
_NUMBER = re.compile(r"[1-9][0-9]{14,19}")
_WHICH, _EACH = "which", "each"
_SEVERAL = [
    ChannelType.text,
    ChannelType.news,
    ChannelType.voice,
    ChannelType.stage_voice,
    ChannelType.forum,
]
# Where the bot is to write, there must be messages.
_ONE = [ChannelType.text, ChannelType.news, ChannelType.voice]

Label = ui.Label[ui.Modal]


def labels(form: Form, known: Known) -> list[Label]:
    """All that is asked for; raises `ValueError` where a form cannot hold that."""
    if form.each and len(form.fields) > MOST:
        found = [_which(form), *_field(_any(form), known)]
    else:
        found = [label for field in form.fields for label in _field(field, known)]
    if not 0 < len(found) <= MOST:
        raise ValueError(f"a form has {MOST} fields at most")
    return found


def known_in(guild: discord.Guild | None) -> Known:
    """Tell what can be picked in a server; nothing outside of one."""

    def known(kind: Kind, given: str) -> bool:
        if guild is None or not _NUMBER.fullmatch(given):
            return False
        match kind:
            case Kind.CHANNEL:
                channel = guild.get_channel(int(given))
                return channel is not None and channel.type in _SEVERAL
            case Kind.ROLE:
                return guild.get_role(int(given)) is not None
            case _:
                return True

    return known


def sent(components: Any) -> Sent:
    """What was filled in, by the name of the field; what is no field of ours is passed by."""
    return _expanded(collected(_filled(components)))


def _expanded(found: Mapping[str, tuple[str, ...]]) -> Sent:
    """Give the one value that was filled in to each of the fields that were picked."""
    if _WHICH not in found:
        return found
    return dict.fromkeys(found[_WHICH], found.get(_EACH, ()))


def _filled(components: Any) -> Iterator[tuple[str, str | list[str]]]:
    """Every id with what stands there, in order, whether it is in a row or under a label."""
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        inner = component.get("component")
        yield from _filled([*component.get("components", ()), *([inner] if inner else [])])
        custom_id = str(component.get("custom_id", ""))
        if "values" in component:
            yield custom_id, [str(one) for one in component["values"]]
        elif "value" in component:
            yield custom_id, str(component["value"] or "")


def _which(form: Form) -> Label:
    """The list of the fields for which one value is meant."""
    options = [
        SelectOption(label=field.name, value=field.name, description=_now(field))
        for field in form.fields
    ]
    select: ui.Select[ui.Modal] = ui.Select(
        custom_id=entry_id(_WHICH, 0),
        options=options,
        min_values=1,
        max_values=len(options),
        required=True,
    )
    hint = "All of them get the value below; the others stay as they are."
    return ui.Label(text=form.which, description=hint, component=select)


def _any(form: Form) -> Field:
    """The one value for those that are picked."""
    first = form.fields[0]
    return Field(
        _EACH,
        f"New value{first.label.removeprefix(first.name)}; empty for none",
        hint=form.each,
        kind=first.kind,
        choices=first.choices,
        minimum=first.minimum,
        maximum=first.maximum,
    )


def _now(field: Field) -> str:
    return f"Now {field.given[0]}" if field.given else "Not set"


def _field(field: Field, known: Known) -> Iterator[Label]:
    if field.picked:
        yield from _pickers(field, known)
    elif field.kind is Kind.FLAG or 0 < len(field.choices) <= _IN_LIST:
        yield _label(field, 0, 1, _choices(field))
    else:
        yield from _texts(field)


def _pickers(field: Field, known: Known) -> Iterator[Label]:
    """Lists of channels, roles or people, and a text for what cannot be picked from them."""
    pickable = [one for one in field.given if known(field.kind, one)]
    most = (MOST - 1) * _IN_LIST
    shown = pickable[:most]
    rest = [one for one in field.given if one not in shown]
    count = min(MOST - 1, len(shown) // _IN_LIST + 1) if field.many else 1
    for number in range(count):
        picked = shown[number * _IN_LIST :][:_IN_LIST]
        yield _label(field, number, count, _picker(field, number, picked))
    if rest:
        text = lines(rest)
        if len(text) > _LONGEST_TEXT:
            raise ValueError("more than can be picked or written")
        yield _written(field, count, text)


def _picker(field: Field, number: int, picked: Sequence[str]) -> ui.Item[ui.Modal]:
    given = [discord.Object(int(one)) for one in picked]
    most = min(_IN_LIST, field.most) if field.many else 1
    shape: dict[str, Any] = {
        "custom_id": entry_id(field.name, number),
        "min_values": int(field.needed),
        "max_values": most,
        "required": field.needed,
        "default_values": given,
    }
    match field.kind:
        case Kind.CHANNEL:
            return ui.ChannelSelect(channel_types=_SEVERAL if field.many else _ONE, **shape)
        case Kind.ROLE:
            return ui.RoleSelect(**shape)
        case _:
            return ui.UserSelect(**shape)


def _written(field: Field, number: int, text: str) -> Label:
    """What a list cannot show: ids of what is gone, and those that are too many."""
    kind = field.kind.value
    area: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=entry_id(field.name, number),
        style=discord.TextStyle.paragraph,
        default=text,
        required=False,
        max_length=_LONGEST_TEXT,
    )
    hint = f"Each {kind} by its id, one on each line. What you delete here is taken off the list."
    return ui.Label(text="What the list cannot show", description=hint, component=area)


def _choices(field: Field) -> ui.Select[ui.Modal]:
    values = field.choices or ("on", "off")
    return ui.Select(
        custom_id=entry_id(field.name, 0),
        options=[
            SelectOption(label=value[:100], value=value[:100], default=value in field.given)
            for value in values
        ],
        min_values=int(field.needed),
        max_values=1,
        required=field.needed,
    )


def _texts(field: Field) -> Iterator[Label]:
    """As many fields as the longest text may need, and at least one that is empty."""
    whole = next(iter(field.given), "")
    parts = list(parted(whole, _LONGEST_TEXT))
    if len(parts) > MOST:
        raise ValueError("more text than a form holds")
    # A list has room for more, unless its last field is nearly empty.
    spare = len(parts[-1][1]) > _LONGEST_TEXT // 2 if field.many else 0
    wanted = len(parts) + spare if field.many else -(-field.longest // _LONGEST_TEXT)
    count = min(MOST, max(len(parts), wanted))
    for number in range(count):
        joint, part = parts[number] if number < len(parts) else ("", "")
        area: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id=entry_id(field.name, number, joint),
            style=_style(field),
            default=part or None,
            placeholder=field.example[:100] or None if number == 0 else None,
            required=field.needed and number == 0,
            max_length=min(_LONGEST_TEXT, _most(field)),
        )
        yield _label(field, number, count, area)


def _is_number(field: Field) -> bool:
    return field.kind in (Kind.WHOLE, Kind.NUMBER)


def _most(field: Field) -> int:
    return _LONGEST_NUMBER if _is_number(field) else max(field.longest, _LONGEST_NUMBER)


def _style(field: Field) -> discord.TextStyle:
    long = not _is_number(field) and (field.many or field.longest > 200)
    return discord.TextStyle.paragraph if long else discord.TextStyle.short


def _label(field: Field, number: int, count: int, component: ui.Item[ui.Modal]) -> Label:
    told = field.label if number == 0 else f"{field.label.partition(',')[0]}, continued"
    mark = f" ({number + 1} of {count})" if count > 1 else ""
    return ui.Label(
        text=f"{told[: _LONGEST_LABEL - len(mark)]}{mark}",
        description=(field.hint[:_LONGEST_HINT] or None) if number == 0 else None,
        component=component,
    )

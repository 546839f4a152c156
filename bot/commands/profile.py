"""What `/settings` does with all settings of a server at once: differences, history, undo."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands import Kind
from bot.commands.belonging import named, where_told
from bot.commands.override import SERVER, fit, said
from bot.errors import InputError
from bot.settings import Scope, Wanted, setting

if TYPE_CHECKING:
    from bot.context import Context
    from bot.settings import Changed

_SHOWN = 20
_UNDO = "undo "


async def differing(context: "Context") -> str:
    """What is set here and in the server otherwise than the operator has it."""
    held = await context.settings.profile(context.message.place)
    lines = [_line(name, value, "for the whole server") for name, value in held.server.items()]
    for channel, values in held.channels.items():
        where = await where_told(context, "channel", channel)
        lines += [_line(name, value, where) for name, value in values.items()]
    if not lines:
        return "Everything is as the operator has it."
    return "\n".join(["Set otherwise than the operator has it:", *lines])


def _line(name: str, value: object, where: str) -> str:
    return f"- `{name}` {where}: {_short(name, value)}"


async def log_of_changes(context: "Context") -> str:
    """Who changed what here, and when, newest first."""
    changes = await context.settings.history(context.message.place, scope=_scope(context))
    if not changes:
        return "Nothing was changed here yet."
    shown = [*reversed(changes)][:_SHOWN]
    people = {_who(change): "" for change in shown}
    for person in people:
        people[person] = await named(context, Kind.PERSON, person)
    return "\n".join(_told(change, people[_who(change)]) for change in shown)


def _who(change: "Changed") -> str:
    return change.by.removeprefix(_UNDO)


def _told(change: "Changed", person: str) -> str:
    how = "took back a change of" if change.by.startswith(_UNDO) else "changed"
    old, new = _short(change.name, change.old), _short(change.name, change.new)
    return f"- {change.at:%Y-%m-%d %H:%M} UTC, {person} {how} `{change.name}` from {old} to {new}"


def _short(name: str, value: object) -> str:
    if value is None:
        return "what is set more widely"
    try:
        return said(setting(name), fit(name, value))
    except InputError:
        return "a value that is not used any more"


async def undone(context: "Context") -> str:
    """Take back the newest change here that was not taken back yet, and what came with it."""
    scope, message = _scope(context), context.message
    changes = _last(await context.settings.history(message.place, scope=scope))
    if not changes:
        return "There is nothing to take back."
    person = replace(message.person, id=f"{_UNDO}{message.person.id}")
    wanted = [
        Wanted(message.place, scope, change.name, gone=True)
        if change.old is None
        else Wanted(message.place, scope, change.name, fit(change.name, change.old))
        for change in changes
    ]
    await context.settings.change_all(wanted, person=person)
    if len(changes) == 1:
        (change,) = changes
        return f"Taken back: `{change.name}` is {_short(change.name, change.old)} again."
    names = ", ".join(f"`{change.name}`" for change in changes[:_SHOWN])
    more = f" and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
    return f"Taken back, as they were changed together: {names}{more}."


def _last(changes: Sequence["Changed"]) -> list["Changed"]:
    """The newest change that was not taken back, with those that were made together with it."""
    undone = 0
    for place, change in enumerate(reversed(changes)):
        if change.by.startswith(_UNDO):
            undone += 1
        elif undone:
            undone -= 1
        else:
            older = [*reversed(changes)][place:]
            return [one for one in older if (one.at, one.by) == (change.at, change.by)]
    return []


def _scope(context: "Context") -> Scope:
    options: Mapping[str, object] = context.message.options
    return "server" if options.get(SERVER.name) or context.message.direct else "channel"

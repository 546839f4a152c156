"""What `/settings` does with all settings of a server at once: export, import, undo, history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.commands.override import SERVER, said
from bot.config import profile
from bot.errors import InputError
from bot.messages import Choice, Choices, Event, File, Notice, Place
from bot.settings import Profile, Scope, fitting, setting

if TYPE_CHECKING:
    from bot.context import Context
    from bot.settings import Changed

_SHOWN = 20
_UNDO = "undo "


async def exported(context: "Context") -> File:
    """All that is set in this server, as a file."""
    held = await context.settings.profile(context.message.place)
    text = profile.write(held)
    name = f"causerie-settings-{context.message.sent_at:%Y-%m-%d}.yaml"
    # Lists of forbidden words are for admins, and nobody else gets here.
    return File(name, "application/yaml", text.encode(), judged=True)


async def imported(context: "Context") -> Event:
    """Take over what a file says: first as a question with all that would change, then for real."""
    files = context.material.files if context.material else ()
    if len(files) != 1:
        raise InputError("Attach the file with the settings, one that /settings export made.")
    wanted = profile.read(files[0].data)
    changes = [*_changes(context, wanted)]
    await context.admit(*_words(changes))
    news = [change for change in changes if await _is_new(context, *change)]
    if not news:
        return Notice("Everything in the file is set like that already.")
    if not context.message.approved:
        return _question(news)
    for place, scope, name, value in news:
        await context.settings.change(
            place, name, value, scope=scope, person=context.message.person
        )
    count = "1 setting is" if len(news) == 1 else f"{len(news)} settings are"
    return Notice(f"Done: {count} as in the file. /settings undo goes back.")


_Change = tuple[Place, Scope, str, Any]


def _changes(context: "Context", wanted: Profile) -> Iterator[_Change]:
    """All that the file sets, checked before anything is changed."""
    here = replace(context.message.place, thread=None)
    for name, value in wanted.server.items():
        yield here, "server", name, _fit(name, value)
    for channel, values in wanted.channels.items():
        for name, value in values.items():
            if setting(name).scope == "server":
                raise InputError(f"{name} counts for the whole server; write it under server:.")
            yield replace(here, channel=str(channel)), "channel", name, _fit(name, value)


def _fit(name: str, value: object) -> object:
    declared = setting(name)
    return fitting(declared, tuple(value) if isinstance(value, list) else value)


def _words(changes: Sequence[_Change]) -> list[str]:
    """What of it is shown or said to people; lists of forbidden words are not."""
    return [
        value
        for _, _, name, value in changes
        if isinstance(value, str) and not setting(name).confidential
    ]


async def _is_new(context: "Context", place: Place, scope: Scope, name: str, value: object) -> bool:
    held = await context.settings.held(place, name)
    return held.value != value or held.origin.value != scope


def _question(news: Sequence[_Change]) -> Choices:
    lines = [
        f"- `{name}` {'for the whole server' if scope == 'server' else f'in {place.channel}'}: "
        f"{said(setting(name), value)}"
        for place, scope, name, value in news[:_SHOWN]
    ]
    more = len(news) - len(lines)
    lines += [f"… and {more} more"] if more else []
    yes = Choice("Set all of it", command="settings", options={"action": "import"}, approved=True)
    return Choices("\n".join(["The file would set:", *lines]), (replace(yes, style="primary"),))


async def differing(context: "Context") -> str:
    """What is set here and in the server otherwise than the operator has it."""
    held = await context.settings.profile(context.message.place)
    here = context.message.place.channel
    lines = [_line(name, value, "for the whole server") for name, value in held.server.items()]
    lines += [
        _line(name, value, "in this channel" if channel == here else f"in {channel}")
        for channel, values in held.channels.items()
        for name, value in values.items()
    ]
    if not lines:
        return "Everything is as the operator has it."
    return "\n".join(["Set otherwise than the operator has it:", *lines])


def _line(name: str, value: object, where: str) -> str:
    declared = setting(name)
    return f"- `{name}` {where}: {said(declared, _fit(name, value))}"


async def log_of_changes(context: "Context") -> str:
    """Who changed what here, and when, newest first."""
    changes = await context.settings.history(context.message.place, scope=_scope(context))
    if not changes:
        return "Nothing was changed here yet."
    return "\n".join(_told(change) for change in [*reversed(changes)][:_SHOWN])


def _told(change: "Changed") -> str:
    by = change.by.removeprefix(_UNDO)
    how = "took back a change of" if change.by.startswith(_UNDO) else "changed"
    old, new = _short(change.name, change.old), _short(change.name, change.new)
    return f"- {change.at:%Y-%m-%d %H:%M} UTC, {by} {how} `{change.name}` from {old} to {new}"


def _short(name: str, value: object) -> str:
    if value is None:
        return "what is set more widely"
    try:
        return said(setting(name), _fit(name, value))
    except InputError:
        return "a value that is not used any more"


async def undone(context: "Context") -> str:
    """Take back the newest change here that was not taken back yet."""
    scope, message = _scope(context), context.message
    changes = await context.settings.history(message.place, scope=scope)
    change = _last(changes)
    if change is None:
        return "There is nothing to take back."
    person = replace(message.person, id=f"{_UNDO}{message.person.id}")
    if change.old is None:
        await context.settings.reset(message.place, change.name, scope=scope, person=person)
    else:
        value = _fit(change.name, change.old)
        await context.settings.change(message.place, change.name, value, scope=scope, person=person)
    return f"Taken back: `{change.name}` is {_short(change.name, change.old)} again."


def _last(changes: Sequence["Changed"]) -> "Changed | None":
    undone = 0
    for change in reversed(changes):
        if change.by.startswith(_UNDO):
            undone += 1
        elif undone:
            undone -= 1
        else:
            return change
    return None


def _scope(context: "Context") -> Scope:
    options: Mapping[str, object] = context.message.options
    return "server" if options.get(SERVER.name) or context.message.direct else "channel"

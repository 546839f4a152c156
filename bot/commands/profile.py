"""What `/settings` does with all settings of a server at once: export, import, undo, history."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.channels import Directory
from bot.commands import Kind
from bot.commands.belonging import ids_of, named, strangers
from bot.commands.override import SERVER, said
from bot.config import profile
from bot.errors import InputError
from bot.messages import Choice, Choices, Event, File, Notice
from bot.settings import Profile, Scope, Wanted, fitting, setting

if TYPE_CHECKING:
    from bot.context import Context
    from bot.settings import Changed

_SHOWN = 20
_SHOWN_LEFT = 10
# For each of them the platform may have to be asked.
_MOST_ASKED = 50
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
    # A large file takes seconds, in which others want to be answered.
    wanted = await asyncio.to_thread(profile.read, files[0].data)
    changes = [*_changes(context, wanted)]
    await context.admit(*_words(changes))
    plan = await _planned(context, changes, _is_from_here(context, wanted))
    left = _left_out(plan.left)
    if not plan.news:
        return Notice("\n".join(["Everything in the file is set like that already.", *left]))
    if not context.message.approved:
        return await _question(context, plan.news, left)
    await context.settings.change_all(plan.news, person=context.message.person)
    return Notice("\n".join([_done(plan.news), *left]))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of a file would change something here, and why the rest cannot be carried over."""

    news: Sequence[Wanted]
    left: Sequence[str]


def _changes(context: "Context", wanted: Profile) -> Iterator[Wanted]:
    """All that the file sets, checked before anything is changed."""
    here = replace(context.message.place, thread=None)
    for name, value in wanted.server.items():
        yield Wanted(here, "server", name, _fit(name, value))
    for channel, values in wanted.channels.items():
        for name, value in values.items():
            if setting(name).scope == "server":
                raise InputError(f"{name} counts for the whole server; write it under server:.")
            place = replace(here, channel=str(channel))
            yield Wanted(place, "channel", name, _fit(name, value))


def _fit(name: str, value: object) -> object:
    declared = setting(name)
    return fitting(declared, tuple(value) if isinstance(value, list) else value)


def _words(changes: Sequence[Wanted]) -> list[str]:
    """What of it is shown or said to people; lists of forbidden words are not."""
    return [
        one.value
        for one in changes
        if isinstance(one.value, str) and not setting(one.name).confidential
    ]


def _is_from_here(context: "Context", wanted: Profile) -> bool:
    """Whether the ids in the file may be of this server, as far as the file tells."""
    return wanted.of in ("", context.message.place.server_key)


async def _planned(context: "Context", changes: Sequence[Wanted], ours: bool) -> _Plan:
    """Sort out what is new here, and what is of another server."""
    news: list[Wanted] = []
    left: list[str] = []
    gone: dict[str, bool] = {}
    for change in changes:
        channel = change.place.channel
        if change.scope == "channel" and channel not in gone:
            gone[channel] = bool(await _foreign(context, Kind.CHANNEL, [channel], ours=ours))
            if gone[channel]:
                left.append(
                    f"all that is set in the channel {channel}, which is not of this server"
                )
        if change.scope == "channel" and gone[channel]:
            continue
        kept, reason = await _carried(context, change, ours=ours)
        left += [reason] if reason else []
        if kept is not None and await _is_new(context, kept):
            news.append(kept)
    return _Plan(news, left)


async def _carried(context: "Context", change: Wanted, *, ours: bool) -> tuple[Wanted | None, str]:
    """What of a change can be carried over to this server, and why the rest cannot."""
    declared = setting(change.name)
    ids = ids_of(declared, change.value)
    foreign = await _foreign(context, declared.kind, ids, ours=ours)
    if foreign and len(foreign) == len(ids):
        # An empty list might let everybody in.
        return None, f"`{declared.name}`: what it names is not of this server"
    reason = ""
    if foreign:
        kept = tuple(one for one in ids if one not in foreign)
        change = replace(change, value=kept)
        reason = f"{len(foreign)} of the {len(ids)} in `{declared.name}`, not of this server"
    try:
        await context.settings.usable(
            change.place,
            change.name,
            change.value,
            scope=change.scope,
            person=context.message.person,
        )
    except InputError as error:
        return None, f"`{declared.name}`: {error}"
    return change, reason


async def _foreign(
    context: "Context", kind: Kind, ids: Sequence[str], *, ours: bool
) -> Sequence[str]:
    """Those that are of another server."""
    if kind is Kind.PERSON and (ours or len(ids) > _MOST_ASKED):
        return ()
    if isinstance(context.channels, Directory):
        return await strangers(context, kind, ids)
    return () if ours else ids


async def _is_new(context: "Context", change: Wanted) -> bool:
    held = await context.settings.held(change.place, change.name)
    return held.value != change.value or held.origin.value != change.scope


async def _question(context: "Context", news: Sequence[Wanted], left: Sequence[str]) -> Choices:
    lines = []
    for one in news[:_SHOWN]:
        where = await _where(context, one.scope, one.place.channel)
        lines.append(f"- `{one.name}` {where}: {said(setting(one.name), one.value)}")
    more = len(news) - len(lines)
    lines += [f"… and {more} more"] if more else []
    yes = Choice("Set all of it", command="settings", options={"action": "import"}, approved=True)
    told = "\n".join(["The file would set:", *lines, *left])
    return Choices(told, (replace(yes, style="primary"),))


def _left_out(left: Sequence[str]) -> list[str]:
    if not left:
        return []
    more = len(left) - _SHOWN_LEFT
    rest = [f"… and {more} more"] if more > 0 else []
    return ["It cannot carry over:", *(f"- {reason}" for reason in left[:_SHOWN_LEFT]), *rest]


def _done(news: Sequence[Wanted]) -> str:
    count = "1 setting is" if len(news) == 1 else f"{len(news)} settings are"
    where = {change.scope for change in news}
    ways = [
        *(["the whole server: `/settings undo server`"] if "server" in where else []),
        *(["a channel: `/settings undo` there"] if "channel" in where else []),
    ]
    return f"Done: {count} as in the file. To take it back in {', in '.join(ways)}."


async def differing(context: "Context") -> str:
    """What is set here and in the server otherwise than the operator has it."""
    held = await context.settings.profile(context.message.place)
    lines = [_line(name, value, "for the whole server") for name, value in held.server.items()]
    for channel, values in held.channels.items():
        where = await _where(context, "channel", channel)
        lines += [_line(name, value, where) for name, value in values.items()]
    if not lines:
        return "Everything is as the operator has it."
    return "\n".join(["Set otherwise than the operator has it:", *lines])


async def _where(context: "Context", scope: Scope, channel: str) -> str:
    if scope == "server":
        return "for the whole server"
    if channel == context.message.place.channel:
        return "in this channel"
    return f"in {await named(context, Kind.CHANNEL, channel)}"


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
        return said(setting(name), _fit(name, value))
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
        else Wanted(message.place, scope, change.name, _fit(change.name, change.old))
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

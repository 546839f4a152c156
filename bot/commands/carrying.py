"""What is set in a server as a file, and such a file taken over, here or in another server."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.channels import Directory
from bot.commands import Kind
from bot.commands.belonging import MOST_ASKED, ids_of, strangers, where_told
from bot.commands.override import fit, said
from bot.config import profile
from bot.errors import InputError
from bot.messages import Choice, Choices, Event, File, Notice
from bot.settings import Profile, Wanted, setting

if TYPE_CHECKING:
    from bot.context import Context

_SHOWN = 20
_SHOWN_LEFT = 10


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
        told = "Nothing changes." if left else "Everything in the file is set like that already."
        return Notice("\n".join([told, *left]))
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
        yield Wanted(here, "server", name, fit(name, value))
    for channel, values in wanted.channels.items():
        for name, value in values.items():
            if setting(name).scope == "server":
                raise InputError(f"{name} counts for the whole server; write it under server:.")
            place = replace(here, channel=str(channel))
            yield Wanted(place, "channel", name, fit(name, value))


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
    if kind is Kind.PERSON and (ours or len(ids) > MOST_ASKED):
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
        where = await where_told(context, one.scope, one.place.channel)
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

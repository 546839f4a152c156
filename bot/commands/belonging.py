"""Whom and what ids stand for: names for people to read, and what is not of this server."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.channels import Directory
from bot.commands import Kind
from bot.errors import InputError, PlatformError
from bot.forms import ENTRIES
from bot.settings import Held, Scope, Setting

if TYPE_CHECKING:
    from bot.context import Context

MOST_ASKED = 50
"""How many ids are looked up at once; for each the platform may have to be asked."""

_MARKS = {Kind.CHANNEL: "#", Kind.ROLE: "@", Kind.PERSON: "@"}
_OPERATOR = "operator:"
_TOLD = 5


async def named(context: "Context", kind: Kind, given: str) -> str:
    """What people call it, with the mark of its kind; the id itself where nobody can tell."""
    if given.startswith(_OPERATOR):
        return f"the operator ({given.removeprefix(_OPERATOR)})"
    directory = context.channels
    if not isinstance(directory, Directory):
        return given
    try:
        name = await directory.called(context.message.place, kind, given)
    except PlatformError:
        name = None
    return f"{_MARKS[kind]}{name}" if name else given


async def with_names(context: "Context", text: str, *held: Held) -> str:
    """The text with names in the place of single ids; lists are told by their length anyway."""
    for one in held:
        if not one.setting.many:
            for given in ids_of(one.setting, one.value):
                text = text.replace(given, await named(context, one.setting.kind, given))
    return text


async def where_told(context: "Context", scope: Scope, channel: str) -> str:
    """Where a value counts, as a part of a sentence."""
    if scope == "server":
        return "for the whole server"
    if channel == context.message.place.channel:
        return "in this channel"
    return f"in {await named(context, Kind.CHANNEL, channel)}"


def ids_of(declared: Setting, value: Any) -> tuple[str, ...]:
    """The ids in a value; none where it is no channel, role or person."""
    if declared.kind not in ENTRIES or not value:
        return ()
    return tuple(value) if declared.many else (value,)


async def strangers(context: "Context", kind: Kind, ids: Sequence[str]) -> list[str]:
    """Those that are not of this server, as far as the platform can tell.

    Of a long list only the first are asked about: an id that leads nowhere does no harm in one.
    """
    directory, place = context.channels, context.message.place
    if not isinstance(directory, Directory):
        return []
    asked = ids[:MOST_ASKED]
    return [one for one in asked if await directory.called(place, kind, one) is None]


async def check_new(context: "Context", declared: Setting, value: Any, before: Any) -> None:
    """Raise `InputError` where a value names what is not of this server and did not before."""
    old = set(ids_of(declared, before))
    new = [one for one in ids_of(declared, value) if one not in old]
    # People come and go, and may be named before they come.
    found = [] if declared.kind is Kind.PERSON else await strangers(context, declared.kind, new)
    if found:
        more = f" and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
        listed = f"{', '.join(found[:_TOLD])}{more}"
        hint = " If it is private, let me in first." if declared.kind is Kind.CHANNEL else ""
        raise InputError(
            f"{declared.name}: there is no {declared.kind} {listed} in this server that I can see."
            f"{hint}"
        )

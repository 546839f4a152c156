"""What people, channels and commands are called in a list of what was used."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from bot.errors import PlatformError
from bot.messages import TALK, Place
from bot.store import Side

if TYPE_CHECKING:
    from bot.context import Context

_OF_ITSELF = "the bot itself"
_SHOWN_ID = 4


async def names(context: "Context", side: Side, keys: Iterable[str]) -> dict[str, str]:
    """What each is called: people and channels by their names as far as they are known."""
    match side:
        case "person":
            return await _people(context, list(keys))
        case "channel":
            return {key: await _channel(context, key) for key in keys}
        case "kind":
            return {key: "talk" if key == TALK else key for key in keys}
    return {key: key for key in keys}


def stand_in(side: Side, key: str) -> str:
    """What one is called where its name cannot be written: by the end of its id."""
    return f"{side} …{key[-_SHOWN_ID:]}"


def channel_of(key: str) -> str:
    """The channel that a place is in: that of a thread is its channel."""
    return "/".join(key.split("/", 3)[:3])


async def _people(context: "Context", keys: list[str]) -> dict[str, str]:
    person = context.message.person
    known: Mapping[str, str] = await context.store.turns.names(context.message.place.platform, keys)
    given = {person.id: person.name, "": _OF_ITSELF}
    return {key: given.get(key) or known.get(key) or f"person {key}" for key in keys}


async def _channel(context: "Context", key: str) -> str:
    platform, server, channel = [*key.split("/", 3), "", ""][:3]
    if context.channels is None:
        return channel
    try:
        return await context.channels.name(Place(platform, server, channel)) or channel
    except PlatformError:
        # It is gone, or the bot may not see it any more.
        return f"channel {channel}"

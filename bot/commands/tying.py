"""Tying channels together, for `/link` and for `/translate link #en #de`."""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.channels import Channels
from bot.commands.check import MANAGE
from bot.errors import InputError, NotPermitted
from bot.linking.standing import is_private, note
from bot.messages import Choice, Choices, Notice, Place
from bot.settings import Origin
from bot.store import Link
from bot.translating.languages import Language, language

if TYPE_CHECKING:
    from bot.context import Context

MOST = 8
"""How many channels may be tied together."""

TIE = re.compile(
    r"\s*link\s+(?P<one>[<#]\S+)\s+(?:and\s+|with\s+|to\s+)?(?P<other>[<#]\S+)\s*", re.IGNORECASE
)
"""`link #en #de`, as people write it behind `/translate`."""

_MENTION = re.compile(r"<#([A-Za-z0-9]+)(?:\|[^>]*)?>")


async def tied(
    context: "Context",
    one: str,
    other: str,
    *,
    first: Language | None = None,
    second: Language | None = None,
) -> Notice | Choices:
    """Tie two channels together, and say so; where one is private, a button must say yes first.

    Languages that are not given are those that the channels had in a tie, have as a setting, or
    have as their name. Raises `NotPermitted` and `InputError`.
    """
    places = [await channel(context, one), await channel(context, other)]
    if places[0] == places[1]:
        raise InputError("A channel cannot be tied to itself. Name two channels.")
    links = {link.place: link for link in await context.store.links.all()}
    languages = await _languages(context, places, (first, second), links=links)
    tie, members = _joined(places, links)
    private = [one for one in members if await is_private(_channels(context), one)]
    if private and not context.message.approved:
        return await _sure(context, places, languages, members=members, private=private)
    new = [Link(place, tie, one.code) for place, one in zip(places, languages, strict=True)]
    for place in members:
        await note(context.store.notes, place, private=place in private)
    await context.store.links.tie(new, by=context.message.person.id)
    names = [
        f"{await named(context, place)} ({one.name})"
        for place, one in zip(places, languages, strict=True)
    ]
    return Notice(
        f"{' and '.join(names)} are tied together: what people write in one is translated into the "
        "other, under their name. Edits and deletions follow."
    )


async def _languages(
    context: "Context",
    places: Sequence[Place],
    given: Sequence[Language | None],
    *,
    links: Mapping[Place, Link],
) -> Sequence[Language]:
    """The language of each channel; raises `InputError` where that is the same."""
    found = [
        one or await _spoken(context, place, links.get(place))
        for place, one in zip(places, given, strict=True)
    ]
    if found[0].code == found[1].code:
        raise InputError(f"Both channels are in {found[0].name}: there is nothing to translate.")
    return found


def _joined(places: Sequence[Place], links: Mapping[Place, Link]) -> tuple[str, set[Place]]:
    """The tie that channels will be in, an old one if any of them has one, and all that are in it.

    Raises `InputError` where those are too many.
    """
    known = next((links[place].tie for place in places if place in links), None)
    tie = known or uuid4().hex
    members = {link.place for link in links.values() if link.tie == tie} | set(places)
    if len(members) > MOST:
        raise InputError(f"At most {MOST} channels can be tied together.")
    return tie, members


async def _sure(
    context: "Context",
    places: Sequence[Place],
    languages: Sequence[Language],
    *,
    members: Collection[Place],
    private: Collection[Place],
) -> Choices:
    """Say who will read what is said in private channels, and let a button say yes to it."""
    told = []
    for place in sorted(private, key=lambda one: one.key):
        others = sorted((one for one in members if one != place), key=lambda one: one.key)
        readers = " and ".join([await named(context, one) for one in others])
        told.append(
            f"{await named(context, place)} is private. Everybody who can read {readers} would "
            "read what is written in it from now on."
        )
    options = {
        "channel": places[0].channel,
        "other": places[1].channel,
        "language": languages[0].name,
        "other_language": languages[1].name,
    }
    yes = Choice("Tie them", command="link", options=options, approved=True, style="danger")
    return Choices(f"{' '.join(told)} Tie them together all the same?", (yes,))


async def untied(context: "Context", one: str) -> str:
    """Take a channel out of its tie, and return the sentence about it."""
    place = await channel(context, one)
    if all(link.place != place for link in await context.store.links.all()):
        raise InputError(f"{await named(context, place)} is not tied to another channel.")
    await context.store.links.untie(place)
    return f"{await named(context, place)} is not tied to other channels any more."


async def listed(context: "Context") -> str:
    """Tell which channels of this server are tied together."""
    server = context.message.place.server_key
    ties: dict[str, list[str]] = {}
    for link in await context.store.links.all():
        if link.place.server_key == server:
            spoken = await asyncio.to_thread(language, link.language)
            name = spoken.name if spoken else link.language
            ties.setdefault(link.tie, []).append(f"{await named(context, link.place)} ({name})")
    if not ties:
        return "No channels are tied together. An admin ties two with /link #english #deutsch"
    return "\n".join(f"- {' – '.join(names)}" for names in ties.values())


async def channel(context: "Context", given: str) -> Place:
    """The channel that was named; raises `InputError`, and `NotPermitted` for who is no admin."""
    if not context.message.person.admin:
        raise NotPermitted(MANAGE)
    channels = _channels(context)
    mention = _MENTION.fullmatch(given.strip())
    channel_id = mention[1] if mention else given.strip().removeprefix("#")
    place = await channels.place(context.message.place, channel_id)
    if place is None or not await channels.may_read(context.message.person, place):
        raise InputError(f"There is no channel {given.strip()!r} here that both of us can read.")
    return place


async def named(context: "Context", place: Place) -> str:
    """What a channel is called in a sentence."""
    return f"#{await _channels(context).name(place)}"


async def _spoken(context: "Context", place: Place, link: Link | None) -> Language:
    held = await context.settings.held(place, "language")
    set_here = held.value if held.origin is Origin.CHANNEL else ""
    name = await _channels(context).name(place)
    for word in (link.language if link else "", set_here, name, *re.split(r"[\W_]+", name)):
        if word and (found := await asyncio.to_thread(language, word)) is not None:
            return found
    raise InputError(
        f"Say which language is spoken in #{name}, for example: "
        "/link #one #other language=English other_language=German"
    )


def _channels(context: "Context") -> Channels:
    if context.channels is None:
        raise InputError("There are no channels here that could be tied together.")
    return context.channels

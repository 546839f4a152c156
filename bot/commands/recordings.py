"""The recordings that a message is about: attached, pointed at, or behind a link."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import InputError
from bot.files import Raw, gather
from bot.files.kinds import sound
from bot.messages import Attachment, Place
from bot.moderation.native import TellsWhoReads
from bot.sound import KINDS
from bot.summaries.history import check_readable

if TYPE_CHECKING:
    from bot.context import Context

_NOTHING = (
    "There is nothing to listen to. Attach a recording or a film, reply to a voice message, or "
    f"give the link of a message that has one. Files that can be heard are {KINDS}."
)
_NO_CHANNELS = "Links to messages cannot be followed here. Attach the recording instead."
_NOT_FOUND = "No message was found behind that link. Copy the link of the message once more."
_NO_RECORDING = "The message behind that link has no recording. Copy the link of the right one."


async def recordings(context: "Context") -> tuple[Raw, ...]:
    """Read what is to be heard; raises `InputError` where there is nothing, or it may not be read.

    Names of files may be repeated to the person, so they are judged first.
    """
    link = str(context.message.options.get("link", "")).strip()
    files = await _behind(context, link) if link else await _at_hand(context)
    heard = tuple(file for file in files if sound(file.data) is not None)
    # What does not look like sound may still be some; reading it tells.
    return heard or files[:1]


async def _at_hand(context: "Context") -> tuple[Raw, ...]:
    """What came with the message, else what came with the one that it answers to."""
    files = context.material.files if context.material is not None else ()
    if files:
        await context.admit(*(file.name for file in files))
        return files
    for quote in reversed(context.message.quotes):
        if quote.id and context.channels is not None:
            said = await context.channels.message(context.message.place, quote.id)
            if said is not None and said.attachments:
                return await _read(context, said.attachments)
    raise InputError(_NOTHING)


async def _behind(context: "Context", link: str) -> tuple[Raw, ...]:
    channels, message = context.channels, context.message
    if channels is None:
        raise InputError(_NO_CHANNELS)
    found = await channels.linked(message.place, link)
    # Whether a channel exists is nothing that somebody may learn who cannot read it.
    if found is None or not await _may_read(context, found[0]):
        raise InputError(_NOT_FOUND)
    if isinstance(channels, TellsWhoReads) and await channels.is_private(found[0]):
        # Those who see the answer may not be those who can read there.
        await check_readable(context, found[0])
    said = await channels.message(*found)
    if said is None:
        raise InputError(_NOT_FOUND)
    if not said.attachments:
        raise InputError(_NO_RECORDING)
    return await _read(context, said.attachments)


async def _may_read(context: "Context", place: Place) -> bool:
    channels, message = context.channels, context.message
    return channels is not None and await channels.may_read(message.person, place)


async def _read(context: "Context", attachments: Sequence[Attachment]) -> tuple[Raw, ...]:
    await context.admit(*(one.name for one in attachments))
    message = replace(
        context.message, text="", attachments=tuple(attachments), quotes=(), options={}
    )
    return (await gather(message, context.config.limits, raw=True)).files

"""The pictures that a person gives to be changed: attached, or kept from before."""

import logging
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.commands.drawing import Sources
from bot.errors import InputError
from bot.files import Raw
from bot.files.editing import editable, fitted_mask, mask_in
from bot.files.sizes import check_size
from bot.messages import Attachment, OptionValue

if TYPE_CHECKING:
    from bot.context import Context

# As many as the endpoint takes (types/image_edit_params.py of the SDK).
_MOST = 16
_GONE = "That picture is not kept any more. Attach it, and ask for it with /image edit."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """Pictures as they came, and the mask of the first one."""

    images: tuple[Raw, ...] = ()
    mask: Raw | None = None
    left: tuple[str, ...] = ()
    """The names of files that are no pictures, and not used."""


async def brought(context: "Context") -> Given:
    """Find what belongs to the message; raises `InputError` where it does not fit the action."""
    given = await _from_album(context)
    if not given.images:
        given = _attached(context)
    if not given.images and context.message.options.get("action") in ("edit", "variation"):
        given = replace(given, images=await _answered_to(context))
    action = context.message.options.get("action")
    if action == "create" and given.images:
        raise InputError("/image create works from words alone. Say /image edit to use a picture.")
    if (action in ("edit", "variation") or given.mask) and not given.images:
        raise InputError("Attach the picture that is to be changed, and say it once more.")
    if len(given.images) > _MOST:
        raise InputError(f"At most {_MOST} pictures can go into one.")
    return given


async def looked_at(context: "Context", given: Given) -> Sources:
    """Read the pictures and have them judged; raises `InputError`, and what `admit` raises."""
    if not given.images:
        return Sources()
    most = context.config.limits.image_bytes
    images = tuple([await editable(file, most_bytes=most) for file in given.images])
    await context.admit(images=images)
    if given.mask is None:
        return Sources(images, await mask_in(images[0]))
    resize = context.message.options.get("fit") is True
    return Sources(images, await fitted_mask(given.mask, images[0], resize=resize))


async def kept(context: "Context", given: Given) -> dict[str, OptionValue]:
    """Keep the pictures for a button; returns the options that find them again."""
    if context.album is None or not given.images:
        return {}
    try:
        keep, message = context.album.keep, context.message
        images = [await keep(file.data, message) for file in given.images]
        mask = {"mask": await keep(given.mask.data, message)} if given.mask else {}
    except OSError:
        log.exception("pictures cannot be kept")
        return {}
    return {"image": " ".join(images), **mask}


async def _from_album(context: "Context") -> Given:
    options = context.message.options
    tokens = str(options.get("image", "")).split()
    images = tuple([await _kept(context, token) for token in tokens])
    mask = options.get("mask")
    return Given(images, await _kept(context, str(mask)) if images and mask else None)


async def _kept(context: "Context", token: str) -> Raw:
    server = context.message.place.server_key
    data = await context.album.get(token, server=server) if context.album is not None else None
    if data is None:
        raise InputError(_GONE)
    return Raw("picture", "image/png", data)


async def _answered_to(context: "Context") -> tuple[Raw, ...]:
    """The pictures of the message that this one answers to, where the platform finds them."""
    quotes = [quote for quote in context.message.quotes if quote.id]
    if context.channels is None or not quotes:
        return ()
    said = await context.channels.message(context.message.place, quotes[-1].id)
    found = [one for one in said.attachments if _is_picture(one)] if said is not None else []
    return tuple([await _fetched(one, context.config.limits.image_bytes) for one in found])


def _is_picture(attachment: Attachment) -> bool:
    return attachment.media_type.startswith("image/")


async def _fetched(attachment: Attachment, most: int) -> Raw:
    check_size(attachment.name, attachment.size, most)
    try:
        data = await attachment.read()
    except OSError as error:
        raise InputError(f"The picture {attachment.name} can no longer be read.") from error
    return Raw(attachment.name, attachment.media_type, data)


def _attached(context: "Context") -> Given:
    """What came with the message; a file that is given for no option is a mask by its name only.

    A document is not to be changed: plain words may be about a picture of what it says.
    """
    came = context.material.files if context.material is not None else ()
    given = [file.option for file in context.message.attachments]
    changes = "action" in context.message.options
    pairs = [
        (file, option)
        for file, option in zip(came, given, strict=True)
        if changes or option or file.media_type.startswith("image/")
    ]
    left = tuple(file.name for file in came if all(file is not used for used, _ in pairs))
    files, named = [file for file, _ in pairs], [option for _, option in pairs]
    masks = [
        file
        for file, option in zip(files, named, strict=True)
        if option == "mask" or (not option and "mask" in PurePath(file.name).stem.lower())
    ]
    if "mask" in named or (masks and len(files) > 1):
        return Given(tuple(file for file in files if file is not masks[0]), masks[0], left)
    return Given(tuple(files), left=left)

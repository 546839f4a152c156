"""A message and its attachments, put together for the model and for the screening."""

import asyncio
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from bot.config.schema import Limits
from bot.documents.reader import Reader
from bot.errors import InputError
from bot.files.contents import content
from bot.files.frames import answered, clean, framed
from bot.files.kinds import sound
from bot.files.material import Material, Raw
from bot.files.sizes import announced, check_size, largest
from bot.files.stills import stills
from bot.messages import Attachment, Message
from bot.models import Image
from bot.screening import Words


@dataclass(slots=True)
class _Read:
    """What was found in the attachments so far."""

    parts: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    sounds: list[Raw] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


async def gather(
    message: Message,
    limits: Limits,
    *,
    unscreened: Container[str] = (),
    raw: bool = False,
    reader: Reader | None = None,
) -> Material:
    """Read the message's attachments; raises `InputError` for one that cannot be used.

    `unscreened` names options whose values are no words to be judged. With `raw` the files are
    handed over as they are, for a command that reads them by itself. `reader` reads the documents,
    for all who share it in turn.
    """
    _check(message, limits)
    files = [await fetched(attachment, limits) for attachment in message.attachments]
    found = _Read() if raw else await _read(files, limits, reader or Reader(limits))
    parts = [answered(quote.author, quote.text) for quote in message.quotes]
    parts += [message.text] if message.text else []
    question = "\n\n".join([*parts, *found.parts])
    options = [
        value
        for name, value in message.options.items()
        if isinstance(value, str) and name not in unscreened
    ]
    # A command that reads its files by itself may still say what they are called.
    names = [file.name for file in files] if raw else []
    texts = tuple(text for text in (question, *options, *names) if text.strip())
    judged = await asyncio.to_thread(stills, found.images) if found.images else ()
    return Material(
        question,
        tuple(found.images),
        Words(texts, judged),
        files=tuple(files) if raw else (),
        sounds=tuple(found.sounds),
        remarks=tuple(found.remarks),
    )


def _check(message: Message, limits: Limits) -> None:
    if len(message.text) > limits.text_characters:
        raise InputError(
            f"Your message has {len(message.text):,} characters; at most "
            f"{limits.text_characters:,} can be read. Send it in parts."
        )
    if len(message.attachments) > limits.attachments:
        raise InputError(f"At most {limits.attachments} files can come with one message.")
    together, most = sum(one.size for one in message.attachments), largest(limits)
    if len(message.attachments) > 1 and together > most:
        # Files are held in memory, and many large ones at once would fill it.
        raise InputError(
            f"Your files have {together / 1e6:,.1f} MB together; at most {most / 1e6:,.1f} MB can "
            "come with one message."
        )


async def fetched(attachment: Attachment, limits: Limits) -> Raw:
    """Fetch a file, unless it is too large: its announced size is checked before.

    Raises `InputError`, also where it is gone.
    """
    name = clean(attachment.name)
    check_size(name, attachment.size, announced(limits, attachment.media_type))
    try:
        data = await attachment.read()
    except OSError as error:
        raise InputError(f"The file {name} can no longer be read. Attach it again.") from error
    check_size(name, len(data), largest(limits))
    return Raw(name, sound(data) or attachment.media_type, data)


async def _read(files: Sequence[Raw], limits: Limits, reader: Reader) -> _Read:
    read = _Read()
    for file in files:
        found = await content(file, limits, reader)
        if isinstance(found, Image):
            read.images.append(found)
            read.parts.append(f"[picture: {file.name}]")
        elif isinstance(found, Raw):
            read.sounds.append(found)
            read.parts.append(f"[recording: {file.name}]")
        else:
            remark = "only its first part" if found.cut else ""
            read.parts.append(framed(file.name, found.text, remark=remark))
            if found.cut:
                read.remarks.append(
                    f"{file.name} is very long: only its first {len(found.text):,} characters "
                    "were read."
                )
    return read

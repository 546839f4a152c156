"""A message and its attachments, put together for the model and for the screening."""

import asyncio
from collections.abc import Container

from bot.config.schema import Limits
from bot.errors import InputError
from bot.files.kinds import sound
from bot.files.material import Material, Raw
from bot.files.pictures import picture
from bot.files.sizes import announced, check_size, largest
from bot.messages import Attachment, Message
from bot.models import Image
from bot.screening import Words


async def gather(
    message: Message, limits: Limits, *, unscreened: Container[str] = (), raw: bool = False
) -> Material:
    """Read the message's attachments; raises `InputError` for one that cannot be used.

    `unscreened` names options whose values are no words to be judged. With `raw` the files are
    handed over as they are, for a command that reads them by itself.
    """
    if len(message.text) > limits.text_characters:
        raise InputError(
            f"Your message has {len(message.text):,} characters; at most "
            f"{limits.text_characters:,} can be read. Send it in parts."
        )
    if len(message.attachments) > limits.attachments:
        raise InputError(f"At most {limits.attachments} files can come with one message.")
    parts = [f"[In answer to {quote.author}: {quote.text}]" for quote in message.quotes]
    parts += [message.text] if message.text else []
    images: list[Image] = []
    sounds: list[Raw] = []
    files: list[Raw] = []
    for attachment in message.attachments:
        file = await _fetched(attachment, limits)
        if raw:
            files.append(file)
            continue
        found = await asyncio.to_thread(content, file, limits)
        if isinstance(found, Image):
            images.append(found)
            parts.append(f"[picture: {file.name}]")
        elif isinstance(found, Raw):
            sounds.append(found)
            parts.append(f"[recording: {file.name}]")
        else:
            parts.append(f"[file {file.name}]\n{found}\n[end of {file.name}]")
    question = "\n\n".join(parts)
    options = [
        value
        for name, value in message.options.items()
        if isinstance(value, str) and name not in unscreened
    ]
    texts = tuple(text for text in (question, *options) if text.strip())
    words = Words(texts, tuple(images))
    return Material(question, tuple(images), words, tuple(files), tuple(sounds))


async def _fetched(attachment: Attachment, limits: Limits) -> Raw:
    """Fetch a file, unless it is too large: its announced size is checked before."""
    name = attachment.name
    check_size(name, attachment.size, announced(limits, attachment.media_type))
    try:
        data = await attachment.read()
    except OSError as error:
        raise InputError(f"The file {name} can no longer be read. Attach it again.") from error
    check_size(name, len(data), largest(limits))
    return Raw(name, sound(data) or attachment.media_type, data)


def content(file: Raw, limits: Limits) -> Image | Raw | str:
    """Decide by the content what a file is: names and announced types are often wrong."""
    name, data = file.name, file.data
    if sound(data) is not None:
        check_size(name, len(data), limits.sound_bytes)
        return file
    found = picture(name, data)
    if found is not None:
        check_size(name, len(data), limits.image_bytes)
        return found
    check_size(name, len(data), limits.text_file_bytes)
    text = _text(data)
    if text is None:
        raise InputError(
            f"The file {name} is neither a text nor a picture that can be read. "
            "PNG, JPEG, GIF, WebP and text files work."
        )
    return text


def _text(data: bytes) -> str | None:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text

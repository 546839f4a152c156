"""What came with a message, made readable: text files, pictures, and the messages it answers to."""

import asyncio
import io
from collections.abc import Container
from dataclasses import dataclass

from PIL import Image as Picture
from PIL import UnidentifiedImageError

from bot.config.schema import Limits
from bot.errors import InputError
from bot.messages import Attachment, Message
from bot.models import Image
from bot.screening import Words

# What OpenAI's models look at; other kinds of picture are converted to PNG first.
_PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
# More readers would only be more doors for hostile files, and take some texts for pictures.
_READ = (*_PICTURES, "BMP", "ICO", "TIFF")
# A small file can hold an enormous picture; this many pixels are 200 MB unpacked.
_MOST_PIXELS = 50_000_000


@dataclass(frozen=True, slots=True)
class Material:
    """A message with all that belongs to it.

    `question` is what the model reads and the window keeps; `words` is everything in it that must
    be screened, the values of a command's options included.
    """

    question: str
    images: tuple[Image, ...]
    words: Words


async def gather(message: Message, limits: Limits, *, unscreened: Container[str] = ()) -> Material:
    """Read the message's attachments; raises `InputError` for one that cannot be used.

    `unscreened` names options whose values are no words to be judged.
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
    for attachment in message.attachments:
        content = await _read(attachment, limits)
        if isinstance(content, Image):
            images.append(content)
            parts.append(f"[picture: {attachment.name}]")
        else:
            parts.append(f"[file {attachment.name}]\n{content}\n[end of {attachment.name}]")
    question = "\n\n".join(parts)
    options = [
        value
        for name, value in message.options.items()
        if isinstance(value, str) and name not in unscreened
    ]
    texts = tuple(text for text in (question, *options) if text.strip())
    return Material(question, tuple(images), Words(texts, tuple(images)))


async def _read(attachment: Attachment, limits: Limits) -> Image | str:
    largest = max(limits.image_bytes, limits.text_file_bytes)
    # The announced size is checked before anything is fetched.
    _check_size(attachment.name, attachment.size, largest)
    try:
        data = await attachment.read()
    except OSError as error:
        raise InputError(
            f"The file {attachment.name} can no longer be read. Attach it again."
        ) from error
    _check_size(attachment.name, len(data), largest)
    return await asyncio.to_thread(_content, attachment.name, data, limits)


def _check_size(name: str, size: int, largest: int) -> None:
    if size > largest:
        raise InputError(
            f"The file {name} has {size / 1e6:,.1f} MB; "
            f"at most {largest / 1e6:,.1f} MB can be read."
        )


def _content(name: str, data: bytes, limits: Limits) -> Image | str:
    """Decide by the content what a file is: names and announced types are often wrong."""
    picture = _picture(name, data)
    if picture is not None:
        _check_size(name, len(data), limits.image_bytes)
        return picture
    _check_size(name, len(data), limits.text_file_bytes)
    text = _text(data)
    if text is None:
        raise InputError(
            f"The file {name} is neither a text nor a picture that can be read. "
            "PNG, JPEG, GIF, WebP and text files work."
        )
    return text


def _picture(name: str, data: bytes) -> Image | None:
    try:
        with Picture.open(io.BytesIO(data), formats=_READ) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise InputError(
                    f"The picture {name} has {picture.width} x {picture.height} pixels, "
                    "which is too large. Make it smaller."
                )
            media_type = _PICTURES.get(picture.format or "")
            picture.load()
            if media_type is not None:
                return Image(media_type, data, picture.width, picture.height)
            converted = io.BytesIO()
            picture.convert("RGBA").save(converted, "PNG")
            return Image("image/png", converted.getvalue(), picture.width, picture.height)
    except UnidentifiedImageError:
        return None
    # Pillow's readers fail in as many ways as there are broken files.
    except (OSError, ValueError, SyntaxError, Picture.DecompressionBombError) as error:
        raise InputError(f"The picture {name} is damaged and cannot be read.") from error


def _text(data: bytes) -> str | None:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text

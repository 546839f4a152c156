"""What a file of an answer says, so that it can be judged before anybody sees it."""

import asyncio

from bot.config.schema import Limits
from bot.documents.reader import Document, Reader
from bot.errors import InputError
from bot.files.contents import content
from bot.files.material import Raw
from bot.files.stills import stills
from bot.messages import File
from bot.models import Image
from bot.screening import Words

# Nothing of it may go out unread, so that the bound is far beyond what commands write.
_MOST_CHARACTERS = 5_000_000


async def words_of(file: File, limits: Limits, reader: Reader | None = None) -> Words:
    """Everything in the file that must be judged; raises `InputError` where it cannot be read."""
    raw = Raw(file.name, file.media_type, file.data)
    reader = reader or Reader(limits)
    found = await content(raw, limits, reader, characters=_MOST_CHARACTERS)
    if isinstance(found, Document) and found.cut:
        raise InputError(f"The file {file.name} is too long to be judged.")
    texts = [file.name, file.alt, found.text if isinstance(found, Document) else ""]
    images = await asyncio.to_thread(stills, [found]) if isinstance(found, Image) else ()
    return Words(tuple(text for text in texts if text.strip()), images)

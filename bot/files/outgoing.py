"""What a file of an answer says, so that it can be judged before anybody sees it."""

import asyncio

from bot.config.schema import Limits
from bot.files.gathering import content
from bot.files.material import Raw
from bot.messages import File
from bot.models import Image
from bot.screening import Words


async def words_of(file: File, limits: Limits) -> Words:
    """Everything in the file that must be judged; raises `InputError` where it cannot be read."""
    raw = Raw(file.name, file.media_type, file.data)
    found = await asyncio.to_thread(content, raw, limits)
    texts = [file.name, file.alt, found if isinstance(found, str) else ""]
    images = (found,) if isinstance(found, Image) else ()
    return Words(tuple(text for text in texts if text.strip()), images)

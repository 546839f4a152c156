"""Pictures on OpenAI's wire."""

import base64

from bot.models import Image


def data_url(image: Image) -> str:
    """Write a picture as a `data:` address (RFC 2397)."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode('ascii')}"

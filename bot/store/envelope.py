"""A message as plain JSON values and back, lossless but for the readers of its attachments."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any

from bot.messages import Attachment, Message, Person, Place, Quote


def pack(message: Message) -> dict[str, Any]:
    """The message as values that JSON can say."""
    place, person = message.place, message.person
    return {
        "id": message.id,
        "place": [place.platform, place.server, place.channel, place.thread],
        "person": {
            "id": person.id,
            "name": person.name,
            "admin": person.admin,
            "bot": person.bot,
            "roles": person.roles,
            "locale": person.locale,
        },
        "text": message.text,
        "sent_at": message.sent_at.isoformat(),
        "attachments": [
            [file.name, file.media_type, file.size, file.source, file.option]
            for file in message.attachments
        ],
        "quotes": [list(astuple(quote)) for quote in message.quotes],
        "command": message.command,
        "options": dict(message.options),
        "direct": message.direct,
        "approved": message.approved,
        "private": message.private,
    }


def unpack(packed: Mapping[str, Any]) -> Message:
    """The message that was packed; reading one of its attachments raises `FileNotFoundError`."""
    person = packed["person"]
    return Message(
        id=packed["id"],
        place=Place(*packed["place"]),
        person=Person(**{**person, "roles": tuple(person["roles"])}),
        text=packed["text"],
        sent_at=datetime.fromisoformat(packed["sent_at"]),
        attachments=tuple(_attachment(*file) for file in packed["attachments"]),
        quotes=tuple(Quote(*quote) for quote in packed["quotes"]),
        command=packed["command"],
        options=packed["options"],
        direct=packed["direct"],
        # What was taken by an older version knows nothing of it.
        approved=packed.get("approved", False),
        private=packed.get("private", False),
    )


def _attachment(
    name: str,
    media_type: str,
    size: int,
    source: str,
    # An older version kept none.
    option: str = "",
) -> Attachment:
    return Attachment(name, media_type, size, source, option=option)

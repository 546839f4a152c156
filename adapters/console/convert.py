"""Makes the core's messages out of what was typed or piped in."""

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from adapters.console.clean import whole
from adapters.console.files import reader
from bot.messages import Attachment, Message, OptionValue, Person, Place

PLATFORM = "console"
PLACE = Place(PLATFORM, "local", "terminal")


def to_message(
    text: str,
    person: Person,
    sent_at: datetime,
    *,
    command: str = "chat",
    options: Mapping[str, OptionValue] | None = None,
    attachments: Sequence[Attachment] = (),
) -> Message:
    """Make a message with an id of its own; what cannot be encoded is marked as lost."""
    given = (options or {}).items()
    return Message(
        id=str(uuid4()),
        place=PLACE,
        person=person,
        text=whole(text),
        sent_at=sent_at,
        attachments=tuple(attachments),
        command=command,
        options={name: whole(v) if isinstance(v, str) else v for name, v in given},
        direct=True,
    )


def local_person() -> Person:
    """Whoever sits at this machine; everything here is theirs to manage."""
    try:
        name = getpass.getuser()
    # A user without an entry in the system's list has no name there.
    except (OSError, KeyError):
        name = "you"
    return Person("local", name, admin=True)


def with_files(message: Message) -> Message:
    """A message from before the program ended, with files that can be read again."""
    revived = (
        replace(file, read=reader(Path(file.source), file.size)) for file in message.attachments
    )
    return replace(message, attachments=tuple(revived))

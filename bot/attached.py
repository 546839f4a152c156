"""Files of messages that were not answered, kept within reach so that they can be asked again."""

from collections import OrderedDict
from dataclasses import replace
from typing import NamedTuple

from bot.messages import Attachment, Message

_MOST = 256


class _Files(NamedTuple):
    """The files of one message, and whose they are."""

    platform: str
    person_id: str
    files: dict[Attachment, Attachment]


class Attached:
    """The ways to read what the last messages brought; a restart forgets them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Files] = OrderedDict()

    def keep(self, message: Message) -> None:
        """Note how the files of a message are read."""
        if not message.attachments:
            return
        files = {file: file for file in message.attachments}
        self._kept[message.key] = _Files(message.place.platform, message.person.id, files)
        self._kept.move_to_end(message.key)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def forget(self, platform: str, person_id: str) -> None:
        """Let go of what a person brought."""
        theirs = [
            key
            for key, files in self._kept.items()
            if (files.platform, files.person_id) == (platform, person_id)
        ]
        for key in theirs:
            del self._kept[key]

    def restored(self, message: Message) -> Message:
        """The message as it came out of the store, with files that can be read where they can."""
        found = self._kept.get(message.key)
        kept = found.files if found else {}
        return replace(
            message, attachments=tuple(kept.get(one, one) for one in message.attachments)
        )

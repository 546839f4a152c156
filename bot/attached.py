"""Files of messages that were not answered, kept within reach so that they can be asked again."""

from collections import OrderedDict
from dataclasses import replace

from bot.messages import Attachment, Message

_MOST = 256


class Attached:
    """The ways to read what the last messages brought; a restart forgets them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[Attachment, Attachment]] = OrderedDict()

    def keep(self, message: Message) -> None:
        """Note how the files of a message are read."""
        if not message.attachments:
            return
        self._kept[message.key] = {file: file for file in message.attachments}
        self._kept.move_to_end(message.key)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def restored(self, message: Message) -> Message:
        """The message as it came out of the store, with files that can be read where they can."""
        kept = self._kept.get(message.key, {})
        return replace(
            message, attachments=tuple(kept.get(one, one) for one in message.attachments)
        )

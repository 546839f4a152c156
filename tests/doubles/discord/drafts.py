"""What is about to be said."""

from dataclasses import dataclass, field
from typing import Any

from tests.doubles.discord.guilds import Sticker
from tests.doubles.discord.kinds import NO_FLAGS, MessageFlag, MessageKind
from tests.doubles.discord.mentions import Allowed
from tests.doubles.discord.messages import Attachment, Message, Reference, Version

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is not posted yet; `answers` is the message that `reference` names."""

    content: str = ""
    embeds: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    components: tuple[Json, ...] = ()
    flags: MessageFlag = NO_FLAGS
    kind: MessageKind = MessageKind.DEFAULT
    reference: Reference | None = None
    answers: Message | None = None
    snapshots: tuple[Json, ...] = ()
    stickers: tuple[Sticker, ...] = ()
    poll: Json | None = None
    tts: bool = False
    nonce: str | int | None = None
    allowed: Allowed = field(default_factory=Allowed)

    def version(self, at: float) -> Version:
        """Return the version of the message that shows this."""
        return Version(at, self.content, self.embeds, self.attachments, self.components, self.flags)

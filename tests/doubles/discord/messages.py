"""Messages with everything that became of them."""

import re
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.kinds import NO_FLAGS, MessageFlag, MessageKind
from tests.doubles.discord.snowflakes import moment

if TYPE_CHECKING:
    from tests.doubles.discord.channels import Channel
    from tests.doubles.discord.guilds import Sticker
    from tests.doubles.discord.mentions import Pings
    from tests.doubles.discord.users import User

Json = dict[str, Any]

# A link in angle brackets has no preview, and one in code is none.
_LINK = re.compile(r"<https?://[^\s>]+>|(https?://[^\s<>)]+)")
_CODE = re.compile(r"```.*?```|(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message; `duration` (seconds) and `waveform` belong to voice messages."""

    id: int
    name: str
    data: bytes = field(repr=False)
    type: str | None = None
    description: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    waveform: str | None = None
    ephemeral: bool = False
    # What is said of the file instead of the truth, for tests of limits.
    pretended_size: int | None = None

    @property
    def size(self) -> int:
        """How many bytes it says it has."""
        return len(self.data) if self.pretended_size is None else self.pretended_size

    def voiced(self, duration: float, waveform: str | None) -> "Attachment":
        """Return the same file as the sound of a voice message."""
        return replace(self, duration=duration, waveform=waveform)


@dataclass(frozen=True, slots=True)
class Version:
    """What a message showed from `at` (on the clock of `time.monotonic`) until the next version."""

    at: float
    content: str = ""
    embeds: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    components: tuple[Json, ...] = ()
    flags: MessageFlag = NO_FLAGS


@dataclass(frozen=True, slots=True)
class Reference:
    """What a message answers (kind 0) or forwards (kind 1)."""

    message_id: int
    channel_id: int
    guild_id: int | None = None
    kind: int = 0


@dataclass(slots=True, eq=False)
class Message:
    """A message. `shown` is its newest version, `versions` are all of them, oldest first."""

    id: int
    channel: "Channel"
    author: "User"
    versions: list[Version]
    pings: "Pings"
    kind: MessageKind = MessageKind.DEFAULT
    reference: Reference | None = None
    answers: "Message | None" = None
    snapshots: tuple[Json, ...] = ()
    stickers: tuple["Sticker", ...] = ()
    poll: Json | None = None
    tts: bool = False
    nonce: str | int | None = None
    webhook_id: int | None = None
    # The application whose webhook, or whose interaction, posted it.
    application_id: int | None = None
    # How the interaction that it came from is told of, and the only one who sees it.
    metadata: Json | None = None
    only_for: "User | None" = None
    thread: "Channel | None" = None
    pinned_at: float | None = None
    edited_at: float | None = None
    deleted_at: float | None = None
    # Emoji as in a path of the API -> who reacted with it.
    reactions: dict[str, list["User"]] = field(default_factory=dict)
    votes: dict[int, list["User"]] = field(default_factory=dict)

    @property
    def shown(self) -> Version:
        """What it shows now."""
        return self.versions[-1]

    @property
    def content(self) -> str:
        """The text it shows now."""
        return self.shown.content

    @property
    def texts(self) -> list[str]:
        """The texts that it has shown, oldest first, without repetitions in a row."""
        texts = [version.content for version in self.versions]
        return [text for at, text in enumerate(texts) if at == 0 or texts[at - 1] != text]

    @property
    def posted_at(self) -> float:
        """When it was posted, on the clock of `time.monotonic`."""
        return self.versions[0].at

    @property
    def created(self) -> float:
        """When it was said according to its id, in seconds since 1970."""
        return moment(self.id)

    @property
    def age(self) -> float:
        """How many seconds old it is."""
        return time.time() - self.created

    @property
    def is_there(self) -> bool:
        """Whether it is not deleted."""
        return self.deleted_at is None

    @property
    def is_public(self) -> bool:
        """Whether everybody in the channel sees it."""
        return self.is_there and self.only_for is None

    @property
    def is_loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return MessageFlag.LOADING in self.shown.flags

    @property
    def previews(self) -> list[str]:
        """The links that Discord shows a preview of, and so calls: those that nothing hides."""
        if MessageFlag.SUPPRESS_EMBEDS in self.shown.flags:
            return []
        return [found for found in _LINK.findall(_CODE.sub("", self.content)) if found]

    @property
    def link(self) -> str:
        """The address of the message."""
        guild = self.channel.guild.id if self.channel.guild else "@me"
        return f"https://discord.com/channels/{guild}/{self.channel.id}/{self.id}"

    def __repr__(self) -> str:
        return f"<{self.author.name} in {self.channel!r}: {self.content!r}>"


def refer(message: Message, *, kind: int = 0) -> Reference:
    """Return the reference to a message."""
    guild = message.channel.guild
    return Reference(message.id, message.channel.id, guild.id if guild else None, kind)

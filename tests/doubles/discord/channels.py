"""Channels, threads and direct conversations, with what is said in them."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from tests.doubles.changes import Changes
from tests.doubles.discord.kinds import THREADS, ChannelKind
from tests.doubles.discord.permissions import NONE, Permission

if TYPE_CHECKING:
    from tests.doubles.discord.guilds import Guild
    from tests.doubles.discord.messages import Message
    from tests.doubles.discord.users import User

_BY_ID = attrgetter("id")


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows and denies a role or a member; `of_member` says which of them."""

    id: int
    of_member: bool
    allow: Permission = NONE
    deny: Permission = NONE


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody was typing, at a time on the clock of `time.monotonic`."""

    user: "User"
    at: float


@dataclass(slots=True, eq=False)
class Channel:
    """A place to talk: a channel of a server, a thread, a forum or a direct conversation."""

    id: int
    kind: ChannelKind
    name: str = ""
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    topic: str | None = None
    nsfw: bool = False
    position: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipients: tuple["User", ...] = ()
    # Of threads: who opened it, who is in it (user id -> when), and its state.
    owner: "User | None" = None
    joined: dict[int, float] = field(default_factory=dict)
    archived: bool = False
    archived_at: float = 0
    locked: bool = False
    invitable: bool = True
    auto_archive: int = 1440
    deleted: bool = False
    typings: list[Typing] = field(default_factory=list)
    # (author, nonce) -> the message that was made with it.
    nonces: dict[tuple[int, str], "Message"] = field(default_factory=dict)
    # Wakes whoever waits for something in this channel alone.
    changes: Changes = field(default_factory=Changes)
    _said: list["Message"] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread."""
        return self.kind in THREADS

    @property
    def mention(self) -> str:
        """How the channel is named in a message."""
        return f"<#{self.id}>"

    @property
    def ever(self) -> list["Message"]:
        """Every message there has been, also deleted ones and those for one person, in order."""
        return list(self._said)

    @property
    def messages(self) -> list["Message"]:
        """The messages that everybody sees, oldest first."""
        return [message for message in self._said if message.is_public]

    @property
    def last(self) -> "Message":
        """The newest message that everybody sees."""
        return next(self.newest())

    def newest(self) -> Iterator["Message"]:
        """Go through the messages that everybody sees, newest first."""
        return (message for message in reversed(self._said) if message.is_public)

    def get(self, message_id: int) -> "Message | None":
        """Return a message that is not deleted."""
        at = bisect_left(self._said, message_id, key=_BY_ID)
        found = self._said[at] if at < len(self._said) else None
        return found if found is not None and found.id == message_id and found.is_there else None

    def add(self, message: "Message") -> None:
        """Put a message where its id belongs."""
        insort(self._said, message, key=_BY_ID)

    def between(self, after: int, before: int) -> list["Message"]:
        """Return the public messages whose ids are between two others, oldest first."""
        low = bisect_left(self._said, after + 1, key=_BY_ID)
        high = bisect_left(self._said, before, key=_BY_ID)
        return [message for message in self._said[low:high] if message.is_public]

    def __repr__(self) -> str:
        return f"<{self.kind.name} #{self.name} {self.id}>"


@dataclass(slots=True, eq=False)
class OwnHook:
    """A webhook that the bot made in a channel; whoever has the token may use it."""

    id: int
    channel: Channel
    name: str
    token: str

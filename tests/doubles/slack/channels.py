"""Channels and direct conversations, with what is said in them."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from tests.doubles.changes import Changes
from tests.doubles.slack.users import User

if TYPE_CHECKING:
    from tests.doubles.slack.messages import Message
    from tests.doubles.slack.workspaces import Workspace

_BY_TS = attrgetter("ts")


class Kind(Enum):
    """What a conversation is; the value is the `channel_type` of events."""

    PUBLIC = "channel"
    PRIVATE = "group"
    IM = "im"
    MPIM = "mpim"

    @property
    def scope(self) -> str:
        """What scopes for this kind begin with, such as "channels" in channels:history."""
        return {"channel": "channels", "group": "groups"}.get(self.value, self.value)

    @property
    def type(self) -> str:
        """How the kind is named in the argument `types` of conversations.list."""
        return {"channel": "public_channel", "group": "private_channel"}.get(self.value, self.value)


@dataclass(slots=True, eq=False)
class Channel:
    """A place to talk. `peer` is the other person of a direct conversation."""

    id: str
    kind: Kind
    workspace: "Workspace"
    name: str = ""
    created: float = 0
    creator: User | None = None
    members: dict[str, User] = field(default_factory=dict)
    peer: User | None = None
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    deleted: bool = False
    _said: list["Message"] = field(default_factory=list)
    # The replies of every thread, by the timestamp of its root.
    _replies: dict[str, list["Message"]] = field(default_factory=dict)
    _watched: WeakValueDictionary[str, Changes] = field(default_factory=WeakValueDictionary)

    @property
    def mention(self) -> str:
        """How the channel is named in a message."""
        return f"<#{self.id}>"

    @property
    def is_direct(self) -> bool:
        """Whether it is a direct conversation of two."""
        return self.kind is Kind.IM

    @property
    def ever(self) -> list["Message"]:
        """Every message there has been, also deleted ones and those for one person, in order."""
        return list(self._said)

    @property
    def messages(self) -> list["Message"]:
        """The messages that everybody sees, those of threads among them, oldest first."""
        return [message for message in self._said if message.is_public]

    @property
    def last(self) -> "Message":
        """The newest message that everybody sees."""
        return self.messages[-1]

    def has(self, user: User) -> bool:
        """Return whether somebody is a member."""
        return user.id in self.members

    def seen_by(self, user: User) -> list["Message"]:
        """Return what one person sees here, oldest first: also what only that person sees."""
        return [each for each in self._said if each.is_there and each.only_for in {None, user}]

    def thread(self, root: "Message | str") -> list["Message"]:
        """Return the replies of a thread that everybody sees, oldest first."""
        ts = root if isinstance(root, str) else root.root
        return [each for each in self._replies.get(ts, ()) if each.is_public]

    def watch(self, root: str) -> Changes:
        """Return what wakes those who wait for changes of one thread, while they hold it."""
        changes = self._watched.get(root)
        if changes is None:
            changes = self._watched[root] = Changes()
        return changes

    def touch(self, root: str) -> None:
        """Wake those who wait for changes of a thread."""
        changes = self._watched.get(root)
        if changes is not None:
            changes.changed()

    def get(self, ts: str) -> "Message | None":
        """Return a message that is not deleted."""
        at = bisect_left(self._said, ts, key=_BY_TS)
        found = self._said[at] if at < len(self._said) else None
        return found if found is not None and found.ts == ts and found.is_there else None

    def add(self, message: "Message") -> None:
        """Put a message where its timestamp belongs."""
        insort(self._said, message, key=_BY_TS)
        if message.is_reply:
            insort(self._replies.setdefault(message.root, []), message, key=_BY_TS)

    def __repr__(self) -> str:
        return f"<{self.kind.name} #{self.name} {self.id}>"

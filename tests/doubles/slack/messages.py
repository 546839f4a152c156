"""Messages with everything that became of them."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.doubles.slack import texts

if TYPE_CHECKING:
    from tests.doubles.slack.channels import Channel
    from tests.doubles.slack.files import StoredFile
    from tests.doubles.slack.users import User

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """What a message showed from `at` (on the clock of `time.monotonic`) until the next version.

    `markdown` is what a stream has said so far; it stands above the blocks.
    """

    at: float
    text: str = ""
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    files: tuple["StoredFile", ...] = ()
    markdown: str | None = None

    @property
    def field(self) -> str:
        """The field `text` of the message."""
        return self.text if self.markdown is None else texts.of_markdown(self.markdown)

    @property
    def content(self) -> str:
        """The words that people see; of a message with blocks those of its blocks."""
        words = texts.visible(self.blocks)
        if self.markdown is not None:
            return f"{self.markdown}\n{words}" if words else self.markdown
        return words if self.blocks and words else texts.unescape(self.text)


@dataclass(slots=True, eq=False)
class Stream:
    """The state of a message that is streamed.

    `until` is when Slack closes it, on the clock of `time.monotonic`; `ended` says who closed it
    before that. `tasks` are the cards of task_update chunks by their ids, `plan` is the title.
    """

    until: float
    recipient: str | None = None
    ended: Literal["", "stopped", "stopped_by_user"] = ""
    appends: int = 0
    tasks: dict[str, Json] = field(default_factory=dict)
    plan: str = ""

    @property
    def closed(self) -> str:
        """Why it is over: "stopped", "stopped_by_user" or "expired"; empty while it is open."""
        return self.ended or ("expired" if time.monotonic() >= self.until else "")


@dataclass(slots=True, eq=False)
class Message:
    """A message. `shown` is its newest version, `versions` are all of them, oldest first."""

    ts: str
    channel: "Channel"
    author: "User"
    versions: list[Version]
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    client_msg_id: str | None = None
    metadata: Json | None = None
    # The name and icon under which a bot posted it, if not its own.
    guise: Json = field(default_factory=dict)
    unfurls: bool = True
    only_for: "User | None" = None
    stream: Stream | None = None
    # Who edited it last, and when.
    edited: "tuple[User, str] | None" = None
    deleted_at: float | None = None
    reactions: dict[str, list["User"]] = field(default_factory=dict)

    @property
    def shown(self) -> Version:
        """What it shows now."""
        return self.versions[-1]

    @property
    def content(self) -> str:
        """The words that people see now."""
        return self.shown.content

    @property
    def texts(self) -> list[str]:
        """The words that it has shown, oldest first, without repetitions in a row."""
        said = [version.content for version in self.versions]
        return [text for at, text in enumerate(said) if at == 0 or said[at - 1] != text]

    @property
    def pings(self) -> set[str]:
        """Whom it notified in its first version: ids, "!here" and the like."""
        first = self.versions[0]
        plain = () if first.blocks else (first.text,)
        return texts.pings((*plain, first.markdown or "", *texts.speaking(first.blocks)))

    @property
    def posted_at(self) -> float:
        """When it was posted, on the clock of `time.monotonic`."""
        return self.versions[0].at

    @property
    def changed_at(self) -> float:
        """When it last changed, on the clock of `time.monotonic`."""
        return self.versions[-1].at

    @property
    def is_there(self) -> bool:
        """Whether it is not deleted."""
        return self.deleted_at is None

    @property
    def is_public(self) -> bool:
        """Whether everybody in the channel sees it."""
        return self.is_there and self.only_for is None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_streaming(self) -> bool:
        """Whether it is a stream that nobody has closed."""
        return self.stream is not None and not self.stream.closed

    @property
    def root(self) -> str:
        """The timestamp of the first message of its thread."""
        return self.thread_ts or self.ts

    @property
    def link(self) -> str:
        """The address of the message."""
        domain = self.channel.workspace.domain
        path = f"archives/{self.channel.id}/p{self.ts.replace('.', '')}"
        return f"https://{domain}.slack.com/{path}"

    def __repr__(self) -> str:
        return f"<{self.author.shown} in {self.channel!r}: {self.content!r}>"

"""The values that cross the line between a platform and the core.

What goes in is a `Message`; what comes out is a stream of events that ends with exactly one
`Ended`. All of them are frozen, and none knows any platform.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

OptionValue = str | int | float | bool
"""What a person may give for one option of a command; files travel as attachments."""

TALK = "chat"
"""The hidden command behind every message that names none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation happens; the key of a context window."""

    platform: str
    server: str
    channel: str
    thread: str | None = None

    @property
    def key(self) -> str:
        """The place as one string, for tables and logs: `platform/server/channel[/thread]`."""
        parts = (self.platform, self.server, self.channel, self.thread)
        return "/".join(part for part in parts if part is not None)

    @property
    def server_key(self) -> str:
        """The server as one string: the unit of settings, budget and retention."""
        return f"{self.platform}/{self.server}"

    def is_in(self, place: "Place") -> bool:
        """Whether it is that place, or a thread of that channel."""
        return place in (self, replace(self, thread=None))


@dataclass(frozen=True, slots=True)
class Person:
    """Who speaks. `name` is the display name; `admin` is their right at this moment, not a rank.

    `picture` is the address of what stands beside their messages, "" where that is not known.
    """

    id: str
    name: str
    admin: bool = False
    bot: bool = False
    roles: tuple[str, ...] = ()
    locale: str | None = None
    picture: str = ""


async def _gone() -> bytes:
    """Read nothing: the file was attached in a process that has ended."""
    raise FileNotFoundError


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; its bytes are fetched only when somebody needs them.

    `size` is in bytes, as the platform announced it. `source` is where the platform can find the
    file again (a path, a URL); `read` fetches it and raises `OSError` when it is gone. `option`
    names the option of a command that it was given for.
    """

    name: str
    media_type: str
    size: int
    source: str
    read: Callable[[], Awaitable[bytes]] = field(default=_gone, compare=False, repr=False)
    option: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """An earlier message that the person answers to or points at.

    `id`, `author_id` and `link` are the platform's, "" where it did not say.
    """

    author: str
    text: str
    id: str = ""
    author_id: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person said or asked.

    `id` is unique on the platform and the same on every delivery of the same event. Plain talk is
    the hidden command `TALK`. `direct` is true where only this person and the bot are present.
    `approved` is true only where the person pressed a button to say so: what asks before it spends
    much or changes something may go ahead. `private` says that the asker alone will see the answer.
    `form` names an option that is still to be filled in, by a platform that has forms; the others
    handle the message as it is.
    """

    id: str
    place: Place
    person: Person
    text: str
    sent_at: datetime
    attachments: tuple[Attachment, ...] = ()
    quotes: tuple[Quote, ...] = ()
    command: str = TALK
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    direct: bool = False
    approved: bool = False
    private: bool = False
    form: str = ""

    @property
    def key(self) -> str:
        """The message as one string, for once-only: no two platforms share it."""
        return message_key(self.place.platform, self.id)

    def reworded(self, edited: "Message") -> "Message":
        """The message as it reads since it was edited; what it answers to stays."""
        quotes = edited.quotes or self.quotes
        return replace(self, text=edited.text, attachments=edited.attachments, quotes=quotes)


def message_key(platform: str, message_id: str) -> str:
    """The key of a platform's message, where only its id is known."""
    return f"{platform}/{message_id}"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them; `cached` and `reasoning` are parts of the other two.

    `images` is how many pictures were made, `seconds` how much sound was heard; `image_input` is
    the part of the input that is pictures.
    """

    input: int = 0
    output: int = 0
    cached: int = 0
    reasoning: int = 0
    images: int = 0
    seconds: float = 0.0
    image_input: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input + other.input,
            self.output + other.output,
            self.cached + other.cached,
            self.reasoning + other.reasoning,
            self.images + other.images,
            self.seconds + other.seconds,
            self.image_input + other.image_input,
        )


@dataclass(frozen=True, slots=True)
class Text:
    """More words of the answer, cleared; append them to what was shown before."""

    text: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that belongs to the answer. `alt` describes a picture for those who cannot see it.

    One that is `judged` holds nothing but numbers and words that were judged before; every other is
    judged by the core before it goes out.
    """

    name: str
    media_type: str
    data: bytes
    alt: str = ""
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """What the bot is doing meanwhile; a later status or any text replaces it.

    `queued` waits for its turn in the place, `thinking` waits for the model, `continuing` picks up
    an answer that broke off, `working` says in `text` what a longer command has done so far.
    `sketch` is a picture that is not finished yet, for platforms that can show it and take it away
    again; the core judges it like any other file.
    """

    kind: Literal["queued", "thinking", "continuing", "working"]
    text: str = ""
    sketch: File | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence of the program's own, for the asker alone."""

    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick: what a person reads, and what picking it sends in their name.

    That is a message with `text` and `attachments` of the first one, or a command with its options;
    with `approved` it says yes to what was asked. `form` names an option that the person fills in
    first, in a form that begins with the options that are given.
    """

    label: str
    text: str = ""
    command: str = TALK
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    approved: bool = False
    style: Literal["usual", "primary", "danger"] = "usual"
    form: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """A question to the asker with a set of answers, one of which may be picked, once.

    The core numbers it (`id`) before it goes out, and keeps it: `bot.core.Bot.pick` finds it again,
    after a restart too. One that is `for_all` may be picked by everybody, as often as they like.
    """

    question: str
    choices: tuple[Choice, ...]
    for_all: bool = False
    id: int | None = None


class Outcome(StrEnum):
    """How a message ended."""

    ANSWERED = "answered"
    CUT = "cut"
    """The answer stops before its end: the length was used up or the stream broke."""
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    """Taken before, here or elsewhere: show nothing at all."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event of every message.

    `text` is a sentence of the program's own that belongs under the answer (or stands in its
    place): why it was refused, failed or cut, and what the person can do. With `withdraw` the words
    shown so far must be replaced by it, or struck where a platform cannot replace them.
    `answer_id` names the stored turn for thumbs, "go on" and "again"; `cost` is in US dollars,
    None where the model has no known price.
    """

    outcome: Outcome
    text: str = ""
    withdraw: bool = False
    answer_id: int | None = None
    usage: Usage = Usage()
    cost: float | None = None
    model: str = ""


Event = Text | File | Status | Notice | Choices | Ended

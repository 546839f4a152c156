"""What the core asks a platform to do in its channels, beside answering: to read and to post.

Every method raises `bot.errors.PlatformError`, with a sentence that names the permission that is
missing, or says that the platform has no such thing.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from bot.commands import Kind
from bot.messages import Attachment, Choices, File, Person, Place

Moment = datetime | str
"""A time, or the id of a message."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a channel, as it reads now. `link` leads to it."""

    id: str
    author_id: str
    author: str
    text: str
    at: datetime
    link: str = ""
    bot: bool = False
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """In whose name something is posted; `picture` is an address, "" for none."""

    name: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What is posted. `answers_to` is the id of the message that it answers."""

    text: str
    author: Author | None = None
    files: tuple[File, ...] = ()
    choices: Choices | None = None
    answers_to: str = ""


@runtime_checkable
class PeopleOfServers(Protocol):
    """A platform on which an id says who somebody is in one server only; see `far`.

    The same object as its `Channels`; asked for with `isinstance`.
    """

    people_of_servers: Literal[True]


def far(channels: "Channels | None", place: Place) -> str:
    """How the keys of all servers begin in which an id means the same person as in this place."""
    alone = isinstance(channels, PeopleOfServers)
    return place.server_key if alone else f"{place.platform}/"


class Channels(Protocol):
    """The channels of all servers of one platform."""

    def history(
        self,
        place: Place,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        newest: int | None = None,
    ) -> AsyncIterator[Said]:
        """Yield what was said in a channel or a thread, oldest first, over as many pages as it is.

        What lies between `after` and `before`, of that the `newest` only if it is given. A message
        that is named is not among them.
        """
        ...

    async def message(self, place: Place, message_id: str) -> Said | None:
        """Read one message; None where there is none."""
        ...

    async def may_read(self, person: Person, place: Place) -> bool:
        """Whether the person can read that place at this moment."""
        ...

    async def place(self, near: Place, channel_id: str) -> Place | None:
        """Find a channel or thread of the same server by its id; None where there is none."""
        ...

    async def name(self, place: Place) -> str:
        """What people call it, without any mark: `general`."""
        ...

    async def linked(self, near: Place, link: str) -> tuple[Place, str] | None:
        """Where in the same server a message is that an address leads to, and its id.

        None for an address that leads elsewhere, or to a channel that is not found.
        """
        ...

    async def server_name(self, place: Place) -> str:
        """What people call the server of that place."""
        ...

    def link(self, place: Place, message_id: str) -> str:
        """The address that leads to a message, "" where messages have none."""
        ...

    async def post(self, place: Place, post: Post) -> str:
        """Post something and return its id; it mentions nobody, and links show no preview."""
        ...

    async def edit(self, place: Place, message_id: str, post: Post) -> None:
        """Put something else in the place of what was posted."""
        ...

    async def delete(self, place: Place, message_id: str) -> None:
        """Take away a message, also of somebody else; nothing where it is gone already."""
        ...

    async def tell(
        self, person_id: str, near: Place, text: str, *, choices: Choices | None = None
    ) -> bool:
        """Say something to one person alone, with buttons; False where they cannot be reached."""
        ...

    async def time_out(self, place: Place, person_id: str, *, minutes: int, reason: str) -> None:
        """Keep a person from writing for a while; no minutes end that."""
        ...


@runtime_checkable
class Directory(Protocol):
    """What a platform that knows everybody by name can tell beside `Channels`."""

    async def called(self, near: Place, kind: Kind, given: str) -> str | None:
        """What people call a channel, a role or a person of the same server, given the id.

        None where there is none with that id, or where it is of another server.
        """
        ...

"""The channels of a platform, for a program beside the bot that is not connected to it."""

# ruff: noqa: ARG002 - what they are given is the port's.
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from bot.channels import Moment, Post, Said
from bot.errors import PlatformError
from bot.messages import Choices, Person, Place
from bot.moderation.native import NativeRule, Shared


class Unconnected:
    """See `bot.channels.Channels`: what needs the platform itself says so in a sentence.

    Who runs the program reads everything that is kept of every channel.
    """

    def __init__(self, platform: str) -> None:
        self._platform = platform.capitalize()

    async def history(
        self,
        place: Place,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        newest: int | None = None,
    ) -> AsyncIterator[Said]:
        """See `Channels.history`."""
        raise self._apart("Reading what was said there")
        yield

    async def message(self, place: Place, message_id: str) -> Said | None:
        """See `Channels.message`."""
        raise self._apart("Reading a message")

    async def may_read(self, person: Person, place: Place) -> bool:
        """Whoever has the database has its words."""
        return True

    async def place(self, near: Place, channel_id: str) -> Place | None:
        """The place that such an id would name; whether it is there, only the platform knows."""
        return replace(near, channel=channel_id, thread=None)

    async def name(self, place: Place) -> str:
        """Its id, which is all that is kept of a channel."""
        return place.channel

    async def server_name(self, place: Place) -> str:
        """Its id, which is all that is kept of a server."""
        return place.server

    async def linked(self, near: Place, link: str) -> tuple[Place, str] | None:
        """See `Channels.linked`."""
        raise self._apart("Following a link")

    def link(self, place: Place, message_id: str) -> str:
        """None: what is said on the command line is no message of a channel."""
        return ""

    async def post(self, place: Place, post: Post) -> str:
        """See `Channels.post`."""
        raise self._apart("Posting in a channel")

    async def edit(self, place: Place, message_id: str, post: Post) -> None:
        """See `Channels.edit`."""
        raise self._apart("Changing a message")

    async def delete(self, place: Place, message_id: str) -> None:
        """See `Channels.delete`."""
        raise self._apart("Deleting a message")

    async def tell(
        self,
        person_id: str,
        near: Place,
        text: str,
        *,
        choices: Choices | None = None,
    ) -> bool:
        """Nobody can be reached from here."""
        return False

    async def time_out(self, place: Place, person_id: str, *, minutes: int, reason: str) -> None:
        """See `Channels.time_out`."""
        raise self._apart("A time out")

    async def rules(self, place: Place) -> list[NativeRule]:
        """See `NativeRules.rules`."""
        raise self._apart("Listing the platform's own rules")

    async def share(
        self, place: Place, words: Sequence[str], *, allowed: Sequence[str], by: str
    ) -> Shared:
        """See `NativeRules.share`."""
        raise self._apart("Sharing words with the platform's own rules")

    def _apart(self, what: str) -> PlatformError:
        return PlatformError(
            f"{what} needs a connection to {self._platform}, which the command line does not have; "
            "nothing was changed. Do it in the chat."
        )

"""The one channel that a terminal is; what was said in it is what the bot kept of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

from adapters.console import files, words
from adapters.console.convert import PLACE
from bot.channels import Moment, Post, Said
from bot.errors import PlatformError
from bot.messages import Choices, Person, Place
from bot.retelling import Retelling

Say = Callable[[str], Awaitable[None]]
"""Prints a sentence."""

_NAME = "terminal"


class ConsoleChannels:
    """See `bot.channels.Channels`; what is posted is printed."""

    def __init__(self, retelling: Retelling, say: Say) -> None:
        self._retelling = retelling
        self._say = say

    def history(
        self,
        place: Place,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        newest: int | None = None,
    ) -> AsyncIterator[Said]:
        """See `Channels.history`."""
        return self._retelling.history(place, after=after, before=before, newest=newest)

    async def message(self, place: Place, message_id: str) -> Said | None:
        """See `Channels.message`."""
        return await self._retelling.message(place, message_id)

    async def may_read(self, person: Person, place: Place) -> bool:  # noqa: ARG002  # the port's
        """Whoever sits at the terminal reads all of it."""
        return place == PLACE

    async def place(self, near: Place, channel_id: str) -> Place | None:  # noqa: ARG002
        """See `Channels.place`; there is no other."""
        return PLACE if channel_id in (_NAME, PLACE.channel) else None

    async def name(self, place: Place) -> str:  # noqa: ARG002  # the port's
        """See `Channels.name`."""
        return _NAME

    async def server_name(self, place: Place) -> str:  # noqa: ARG002  # the port's
        """See `Channels.server_name`."""
        return _NAME

    async def linked(self, near: Place, link: str) -> tuple[Place, str] | None:  # noqa: ARG002
        """No address leads to anything in a terminal."""
        return None

    def link(self, place: Place, message_id: str) -> str:  # noqa: ARG002  # the port's
        """No address leads to anything in a terminal."""
        return ""

    async def post(self, place: Place, post: Post) -> str:  # noqa: ARG002  # the port's
        """Print it, and save its files."""
        author = f"{post.author.name}: " if post.author else ""
        if post.text:
            await self._say(f"{author}{post.text}")
        for file in post.files:
            await self._say(await files.keep(file))
        if post.choices is not None:
            await self._say(words.question(post.choices))
        return str(uuid4())

    async def edit(self, place: Place, message_id: str, post: Post) -> None:  # noqa: ARG002
        """Print it again: what was printed stays."""
        await self.post(place, post)

    async def delete(self, place: Place, message_id: str) -> None:
        """What was printed stays."""

    async def tell(
        self,
        person_id: str,  # noqa: ARG002  # there is only one
        near: Place,
        text: str,
        *,
        choices: Choices | None = None,
    ) -> bool:
        """Print it."""
        await self.post(near, Post(text, choices=choices))
        return True

    async def time_out(self, place: Place, person_id: str, *, minutes: int, reason: str) -> None:  # noqa: ARG002
        """A terminal has no such thing."""
        raise PlatformError("In a terminal nobody can be kept from writing.")

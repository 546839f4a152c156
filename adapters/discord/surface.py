"""Where an answer is written: pages that are sent, edited and deleted, in a channel or not."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import discord

from adapters.discord.buttons import Button, view
from adapters.discord.posts import Posts
from adapters.discord.wire import MESSAGE, MESSAGES, Wire, room
from bot.messages import Choices, File

LONGEST = 2_000
"""How many characters fit into a message."""

WAITING = -1
"""The number of the message which says that an answer waits for its turn."""

# A reader gains nothing from more, and short answers stay within two requests.
_SHORTEST_PAUSE = 0.75
# How late the last text may be: whatever was begun must be able to end by then.
_LATEST = 1.2


@dataclass(frozen=True, slots=True)
class Page:
    """One message: a text of at most 2,000 characters, files, and what can be pressed below it.

    Files take the place of those that the message shows; with `clears` none do.
    """

    text: str
    files: tuple[File, ...] = ()
    buttons: tuple[Button, ...] = ()
    choices: tuple[Choices, ...] = ()
    clears: bool = False

    def view(self) -> discord.ui.View | None:
        """What can be pressed, as the library wants it."""
        return view(self.buttons, self.choices)

    def uploads(self) -> list[discord.File]:
        """The files as the library wants them, to be sent once."""
        return [
            discord.File(io.BytesIO(file.data), file.name, description=file.alt[:1024] or None)
            for file in self.files
        ]


class Surface(Protocol):
    """What an answer needs of the place where it is written. All but `pause` raise `WireError`.

    `private` says that the asker alone sees all of it, `whispers` that a sentence can be for the
    asker alone, `attaches` that files can be sent, `lines_up` that what is sent stands behind all
    that was said before.
    """

    @property
    def private(self) -> bool: ...  # noqa: D102  # see above

    @property
    def whispers(self) -> bool: ...  # noqa: D102

    @property
    def attaches(self) -> bool: ...  # noqa: D102

    @property
    def lines_up(self) -> bool: ...  # noqa: D102

    async def send(self, page: Page, *, number: int) -> int:
        """Show a page as a new message, 0 the first or `WAITING`; returns its id."""
        ...

    async def edit(self, message_id: int, page: Page) -> None:
        """Show the page in the place of what the message shows."""
        ...

    async def delete(self, message_id: int) -> None:
        """Take a message away."""
        ...

    async def whisper(self, text: str) -> None:
        """Tell the asker alone, or as few others as can be."""
        ...

    async def typing(self) -> None:
        """Show for some seconds that an answer is coming."""
        ...

    def pause(self) -> float:
        """Seconds to wait before the next write, unless it is the last."""
        ...


@dataclass(slots=True)
class InChannel:
    """An answer in a channel, a thread or a direct conversation, as a reply to a message if given.

    `nonce` names the answer, so that nothing is shown twice when a request is made again.
    """

    client: discord.Client
    wire: Wire
    posts: Posts
    channel: discord.PartialMessageable
    nonce: str
    reply_to: int | None = None
    attaches: bool = True
    private: bool = field(default=False, init=False)
    whispers: bool = field(default=False, init=False)
    lines_up: bool = field(default=True, init=False)
    _written: float | None = field(default=None, init=False)

    async def send(self, page: Page, *, number: int) -> int:
        """See `Surface`."""
        nonce = f"{self.nonce}.{number}"
        sent = await self.posts.post(nonce, lambda: self._send(page, number, nonce))
        self._written = asyncio.get_running_loop().time()
        if isinstance(sent, int):
            return sent
        if sent.content != page.text.strip():
            # The nonce was used before the program was started anew, for the words of that time.
            await self.edit(sent.id, page)
        return sent.id

    async def _send(self, page: Page, number: int, nonce: str) -> discord.Message:
        reference = None
        if self.reply_to is not None and number in (WAITING, 0):
            reference = discord.MessageReference(
                message_id=self.reply_to, channel_id=self.channel.id, fail_if_not_exists=False
            )

        async def make() -> discord.Message:
            return await self.channel.send(
                page.text or None,
                nonce=nonce,
                files=page.uploads() or None,  # type: ignore[arg-type]  # None is its default
                view=page.view(),  # type: ignore[arg-type]  # so it is here
                reference=reference,  # type: ignore[arg-type]  # and here
                suppress_embeds=True,
            )

        await self._room("POST", MESSAGES)
        return await self.wire.call(make)

    async def edit(self, message_id: int, page: Page) -> None:
        """See `Surface`."""
        message = self.channel.get_partial_message(message_id)
        changed = page.files or page.clears
        files: Callable[[], object] = page.uploads if changed else lambda: discord.utils.MISSING

        async def make() -> None:
            await message.edit(content=page.text, view=page.view(), attachments=files())  # type: ignore[arg-type]  # MISSING is its default

        await self._room("PATCH", MESSAGE)
        await self.wire.call(make)
        self._written = asyncio.get_running_loop().time()

    async def _room(self, method: str, path: str) -> None:
        """Wait until Discord takes another one; the library would hold up others meanwhile."""
        left, seconds = room(self.client, method, path, self.channel.id)
        if left == 0:
            await asyncio.sleep(seconds)

    async def delete(self, message_id: int) -> None:
        """See `Surface`."""
        await self.wire.call(self.channel.get_partial_message(message_id).delete)

    async def whisper(self, text: str) -> None:
        """Say it in the channel: nobody can be spoken to alone there."""
        await self.send(Page(text), number=90)

    async def typing(self) -> None:
        """See `Surface`."""

        async def make() -> None:
            await self.channel.typing()

        await self.wire.call(make)

    def pause(self) -> float:
        """Spread the edits that Discord takes evenly, and leave one for the end."""
        left, seconds = room(self.client, "PATCH", MESSAGE, self.channel.id)
        if self._written is None:
            # The first words: behind them an edit must be possible soon enough.
            return seconds - _LATEST if left == 0 else 0.0
        since = asyncio.get_running_loop().time() - self._written
        if left <= 1 and seconds > 0:
            return seconds
        return max(_SHORTEST_PAUSE, (seconds + since) / left) - since

"""Where an answer is written: in a thread, at the top of a channel, or for one person alone."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from adapters.slack import blocks, words
from adapters.slack.rooms import Room
from adapters.slack.sheet import Sheet
from adapters.slack.wire import Json, Wire, WireError
from adapters.splitting import split
from bot.messages import File

# Nothing of the answer is looked up by Slack, so that no address that a model wrote is called.
QUIET: Json = {"unfurl_links": False, "unfurl_media": False}

log = logging.getLogger(__name__)


class Surface(Protocol):
    """What an answer needs of the place where it is written. What writes raises `WireError`."""

    private: bool
    """Whether the asker alone sees all of it."""

    @property
    def unseen(self) -> bool:
        """Whether nobody but the asker saw what was asked, as with a slash command."""
        ...

    def sheet(self) -> Sheet | None:
        """A new message; None where nothing can be shown before the end."""
        ...

    async def say(self, text: str, below: Sequence[Json]) -> None:
        """Show a whole message, where `sheet` gives none."""
        ...

    async def whisper(self, text: str, below: Sequence[Json] = ()) -> None:
        """Tell the asker alone, or as few others as can be, with blocks below."""
        ...

    async def attach(self, files: Sequence[File]) -> None:
        """Send files."""
        ...

    async def status(self, text: str) -> None:
        """Show what the bot is doing, or with no text nothing."""
        ...

    async def offer_stop(self) -> None:
        """Offer to stop the answer, where the platform has a button for that."""
        ...

    def wrote(self) -> None:
        """Take notice that something was written just now."""
        ...

    def pause(self) -> float:
        """Seconds to wait before the next write, unless it is the last."""
        ...


class InThread:
    """An answer in the thread of a question, or with `thread` None at the top of a channel."""

    private = False

    def __init__(
        self,
        wire: Wire,
        room: Room,
        *,
        team: str,
        channel: str,
        thread: str | None,
        asker: str,
        direct: bool,
    ) -> None:
        self._wire = wire
        self._room = room
        self.channel = channel
        self.thread = thread
        self._asker = asker
        self._direct = direct
        self._where: Json = {"channel": channel, "thread_ts": thread, **QUIET}
        self._recipient: Json | None = None
        if thread is not None:
            self._recipient = {"recipient_team_id": team, "recipient_user_id": asker}
        self._last: Sheet | None = None
        self._written: float | None = None
        self._offered = False
        self._in_session = False

    @property
    def unseen(self) -> bool:
        """See `Surface`; what others saw is answered in its thread."""
        return self.thread is None

    @property
    def session(self) -> str | None:
        """What becomes of the session, which has Slack's Stop button, when the answer ends."""
        return "active" if self._in_session else None

    def sheet(self) -> Sheet:
        """See `Surface`."""
        self._last = Sheet(self._wire, self._room, self._where, self._recipient)
        return self._last

    async def say(self, text: str, below: Sequence[Json]) -> None:
        """See `Surface`."""
        await self.sheet().end(text, below)

    async def whisper(self, text: str, below: Sequence[Json] = ()) -> None:
        """See `Surface`."""
        parts = split(text, blocks.LONGEST)
        for part in parts:
            under = below if part is parts[-1] else ()
            content: Json = {
                "text": blocks.preview([part]),
                "blocks": [*blocks.markdown(part), *under],
            }
            try:
                if not self._direct:
                    given = {**self._where, **content, "user": self._asker}
                    await self._wire.call("chat.postEphemeral", given)
                    continue
            except WireError as error:
                log.info("it is said to all: %s", error)
            await self._wire.call("chat.postMessage", {**self._where, **content})

    async def attach(self, files: Sequence[File]) -> None:
        """See `Surface`."""
        await self._wire.upload(files, channel=self.channel, thread=self.thread)

    async def status(self, text: str) -> None:
        """See `Surface`."""
        if self.thread is None:
            return
        named: Json = {"channel_id": self.channel, "thread_ts": self.thread}
        await self._wire.call("assistant.threads.setStatus", {**named, "status": text})

    async def close(self) -> None:
        """Say that the session is at rest, where no stream has said so."""
        told = self._last is not None and self._last.told_session
        if self._in_session and not told:
            self._in_session = False
            named: Json = {"channel_id": self.channel, "thread_ts": self.thread}
            await self._wire.call("agents.sessions.setStatus", {**named, "status": "active"})

    async def offer_stop(self) -> None:
        """See `Surface`; a session brings the button."""
        if self.thread is None or self._offered or not self._room.sessions:
            return
        self._offered = True
        named: Json = {"channel_id": self.channel, "thread_ts": self.thread}
        try:
            arguments = {**named, "status": "processing", "initiator_user_id": self._asker}
            await self._wire.call("agents.sessions.setStatus", arguments, patient=False)
            self._in_session = True
        except WireError as error:
            if error.code in {"access_denied", "unknown_method", "missing_scope"}:
                self._room.sessions = False
            log.info("no session: %s", error)

    def wrote(self) -> None:
        """See `Surface`."""
        self._written = asyncio.get_running_loop().time()

    def pause(self) -> float:
        """See `Surface`."""
        if self._written is None:
            return 0.0
        streaming = self._last is not None and self._last.streaming
        since = asyncio.get_running_loop().time() - self._written
        return self._room.interval(streaming=streaming) - since


async def send_alone(wire: Wire, person: str, files: Sequence[File]) -> None:
    """Send files to one person, in direct messages: a channel has none for one person alone."""
    opened = await wire.call("conversations.open", {"users": person})
    await wire.upload(files, channel=str(opened["channel"]["id"]), thread=None)


class AskerOnly(InThread):
    """An answer in a thread that the asker alone sees."""

    private = True

    def sheet(self) -> None:  # type: ignore[override]  # nothing can be changed there later
        """See `Surface`."""
        return

    async def say(self, text: str, below: Sequence[Json]) -> None:
        """See `Surface`."""
        content: Json = {
            "text": blocks.preview([text]),
            "blocks": [*blocks.markdown(text), *below],
            "user": self._asker,
        }
        await self._wire.call("chat.postEphemeral", {**self._where, **content})

    async def attach(self, files: Sequence[File]) -> None:
        """See `Surface`."""
        await send_alone(self._wire, self._asker, files)
        await self.whisper(words.FILES_ALONE)

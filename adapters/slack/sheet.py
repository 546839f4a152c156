"""One message of an answer: a stream while that goes well, else a message that is updated."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Literal

from adapters.slack import blocks
from adapters.slack.rooms import Room
from adapters.slack.wire import Gone, Json, StreamOver, TooOften, Wire, WireError

# What says that this app, or this place, has no streams; the others are faults of one call.
_NO_STREAMS = {
    "unknown_method", "method_not_supported_for_channel_type", "channel_type_not_supported",
    "not_allowed_token_type", "access_denied", "missing_scope", "invalid_arguments",
    "missing_recipient_team_id", "missing_recipient_user_id", "user_not_found",
}  # fmt: skip
_EVERYWHERE = {"unknown_method", "access_denied", "missing_scope", "not_allowed_token_type"}

log = logging.getLogger(__name__)


class Sheet:
    """A message at Slack. `where` are the arguments that name the place of new messages.

    `recipient` are those that a stream needs; None where there can be none.
    """

    def __init__(self, wire: Wire, room: Room, where: Json, recipient: Json | None) -> None:
        self.ts: str | None = None
        self.told_session = False
        self._wire = wire
        self._room = room
        self._where = where
        self._recipient = recipient
        self._mode: Literal["new", "stream", "posted"] = "new"
        self._sent = ""
        self._shown: tuple[str, Sequence[Json]] | None = None
        self._began = 0.0

    def take_over(self, ts: str) -> None:
        """Be a message that is there already, and is to show something else."""
        self.ts, self._mode = ts, "posted"

    @property
    def streaming(self) -> bool:
        """Whether it is a stream, or will be one."""
        return self._mode == "stream" or (self._mode == "new" and self._may_stream())

    @property
    def is_old(self) -> bool:
        """Whether it is a stream that Slack is about to close, whatever is written to it."""
        since = asyncio.get_running_loop().time() - self._began
        return self._mode == "stream" and since > self._room.stream_seconds

    async def grow(self, text: str) -> None:
        """Show a text that goes on; raises `WireError`."""
        if not text.strip():
            return
        if self._mode == "new":
            await self._begin(text)
        elif self._mode == "stream":
            await self._append(text)
        else:
            await self._update(text, [])

    async def end(
        self, text: str, below: Sequence[Json] = (), *, session: str | None = None
    ) -> None:
        """Show the text as it is to stay, with blocks below it; raises `WireError`."""
        if self._mode == "new":
            await self._post(text, below)
        elif self._mode == "stream" and text.startswith(self._sent):
            await self._stop(text, below, session)
        else:
            if self._mode == "stream":
                await self._leave_stream(session)
            await self._update(text, below)

    async def remove(self) -> None:
        """Take the message away; raises `WireError`."""
        if self._mode == "stream":
            await self._leave_stream(None)
        if self.ts is not None:
            channel = self._where["channel"]
            await self._wire.call("chat.delete", {"channel": channel, "ts": self.ts})

    def _may_stream(self) -> bool:
        return self._recipient is not None and self._room.streams and not self._room.rests

    async def _begin(self, text: str) -> None:
        if self._may_stream() and await self._started(text):
            return
        if not self._room.rests:
            await self._post(text, [])

    async def _started(self, text: str) -> bool:
        """Begin a stream; returns whether that was possible."""
        arguments = {**self._where, **(self._recipient or {}), "chunks": _chunks(text)}
        try:
            answer = await self._wire.call("chat.startStream", arguments, patient=False)
        except TooOften as error:
            self._room.rest(error.wait)
            return False
        except WireError as error:
            if error.code not in _NO_STREAMS:
                raise
            log.info("no streams: %s", error)
            self._recipient = None
            self._room.streams = self._room.streams and error.code not in _EVERYWHERE
            return False
        self.ts, self._mode, self._sent = str(answer["ts"]), "stream", text
        self._began = asyncio.get_running_loop().time()
        return True

    async def _append(self, text: str) -> None:
        if not text.startswith(self._sent):
            await self._leave_stream(None)
            await self._update(text, [])
        elif text != self._sent:
            try:
                await self._add(text)
            except TooOften:
                # What is still to come takes these words along.
                return
            except StreamOver:
                self._mode = "posted"
                await self._update(text, [])

    async def _add(self, text: str) -> None:
        more = {"chunks": _chunks(text[len(self._sent) :])}
        await self._wire.call("chat.appendStream", {**self._named, **more}, patient=False)
        self._sent = text

    async def _stop(self, text: str, below: Sequence[Json], session: str | None) -> None:
        try:
            try:
                await self._stop_call(text, below, session, patient=False)
            except TooOften:
                # Appending has another limit: the words are there while the end still waits.
                if text != self._sent:
                    await self._append(text)
                if self._mode == "stream":
                    await self._stop_call(text, below, session, patient=True)
                else:
                    await self._update(text, below)
        except Gone:
            raise
        except WireError as error:
            log.info("the stream cannot be ended: %s", error)
            self._mode = "posted"
            await self._update(text, below)
        self._mode, self._shown = "posted", (text, below)

    async def _stop_call(
        self, text: str, below: Sequence[Json], session: str | None, *, patient: bool
    ) -> None:
        rest = text[len(self._sent) :]
        arguments = {
            **self._named,
            "chunks": _chunks(rest) if rest else None,
            "blocks": list(below) or None,
            "session_status": session,
        }
        await self._wire.call("chat.stopStream", arguments, patient=patient)
        self.told_session = session is not None

    async def _leave_stream(self, session: str | None) -> None:
        """End the stream as it is, since what it shows is to be replaced."""
        self._mode = "posted"
        try:
            await self._wire.call("chat.stopStream", {**self._named, "session_status": session})
        except Gone:
            raise
        except WireError as error:
            log.info("the stream cannot be ended: %s", error)

    async def _post(self, text: str, below: Sequence[Json]) -> None:
        content = _content(text, below)
        arguments = {**self._where, **content}
        answer = await self._wire.call("chat.postMessage", arguments)
        self.ts, self._mode, self._shown = str(answer["ts"]), "posted", (text, below)

    async def _update(self, text: str, below: Sequence[Json]) -> None:
        if self._shown != (text, below):
            await self._wire.call("chat.update", {**self._named, **_content(text, below)})
            self._shown = (text, below)

    @property
    def _named(self) -> Json:
        return {"channel": self._where["channel"], "ts": self.ts}


def _chunks(text: str) -> list[Json]:
    return [{"type": "markdown_text", "text": text}]


def _content(text: str, below: Sequence[Json]) -> Json:
    said = blocks.markdown(text)
    words = [text, *(each["elements"][0]["text"] for each in below if each["type"] == "context")]
    return {"text": blocks.preview(words), "blocks": [*said, *below]}

"""Answers that go back the way a command came, wherever that was given."""

import logging
from collections.abc import Sequence

from adapters.slack import blocks, words
from adapters.slack.surface import QUIET, send_alone
from adapters.slack.wire import Json, Wire, WireError
from bot.messages import File

log = logging.getLogger(__name__)


class ForOne:
    """An answer in reply to a command, wherever that was given, if need be to the asker alone.

    It goes the way of the command's own address, which can be used five times in half an hour. What
    Slack does not take there any more is told in direct messages. Without `private` everybody there
    sees what it says, but not what it whispers.
    """

    unseen = True

    def __init__(self, wire: Wire, address: str, asker: str, *, private: bool = True) -> None:
        self.private = private
        self._asker = asker
        self._wire = wire
        self._address = address

    def sheet(self) -> None:
        """See `Surface`."""
        return

    async def say(self, text: str, below: Sequence[Json]) -> None:
        """See `Surface`."""
        content: Json = {
            "text": blocks.preview([text]),
            "blocks": [*blocks.markdown(text), *below],
            "response_type": "ephemeral" if self.private else "in_channel",
            "replace_original": False,
            **QUIET,
        }
        await self._respond(content)

    async def whisper(self, text: str, below: Sequence[Json] = ()) -> None:
        """See `Surface`."""
        content: Json = {
            "text": blocks.preview([text]),
            "blocks": [*blocks.markdown(text), *below],
        }
        quiet: Json = {"response_type": "ephemeral", "replace_original": False}
        await self._respond(content | quiet)

    async def attach(self, files: Sequence[File]) -> None:
        """See `Surface`."""
        await send_alone(self._wire, self._asker, files)
        await self.whisper(words.FILES_ALONE)

    async def _respond(self, content: Json) -> None:
        try:
            await self._wire.respond(self._address, content)
        except WireError as error:
            log.info("the way back of a command is closed (%s)", error)
            opened = await self._wire.call("conversations.open", {"users": self._asker})
            said = {"text": content["text"], "blocks": content["blocks"], **QUIET}
            where = {"channel": str(opened["channel"]["id"])}
            await self._wire.call("chat.postMessage", where | said)

    async def status(self, text: str) -> None:
        """Do nothing: there is no line for it."""

    async def offer_stop(self) -> None:
        """Do nothing: there is no button for it."""

    async def close(self) -> None:
        """Do nothing."""

    def wrote(self) -> None:
        """Do nothing: all is written at once."""

    def pause(self) -> float:
        """Wait for the end."""
        return 3600.0

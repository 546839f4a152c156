"""Reads what was said before in a thread: by others, and by the bot before it was started anew."""

import logging

from adapters.slack.blocks import answers_under
from adapters.slack.contents import mentioned
from adapters.slack.convert import PLATFORM
from adapters.slack.history import messages
from adapters.slack.listening import Me
from adapters.slack.paging import LONGEST_WAIT
from adapters.slack.people import People
from adapters.slack.sayings import quote
from adapters.slack.transcript import Transcript
from adapters.slack.wire import Gone, Json, PartlyRead, Wire, WireError
from bot.messages import Place, Quote

_QUOTED = 20

log = logging.getLogger(__name__)


class Earlier:
    """The threads of a workspace, as they are at Slack; what cannot be read is as if not there."""

    def __init__(self, wire: Wire, people: People, me: Me, heard: Transcript) -> None:
        self._wire = wire
        self._heard = heard
        self._people = people
        self._me = me

    async def quotes(self, event: Json) -> tuple[Quote, ...]:
        """What was said in a thread before a message, the oldest first."""
        before = self._listened(event)
        if before is None:
            # Without what was said before, an answer is better than with it in a minute.
            before = await self.thread(
                event["channel"], event["thread_ts"], before=str(event["ts"]), wait=0
            )
        chosen = [*before[:1], *before[1:][-_QUOTED:]]
        ids = [user for each in chosen for user in (*mentioned(each), each.get("user")) if user]
        names = await self._people.names(each for each in ids if each != self._me.user)
        return tuple(
            quote(
                each,
                self._author(each, names),
                me=self._me,
                channel=str(event["channel"]),
                names=names,
            )
            for each in chosen
        )

    def _listened(self, event: Json) -> list[Json] | None:
        """What was heard in a thread before a message; None where that is not all of it."""
        channel, root = str(event["channel"]), str(event["thread_ts"])
        if float(root) < self._heard.whole_since(channel) and not self._wire.reads_little:
            return None
        place = Place(PLATFORM, self._me.team, channel, root)
        said = self._heard.between(place, 0, float(event["ts"]))
        # Without its first message one has not listened from the beginning.
        return said if said and said[0]["ts"] == root else None

    async def thread(
        self, channel: str, thread: str, *, before: str | None = None, wait: float = LONGEST_WAIT
    ) -> list[Json]:
        """The messages of a thread with its root, the oldest first."""
        place = Place(PLATFORM, self._me.team, channel, thread)
        try:
            return await messages(
                self._wire, place, after=None, before=before, newest=None, wait=wait
            )
        except PartlyRead as error:
            return error.messages
        except WireError as error:
            log.info("a thread cannot be read: %s", error)
            return []

    async def clear(self, channel: str, thread: str, *, after: str) -> None:
        """Take away what the bot had begun to say after a message when the program ended."""
        if not thread:
            return
        own = [each for each in await self.thread(channel, thread) if self._is_own(each)]
        late = [each for each in own if float(each["ts"]) > float(after)]
        for message in late:
            if message.get("streaming_state") == "in_progress":
                await self._take_away(channel, message, "chat.stopStream", "chat.delete")
            elif message.get("streaming_state") and not any(map(answers_under, late)):
                # Slack has closed the stream meanwhile, and no whole answer stands here.
                await self._take_away(channel, message, "chat.delete")

    async def _take_away(self, channel: str, message: Json, *methods: str) -> None:
        named = {"channel": channel, "ts": message["ts"]}
        for method in methods:
            try:
                await self._wire.call(method, named)
            except Gone:
                return
            except WireError as error:
                log.info("%s: %s", method, error)

    def _is_own(self, message: Json) -> bool:
        return message.get("user") == self._me.user or message.get("bot_id") == self._me.bot

    def _author(self, message: Json, names: dict[str, str]) -> str:
        if message.get("user") == self._me.user:
            return "you"
        profile = message.get("bot_profile") or {}
        return str(names.get(message.get("user", "")) or profile.get("name") or "somebody")

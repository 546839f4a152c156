"""Answers what was asked while nobody listened: before a restart, or without a connection."""

import asyncio
import logging
import time

from adapters.slack.convert import PLATFORM
from adapters.slack.team import Team
from adapters.slack.wire import Json, WireError
from bot.config.schema import Config
from bot.messages import Place

# Slack takes 50 such calls in a minute, and far fewer from some apps.
_MOST_PLACES = 100
_MOST_DIRECT = 50
_MOST_MESSAGES = 50

log = logging.getLogger(__name__)


class CatchingUp:
    """Reads what was missed, each time a connection begins; one reading at a time."""

    def __init__(self, team: Team, config: Config) -> None:
        self._team = team
        self._longest = config.recovery.answer_within_hours * 3600
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._known = False

    def begin(self) -> None:
        """Look for what was missed, once more if that is under way already."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Look no further."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while self._again:
            self._again = False
            try:
                if not self._known:
                    await self._recall()
                await self._read()
            except Exception:
                log.exception("what was missed could not be read")

    async def _recall(self) -> None:
        """Take up what the program knew when it ended."""
        bot, team = self._team.bot, self._team
        for place, newest in (await bot.seen(PLATFORM)).items():
            if place.server == team.me.team:
                team.threads.add(place, ts=newest.rpartition("-")[2])
        self._known = True
        for recovered in await bot.unanswered(PLATFORM):
            log.info("answering %s, which was asked before the start", recovered.message.key)
            await team.resume(recovered)

    async def _read(self) -> None:
        since = time.time() - self._longest
        newest = self._team.threads.newest()
        fresh = {place: ts for place, ts in newest.items() if float(ts) > since}
        latest = sorted(fresh.items(), key=lambda each: float(each[1]), reverse=True)
        for place, ts in latest[:_MOST_PLACES]:
            await self._read_place(place, oldest=ts)
        for channel in await self._direct():
            if Place(PLATFORM, self._team.me.team, channel) not in fresh:
                place = Place(PLATFORM, self._team.me.team, channel)
                await self._read_place(place, oldest=f"{max(since, self._start(place)):.6f}")

    def _start(self, place: Place) -> float:
        return float(self._team.threads.newest().get(place, "0"))

    async def _direct(self) -> list[str]:
        """The direct conversations there are."""
        try:
            answer = await self._team.wire.read(
                "users.conversations", types="im", limit=_MOST_DIRECT, exclude_archived="true"
            )
        except WireError as error:
            log.info("direct conversations cannot be listed: %s", error)
            return []
        return [channel["id"] for channel in answer.get("channels") or ()]

    async def _read_place(self, place: Place, *, oldest: str) -> None:
        method = "conversations.history" if place.thread is None else "conversations.replies"
        try:
            answer = await self._team.wire.read(
                method,
                channel=place.channel,
                ts=place.thread,
                oldest=oldest,
                latest=f"{time.time() + 60:.6f}",
                limit=_MOST_MESSAGES,
            )
        except WireError as error:
            log.info("what was missed in %s cannot be read: %s", place.key, error)
            return
        messages: list[Json] = answer.get("messages") or []
        for message in sorted(messages, key=lambda each: float(each["ts"])):
            if float(message["ts"]) > float(oldest):
                self._team.hear({**message, "channel": place.channel})

"""Answers what was asked while nobody listened: before a restart, or without a connection."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from adapters.slack.convert import PLATFORM
from adapters.slack.mending import mend
from adapters.slack.paging import pages
from adapters.slack.team import Team
from adapters.slack.wire import Json, WireError
from bot.config.schema import Config
from bot.messages import Place
from bot.store import Recovered
from bot.turn import Turn

# What says that the app is not installed there any more, of which nobody could tell it.
_NOT_THERE = {"account_inactive", "token_revoked", "invalid_auth"}

log = logging.getLogger(__name__)


class CatchingUp:
    """Reads what was missed, each time a connection begins; one reading at a time.

    `unanswered` is what was taken in before the program ended, and `answered` what it answered
    last, which may not have been shown wholly. `turn` bounds in how many workspaces one reads at
    once. `gone` is called when Slack says that the app is not there any more.
    """

    def __init__(
        self,
        team: Team,
        config: Config,
        *,
        unanswered: Sequence[Recovered],
        answered: Sequence[Turn],
        turn: asyncio.Semaphore,
        gone: Callable[[], Awaitable[None]],
    ) -> None:
        self._team = team
        self._limits = config.recovery
        self._unanswered = list(unanswered)
        self._answered = list(answered)
        self._turn = turn
        self._gone = gone
        self._task: asyncio.Task[None] | None = None
        self._again = False

    @property
    def is_busy(self) -> bool:
        """Whether it reads."""
        return self._task is not None and not self._task.done()

    def begin(self) -> None:
        """Look for what was missed, once more if that is under way already."""
        self._again = True
        self._team.transcript.interrupt()
        if not self.is_busy:
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
                while self._unanswered:
                    await self._resume(self._unanswered.pop(0))
                while self._answered:
                    await self._mend(self._answered.pop(0))
                async with self._turn:
                    await self._read()
            except Exception:
                log.exception("what was missed could not be read")

    async def _resume(self, recovered: Recovered) -> None:
        log.info("answering %s, which was asked before the start", recovered.message.key)
        await self._team.resume(recovered)

    async def _mend(self, turn: Turn) -> None:
        try:
            await mend(self._team, turn)
        except WireError as error:
            log.info("whether %s was answered cannot be read: %s", turn.message_id, error)

    async def _read(self) -> None:
        """Read the places that were read before, then new direct conversations, within a bound."""
        since = time.time() - self._limits.answer_within_hours * 3600
        newest = self._team.threads.newest()
        fresh = {place: ts for place, ts in newest.items() if float(ts) > since}
        wanted = sorted(fresh.items(), key=lambda each: float(each[1]), reverse=True)
        for channel in await self._direct():
            place = Place(PLATFORM, self._team.me.team, channel)
            if place not in fresh:
                wanted.append((place, f"{max(since, float(newest.get(place, '0'))):.6f}"))
        most = self._limits.places
        for place, ts in wanted[:most]:
            await self._read_place(place, oldest=ts)
        if len(wanted) > most:
            said = "%d conversations were not looked at for what was missed; recovery.places is %d"
            log.warning(said, len(wanted) - most, most)

    async def _direct(self) -> list[str]:
        """The direct conversations there are."""
        found: list[str] = []
        try:
            async for page in pages(
                self._team.wire,
                "users.conversations",
                "channels",
                types="im",
                exclude_archived="true",
                team_id=self._team.me.team,
            ):
                found += [str(channel["id"]) for channel in page]
        except WireError as error:
            log.info("direct conversations cannot be listed: %s", error)
            if error.code in _NOT_THERE:
                await self._gone()
        return found

    async def _read_place(self, place: Place, *, oldest: str) -> None:
        method = "conversations.history" if place.thread is None else "conversations.replies"
        most = self._limits.messages
        try:
            answer = await self._team.wire.read(
                method,
                channel=place.channel,
                ts=place.thread,
                oldest=oldest,
                latest=f"{time.time() + 60:.6f}",
                limit=most,
            )
        except WireError as error:
            log.info("what was missed in %s cannot be read: %s", place.key, error)
            return
        messages: list[Json] = answer.get("messages") or []
        if answer.get("has_more"):
            said = "more was said in %s than was read of it; recovery.messages is %d"
            log.warning(said, place.key, most)
        messages.sort(key=lambda each: float(each["ts"]))
        for message in messages:
            if float(message["ts"]) > float(oldest):
                self._team.hear({**message, "channel": place.channel})

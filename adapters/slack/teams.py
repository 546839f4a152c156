"""All workspaces in which the bot works: each delivery goes to its own, and none to another."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable

import aiohttp

from adapters.slack.access import Source
from adapters.slack.belonging import Ids, ids_of
from adapters.slack.convert import PLATFORM
from adapters.slack.mending import SECONDS
from adapters.slack.tasks import Tasks
from adapters.slack.team import Team
from adapters.slack.wire import Json
from adapters.slack.workplace import Left, Workplace
from bot.config.schema import Config
from bot.core import Bot

_MOST_AT_WORK = 2_000
# In how many of them one looks at once for what was missed.
_READING_AT_ONCE = 8

log = logging.getLogger(__name__)


class Teams:
    """The workspaces at work; one is opened when something happens there."""

    def __init__(
        self, bot: Bot, config: Config, session: aiohttp.ClientSession, source: Source
    ) -> None:
        self._bot = bot
        self._config = config
        self._session = session
        self._source = source
        self._at_work: OrderedDict[str, Workplace] = OrderedDict()
        self._opening: dict[str, asyncio.Task[Workplace | None]] = {}
        self._tasks = Tasks()
        self._turn = asyncio.Semaphore(_READING_AT_ONCE)

    async def begin(self) -> None:
        """Open those in which something may have been left; raises `StoreError`."""
        left = Left(
            await self._bot.seen(PLATFORM),
            await self._bot.unanswered(PLATFORM),
            await self._bot.last_turns(PLATFORM, seconds=SECONDS),
        )
        wanted = {ids.team: ids for ids in await self._source.all()}
        for server in left.servers - {*wanted}:
            # Which organization it belongs to was noted when it was opened before.
            if enterprise := await self._bot.notes.get(_note(server)):
                wanted[server] = Ids(server, enterprise, everywhere=True)
        for ids in wanted.values():
            await self._open(ids, left)

    def catch_up(self) -> None:
        """Look in all that are open for what was missed."""
        for workplace in self._at_work.values():
            workplace.catching_up.begin()

    async def take(self, kind: str, body: Json) -> Json | None:
        """Take a delivery in; returns what to answer besides that it has come, if any."""
        ids = ids_of(body)
        if kind == "event" and _says_gone(body):
            await self._gone(ids, float(body.get("event_time") or "inf"))
            return None
        if kind == "event" and (body.get("event") or {}).get("type") == "team_access_revoked":
            await self._left([str(team) for team in body["event"].get("team_ids") or ()])
            return None
        workplace = await self._of(ids)
        if workplace is None:
            log.info("a delivery of the workspace %s is left alone", ids.team)
            return None
        return workplace.routing.take(kind, body)

    async def find(self, server: str) -> Team | None:
        """Find a workspace by its id."""
        workplace = await self._of(Ids(server, await self._enterprise(server)))
        return None if workplace is None else workplace.team

    async def installed(self, ids: Ids) -> None:
        """Take notice that the app was installed, perhaps once more."""
        await self._source.find(ids)
        if not ids.everywhere:
            await self._close(ids.team, 0)
            workplace = await self._of(ids)
            if workplace is not None:
                workplace.catching_up.begin()

    async def close(self, seconds: float) -> None:
        """Take nothing more in, and end what is under way within so many seconds."""
        await self._tasks.close(seconds / 4)
        closing = [self._close(team, seconds) for team in list(self._at_work)]
        await asyncio.gather(*closing)

    async def _of(self, ids: Ids) -> Workplace | None:
        found = self._at_work.get(ids.team)
        if found is not None:
            self._at_work.move_to_end(ids.team)
            return found
        if not ids.team:
            return None
        opening = self._opening.get(ids.team)
        if opening is None:
            opening = self._opening[ids.team] = asyncio.create_task(self._reopened(ids))
            opening.add_done_callback(lambda _: self._opening.pop(ids.team, None))
        return await asyncio.shield(opening)

    async def _reopened(self, ids: Ids) -> Workplace | None:
        if await self._source.find(ids) is None:
            return None
        return await self._open(ids, Left(await self._bot.seen(PLATFORM)))

    async def _open(self, ids: Ids, left: Left) -> Workplace | None:
        access = await self._source.find(ids)
        if access is None:
            return None
        if access.enterprise:
            await self._bot.notes.set(_note(ids.team), access.enterprise)
        await self._bot.back(_server(ids.team))
        workplace = self._at_work[ids.team] = Workplace(
            self._bot,
            self._config,
            self._session,
            access,
            left=left.of(ids.team),
            turn=self._turn,
            gone=lambda: self._gone(ids, float("inf")),
        )
        self._make_room()
        log.info("at work in the workspace %s as %s", access.me.team, access.me.user)
        return workplace

    def _make_room(self) -> None:
        """Close one where nothing goes on, when there are too many; it is opened again."""
        if len(self._at_work) > _MOST_AT_WORK:
            idle = (team for team, each in self._at_work.items() if each.is_idle)
            if (team := next(idle, None)) is not None:
                self._tasks.start(self._close(team, 0), "closing a workspace")

    async def _gone(self, ids: Ids, at: float) -> None:
        """Erase the tokens of a workspace or an organization, and start the clock there."""
        access = await self._source.find(ids)
        if access is not None and at < int(access.since):
            log.info("the app was installed anew in %s since it was told to be gone", ids.team)
            return
        await self._source.erase(ids)
        teams = [
            team
            for team, each in self._at_work.items()
            if team == ids.team or (ids.everywhere and each.access.enterprise == ids.enterprise)
        ]
        if access is not None and not ids.everywhere:
            teams.append(ids.team)
        await self._left(teams)

    async def _left(self, teams: Iterable[str]) -> None:
        """Start the clock in workspaces where the app is not any more."""
        for team in set(teams):
            log.warning("the app is not in the workspace %s any more", team)
            await self._bot.left(_server(team))
            self._tasks.start(self._close(team, 0), "leaving a workspace")

    async def _close(self, team: str, seconds: float) -> None:
        workplace = self._at_work.pop(team, None)
        if workplace is not None:
            await workplace.close(seconds)

    async def _enterprise(self, server: str) -> str:
        known = self._at_work.get(server)
        if known is not None:
            return known.access.enterprise
        return await self._bot.notes.get(_note(server)) or ""


def _says_gone(body: Json) -> bool:
    event = body.get("event") or {}
    if event.get("type") == "tokens_revoked":
        return bool((event.get("tokens") or {}).get("bot"))
    return event.get("type") == "app_uninstalled"


def _server(team: str) -> str:
    return f"{PLATFORM}/{team}"


def _note(team: str) -> str:
    """The name under which it is noted which organization a workspace is in."""
    return f"{PLATFORM}/enterprise/{team}"

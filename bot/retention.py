"""What is kept goes when its time is over: a job that really deletes, hour by hour."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bot.album import Album
from bot.config.schema import Retention as Bounds
from bot.errors import CauserieError
from bot.memory import Memory
from bot.messages import Place
from bot.settings import Settings
from bot.store import Store
from bot.store.offers import KEPT

log = logging.getLogger(__name__)

_FORGOTTEN = "forgotten"
# Budgets count up to a month, and must know for so long who spent what.
LEDGER_DAYS = 35
# Nobody asks who used what longer ago, also where conversations are kept for ever.
_LEDGER_MOST_DAYS = 365
# No platform delivers an event again after so long, so that its key need not be remembered.
_REDELIVERED = timedelta(days=30)
# Nobody edits or deletes what they wrote so long ago, as far as copies of it are concerned.
_COPIED = timedelta(days=30)
# Who has not appealed by then does not.
_APPEALED = timedelta(days=14)


class Retention:
    """Deletes what is older than a server wants it, and all of servers that the bot left."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        memory: Memory,
        bounds: Bounds,
        *,
        album: Album | None = None,
    ) -> None:
        self._album = album
        self._store = store
        self._settings = settings
        self._memory = memory
        self._bounds = bounds
        self._heard: str | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look now, and again each hour."""
        self._task = asyncio.create_task(self._keep_looking(), name="retention")

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def sweep(self, now: datetime) -> None:
        """Delete all whose time is over at that moment; raises `StoreError`."""
        await self._store.taken.prune(now - _REDELIVERED)
        await self._store.offers.prune(now - KEPT)
        await self._store.links.prune(now - _COPIED)
        await self._store.flags.prune(now - _APPEALED)
        await self._store.cache.prune(now)
        left = timedelta(days=self._bounds.after_leaving_days)
        for server in await self._store.servers.gone(before=now - left):
            gone = await self._store.privacy.erase_server(server)
            await self.forgotten(server, gone.places)
            log.info("erased %s, which the bot left: %d turns", server, gone.turns)
        for server in await self._store.privacy.servers():
            await self._expire(server, now)
        if self._album is not None:
            await self._album.tidy()

    async def forgotten(self, server: str, places: Iterable[Place]) -> None:
        """Let go in memory of what went from the store."""
        for place in places:
            self._memory.forget(place)
        self._settings.forget(server)
        if self._album is not None:
            await self._album.erase_server(server)
        await self.spread()

    async def spread(self) -> None:
        """Have other programs on the same database let go of what went from it."""
        self._heard = uuid4().hex
        await self._store.notes.set(_FORGOTTEN, self._heard)

    async def catch_up(self) -> None:
        """Let go of all that is in memory where another program deleted anything."""
        heard = await self._store.notes.get(_FORGOTTEN)
        if heard != self._heard:
            self._heard = heard
            self._memory.forget_all()
            self._settings.forget_all()

    async def _expire(self, server: str, now: datetime) -> None:
        days = (await self._settings.resolve(_server_place(server))).retention_days
        spent = min(max(days or _LEDGER_MOST_DAYS, LEDGER_DAYS), _LEDGER_MOST_DAYS)
        ledger_before = now - timedelta(days=spent)
        if days is None:
            await self._store.privacy.forget_spenders(server, before=ledger_before)
            return
        before = now - timedelta(days=days)
        gone = await self._store.privacy.expire(server, before=before, ledger_before=ledger_before)
        for place in gone.places:
            self._memory.forget(place)
        if gone.places:
            await self.spread()
        if gone.turns:
            log.info("deleted %d turns of %s, older than %d days", gone.turns, server, days)

    async def _keep_looking(self) -> None:
        while True:
            try:
                await self.sweep(datetime.now(UTC))
            except CauserieError as error:
                log.warning("nothing could be deleted for now: %s", error)
            except Exception:
                log.exception("nothing could be deleted for now")
            await asyncio.sleep(self._bounds.every_minutes * 60)


def _server_place(server: str) -> Place:
    """A place of the server that is no channel, for what counts in all of it."""
    platform, _, name = server.partition("/")
    return Place(platform, name, "")

"""Putting items on the desks: one task, which takes them from the database, oldest first.

The database is the queue, so that nothing is lost when a platform cannot be reached or the program
ends, and nothing waits in memory.
"""

import asyncio
import logging
from contextlib import suppress

from bot.errors import CauserieError, PlatformError
from bot.messages import Place
from bot.moderation.desk import Desk
from bot.store import Flag

log = logging.getLogger(__name__)

_AT_ONCE = 20
_MOST_CHANGED = 1_000
_LATER_SECONDS = 60.0
_LAST_SECONDS = 5.0


class Posting:
    """Owns the task. What cannot be posted is tried again a minute later, or with the next item."""

    def __init__(self, desk: Desk, *, later_seconds: float = _LATER_SECONDS) -> None:
        self._desk = desk
        self._later = later_seconds
        self._wanted = asyncio.Event()
        self._rests = asyncio.Event()
        self._rests.set()
        self._changed: dict[int, None] = {}
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        """Have what waits posted soon."""
        self._wanted.set()
        self._rests.clear()
        if self._task is None:
            self._task = asyncio.create_task(self._serve(), name="moderation desk")

    def again(self, number: int) -> None:
        """Have an item that is on its desk shown there as it is now."""
        if len(self._changed) < _MOST_CHANGED:
            self._changed[number] = None
        self.nudge()

    async def idle(self) -> None:
        """Wait until all that can be posted is."""
        await self._rests.wait()

    async def close(self) -> None:
        """End the task; what waits is posted after the next start."""
        if self._task is None:
            return
        self._closing = True
        self._wanted.set()
        # What is posted just now is noted as well, or it would be posted twice.
        await asyncio.wait({self._task}, timeout=_LAST_SECONDS)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _serve(self) -> None:
        whole = True
        while not self._closing:
            with suppress(TimeoutError):
                async with asyncio.timeout(None if whole else self._later):
                    await self._wanted.wait()
            self._wanted.clear()
            try:
                whole = await self._posted()
            except Exception:
                # The task serves all servers, and must outlive whatever one of them does to it.
                log.exception("the desks could not be served")
                whole = False
            if not self._wanted.is_set():
                self._rests.set()

    async def _posted(self) -> bool:
        """Post what waits on all desks; whether all of it could be."""
        await self._show_changed()
        whole = True
        for server in await self._desk.store.flags.servers_waiting():
            platform = server.partition("/")[0]
            if platform in self._desk.channels:
                whole &= await self._posted_of(server)
        return whole

    async def _show_changed(self) -> None:
        while self._changed and not self._closing:
            number = next(iter(self._changed))
            del self._changed[number]
            flag = await self._desk.store.flags.get(number)
            if flag is not None and flag.shown_as is not None:
                await self._shown(flag)

    async def _posted_of(self, server: str) -> bool:
        platform, _, name = server.partition("/")
        if not await self._desk.is_set(Place(platform, name, "")):
            # It is posted when the server chooses a desk again and something new lies there.
            return True
        while flags := await self._desk.store.flags.waiting(server, limit=_AT_ONCE):
            for flag in flags:
                if self._closing or not await self._shown(flag):
                    return False
        return True

    async def _shown(self, flag: Flag) -> bool:
        try:
            shown = await self._desk.show(flag)
            now = await self._desk.store.flags.get(flag.id)
            if now is not None and _as_read(now) != _as_read(flag):
                # Somebody decided meanwhile, or the words are others or gone.
                self.again(flag.id)
            return shown
        except PlatformError as error:
            log.warning("item %d of %s cannot be shown: %s", flag.id, flag.place.server_key, error)
        except CauserieError:
            log.exception("item %d of %s cannot be shown", flag.id, flag.place.server_key)
        return False


def _as_read(flag: Flag) -> tuple[object, ...]:
    return flag.state, flag.text, flag.done, flag.remark, flag.appealed_at

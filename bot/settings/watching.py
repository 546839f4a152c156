"""Noticing what other programs do to the database, such as the command line."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import CauserieError
from bot.settings.resolution import Settings

log = logging.getLogger(__name__)

SECONDS = 5.0
"""How long a change of another program may go unnoticed."""


class Watching:
    """Looks again and again whether anything was changed; `others` look beside the settings."""

    def __init__(
        self,
        settings: Settings,
        *others: Callable[[], Awaitable[None]],
        seconds: float = SECONDS,
    ) -> None:
        self._looks = (settings.catch_up, *others)
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._keep_looking(), name="settings watch")

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                for look in self._looks:
                    await look()
            except CauserieError as error:
                log.warning("changes of other programs cannot be seen for now: %s", error)

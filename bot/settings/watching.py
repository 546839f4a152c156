"""Noticing what other programs change in the settings, such as the command line."""

import asyncio
import logging

from bot.errors import CauserieError
from bot.settings.resolution import Settings

log = logging.getLogger(__name__)

SECONDS = 5.0
"""How long a change of another program may go unnoticed."""


class Watching:
    """Looks again and again whether anything was changed."""

    def __init__(self, settings: Settings, *, seconds: float = SECONDS) -> None:
        self._settings = settings
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
                await self._settings.catch_up()
            except CauserieError as error:
                log.warning("changes of settings cannot be seen for now: %s", error)

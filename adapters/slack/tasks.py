"""Work that is done beside the deliveries: every task has its owner here."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Tasks:
    """The tasks under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether any of them is under way."""
        return bool(self._tasks)

    def start(self, work: Coroutine[Any, Any, None], about: str) -> None:
        """Begin some work; what goes wrong is logged with what it is about."""
        task = asyncio.create_task(self._done(work, about))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float) -> None:
        """Let the tasks end within so many seconds, then cancel those that have not."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _done(self, work: Coroutine[Any, Any, None], about: str) -> None:
        try:
            await work
        except Exception:
            log.exception("%s could not be done", about)
